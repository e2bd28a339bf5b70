import { expect, test } from 'vitest'
import type { TranscriptEntry } from '../../../contract/index.ts'
import { transcriptRows } from '../../../renderer/runs/transcript/transcript-rows.ts'

let seq = 0
const entry = (stage: string, kind: TranscriptEntry['kind'], text = ''): TranscriptEntry => ({
  seq: seq++,
  at: '2026-11-20T02:00:00Z',
  stage,
  kind,
  text,
  tool: kind === 'tool' ? 'Bash' : null,
})

test('a failure stands with the call it came from, also between the calls of another stage', () => {
  const rows = transcriptRows(
    [
      entry('a', 'tool', 'first'),
      entry('b', 'tool', 'beside'),
      entry('a', 'tool-error', 'no such file'),
      entry('b', 'text', 'words'),
      entry('c', 'tool-error', 'of nobody'),
    ],
    null,
  )
  expect(
    rows.map((row) => [row.entry.stage, row.entry.text, row.failure?.text ?? null, row.isNewStage]),
  ).toEqual([
    ['a', 'first', 'no such file', true],
    ['b', 'beside', null, true],
    ['b', 'words', null, false],
    ['c', 'of nobody', null, true],
  ])
})

test('of one stage only what it said', () => {
  const rows = transcriptRows(
    [entry('a', 'text', 'one'), entry('b', 'text', 'two'), entry('a', 'text', 'three')],
    'a',
  )
  expect(rows.map((row) => row.entry.text)).toEqual(['one', 'three'])
})
