import { describe, expect, test } from 'vitest'
import { runPart } from '../../scripts/test/run-part.ts'
import { summarize } from '../../scripts/test/summary.ts'
import { countVitest } from '../../scripts/test/vitest-counts.ts'
import { temporaryFolder } from './temporary-folder.ts'

const report = (change: object = {}) =>
  JSON.stringify({
    numPassedTests: 3,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
    ...change,
  })

describe('counting a vitest run', () => {
  test('as it reports', () => {
    expect(countVitest(report(), 0)).toEqual({ passed: 3, failed: 0, skipped: 0, note: null })
    expect(countVitest(report({ numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 }), 1)).toMatchObject({
      failed: 2,
      skipped: 2,
    })
  })

  test('a file that could not be loaded counts as failed', () => {
    const broken = { status: 'failed', name: 'a.test.ts', assertionResults: [] }
    const withFailure = { status: 'failed', name: 'b.test.ts', assertionResults: [{ status: 'failed' }] }
    const counts = countVitest(report({ numFailedTests: 1, testResults: [broken, withFailure] }), 1)
    expect(counts.failed).toBe(2)
    expect(counts.note).toContain('a.test.ts')
  })

  test('a bad end without a failed test, and no report at all, count as failed', () => {
    expect(countVitest(report(), 1).failed).toBe(1)
    expect(countVitest(null, 0).failed).toBe(1)
  })
})

describe('running a part', () => {
  test('a check counts as one, by its exit code', async () => {
    const root = temporaryFolder()
    expect(await runPart(root, { kind: 'check', name: 'good', command: ['true'] })).toMatchObject({
      passed: 1,
      failed: 0,
    })
    const bad = await runPart(root, { kind: 'check', name: 'bad', command: ['sh', '-c', 'exit 7'] })
    expect(bad).toMatchObject({ passed: 0, failed: 1, note: 'sh -c exit 7 ended with code 7' })
  })

  test('a part without tests fails, unless it may be missing', async () => {
    const root = temporaryFolder({ 'test/e2e/notes.md': '' })
    const part = { kind: 'vitest' as const, name: 'e2e', args: [], folder: 'test/e2e' }
    expect(await runPart(root, part)).toMatchObject({ failed: 1, note: 'there is no test in test/e2e' })
    expect(await runPart(root, { ...part, optional: true })).toBeNull()
  })
})

test('the last line sums up everything and stands alone', () => {
  const result = { skipped: 0, durationMs: 1500, note: null }
  const text = summarize([
    { name: 'format', passed: 1, failed: 0, ...result },
    { name: 'unit', passed: 40, failed: 2, ...result, skipped: 1 },
  ])
  expect(text.split('\n').slice(1)).toEqual([
    '✓  format  1 passed                        1.5 s',
    '✗  unit    40 passed  2 failed  1 skipped  1.5 s',
    '',
    '41 passed, 2 failed',
  ])
})
