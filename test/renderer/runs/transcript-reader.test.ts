import { expect, test } from 'vitest'
import type { TranscriptEntry } from '../../../contract/index.ts'
import { TranscriptReader } from '../../../renderer/runs/transcript/transcript-reader.ts'

const entry = (seq: number): TranscriptEntry => ({
  seq,
  at: '2026-07-28T00:00:00Z',
  stage: 'review',
  kind: 'text',
  text: `words ${seq}`,
  tool: null,
})

test('gathers each entry once over interruptions and repeats', async () => {
  const asked: number[] = []
  const streams = [
    async function* () {
      yield { entries: [entry(0), entry(1)], end: false }
      throw new TypeError('network error')
    },
    async function* () {
      yield { entries: [entry(1), entry(2)], end: false }
    },
    async function* () {
      yield { entries: [entry(3)], end: true }
    },
  ]
  const reader = new TranscriptReader({
    read: async (after) => {
      asked.push(after)
      return streams.shift()!()
    },
    schedule: (work) => queueMicrotask(work),
    waitMs: () => 0,
  })
  reader.start()
  await expect.poll(() => reader.getSnapshot().reading).toBe('ended')
  await expect.poll(() => reader.getSnapshot().entries.map(({ seq }) => seq)).toEqual([0, 1, 2, 3])
  expect(asked).toEqual([-1, 1, 2])
})
