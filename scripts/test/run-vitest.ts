import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runLive } from './run-live.ts'
import { countVitest, type VitestCounts } from './vitest-counts.ts'

/** Failures in more files than this are no accident of a busy machine, and not looked at again. */
const MAX_FILES = 3

/**
 * Runs vitest with these arguments, its output on ours. A few files with tests that failed are run a second time, alone:
 * a test that then passes counts as passed and is named as unsteady, so that it is seen and mended (docs/decisions/0150).
 */
export async function runVitest(
  root: string,
  args: string[],
): Promise<VitestCounts & { unsteady: string[] }> {
  const first = await runOnce(root, args)
  const named = first.failures.filter(({ test }) => test !== null)
  const files = [...new Set(named.map(({ file }) => file))]
  const isWorthIt =
    process.env.FAULTS !== 'long' &&
    named.length > 0 &&
    named.length === first.failed &&
    files.length <= MAX_FILES
  if (!isWorthIt) return { ...first, unsteady: [] }
  console.log(`\n${named.length} failed. Their files alone, a second time:`)
  const second = await runOnce(root, [...args, ...files, '--no-file-parallelism'])
  return { ...afterSecondLook(first, second) }
}

/** What two looks at the same tests come to. What failed in the second is what failed; what it did not show, too. */
export function afterSecondLook(
  first: VitestCounts,
  second: VitestCounts,
): VitestCounts & { unsteady: string[] } {
  const nameOf = ({ file, test }: { file: string; test: string | null }) => `${file} > ${test}`
  // A second run that broke, or ran nothing, says nothing of anything.
  const isTelling = second.passed > 0 && second.failed === second.failures.length
  const failedAgain = new Set(second.failures.map(nameOf))
  const isBroken = (failure: { file: string }) =>
    second.failures.some(({ file, test }) => file === failure.file && test === null)
  const failures = first.failures.filter(
    (failure) => !isTelling || failedAgain.has(nameOf(failure)) || isBroken(failure),
  )
  // A test that only failed the second time failed as well.
  const known = new Set(first.failures.map(nameOf))
  const news = second.failures.filter((failure) => !known.has(nameOf(failure)) && failure.test !== null)
  const mended = first.failures.length - failures.length
  return {
    ...first,
    passed: first.passed + mended - news.length,
    failed: first.failed - mended + news.length,
    failures: [...failures, ...news],
    unsteady: first.failures.filter((failure) => !failures.includes(failure)).map(nameOf),
  }
}

async function runOnce(root: string, args: string[]): Promise<VitestCounts> {
  const folder = mkdtempSync(join(tmpdir(), 'agent-oven-test-'))
  try {
    const report = join(folder, 'report.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const code = await runLive(root, ['vitest', 'run', ...args, ...reporters])
    return countVitest(existsSync(report) ? readFileSync(report, 'utf8') : null, code)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
