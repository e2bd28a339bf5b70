import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { runPart } from '../../scripts/test/run-part.ts'
import { afterSecondLook, runVitest } from '../../scripts/test/run-vitest.ts'
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
    expect(countVitest(report(), 0)).toEqual({ passed: 3, failed: 0, skipped: 0, note: null, failures: [] })
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

describe('a second look at what failed', () => {
  const counts = (passed: number, ...tests: string[]) => ({
    passed,
    failed: tests.length,
    skipped: 0,
    note: null,
    failures: tests.map((test) => ({ file: 'a.test.ts', test, message: 'no' })),
  })

  test('what passes then counts as passed, and is named', () => {
    expect(afterSecondLook(counts(3, 'one', 'two'), counts(4, 'two'))).toMatchObject({
      passed: 4,
      failed: 1,
      failures: [{ test: 'two' }],
      unsteady: ['a.test.ts > one'],
    })
  })

  test('what fails only then has failed as well', () => {
    expect(afterSecondLook(counts(3, 'one'), counts(3, 'three'))).toMatchObject({
      passed: 3,
      failed: 1,
      failures: [{ test: 'three' }],
      unsteady: ['a.test.ts > one'],
    })
  })

  test('a second run that broke or ran nothing mends nothing', () => {
    const broken = { passed: 0, failed: 1, skipped: 0, note: 'no report', failures: [] }
    for (const second of [broken, counts(0), { ...counts(2), failed: 1 }]) {
      expect(afterSecondLook(counts(3, 'one'), second)).toMatchObject({ passed: 3, failed: 1, unsteady: [] })
    }
  })

  test('a real run: a test that fails every second time, and one that always does', async () => {
    const root = fileURLToPath(new URL('../..', import.meta.url))
    const folder = temporaryFolder({
      'unsteady.test.ts': `
        import { existsSync, writeFileSync } from 'node:fs'
        import { expect, test } from 'vitest'
        const mark = new URL('./mark', import.meta.url)
        test('steady', () => {})
        test('unsteady', () => {
          const seen = existsSync(mark)
          writeFileSync(mark, '')
          expect(seen).toBe(true)
        })
        test('wrong', () => expect(1).toBe(2))
      `,
    })
    const result = await runVitest(root, [
      '--root',
      folder,
      '--config',
      join(root, 'test/scripts/plain.config.ts'),
    ])
    expect(result).toMatchObject({ passed: 2, failed: 1, failures: [{ test: 'wrong' }] })
    expect(result.unsteady).toEqual([`${folder}/unsteady.test.ts > unsteady`])
  }, 300_000)
})

test('what failed is said again, and the last line sums up everything and stands alone', () => {
  const result = { skipped: 0, durationMs: 1500, note: null, failures: [], unsteady: [] }
  const failure = { file: '/oven/test/a.test.ts', test: 'bakes', message: '\u001b[31mno\u001b[39m' }
  const text = summarize('/oven', [
    { name: 'format', passed: 1, failed: 0, ...result },
    {
      name: 'unit',
      passed: 40,
      failed: 2,
      ...result,
      skipped: 1,
      failures: [failure],
      unsteady: ['/oven/test/b.test.ts > rests'],
    },
  ])
  expect(text.split('\n').slice(1)).toEqual([
    '✗ unit: test/a.test.ts > bakes',
    '    no',
    '~ unit: passed only when run a second time: test/b.test.ts > rests',
    '✓  format  1 passed                        1.5 s',
    '✗  unit    40 passed  2 failed  1 skipped  1.5 s',
    '',
    '41 passed, 2 failed',
  ])
})
