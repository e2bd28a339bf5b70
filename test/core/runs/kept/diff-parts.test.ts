import { expect, test } from 'vitest'
import { readDiffParts } from '../../../../core/runs/kept/diff-parts.ts'

const FILE = 'diff --git a/a.md b/a.md\n--- a/a.md\n+++ b/a.md\n@@ -1 +1 @@\n-one\n+# agent-oven: branch no\n'

test('parts are told apart by their headings, and lines of a diff are never one', () => {
  const text = `# agent-oven: branch pipeline/p/1\n${FILE}# agent-oven: uncommitted\n${FILE}# agent-oven: uncommitted wt/a b\n${FILE}`
  const { parts, cut } = readDiffParts(text)
  expect(cut).toBe(false)
  expect(parts.map(({ kind, name }) => [kind, name])).toEqual([
    ['branch', 'pipeline/p/1'],
    ['uncommitted', ''],
    ['uncommitted', 'wt/a b'],
  ])
  for (const { diff } of parts) expect(diff).toContain('+# agent-oven: branch no')
})

test('a diff of an older runner image is one part', () => {
  expect(readDiffParts(FILE).parts).toEqual([{ kind: 'branch', name: '', diff: FILE }])
})

test('that the diff was cut is told apart from the diff', () => {
  const { parts, cut } = readDiffParts(
    `# agent-oven: branch b\n${FILE}\nThe diff is longer; it was cut after 5242880 bytes.\n`,
  )
  expect(cut).toBe(true)
  expect(parts[0]!.diff).not.toContain('it was cut')
})

test('an empty diff has no parts', () => {
  expect(readDiffParts('')).toEqual({ parts: [], cut: false })
  expect(readDiffParts('# agent-oven: branch b\n')).toEqual({ parts: [], cut: false })
})
