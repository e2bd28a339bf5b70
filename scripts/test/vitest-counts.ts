/** What we read of vitest's JSON report (https://vitest.dev/guide/reporters.html#json-reporter). */
interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: {
    status: string
    name: string
    message?: string
    assertionResults: { status: string; fullName?: string; failureMessages?: string[] }[]
  }[]
}

/** A test, or a whole file (`test` is then `null`), that failed, and what it said. */
export interface Failure {
  file: string
  test: string | null
  message: string
}

/** What one vitest run said of its tests. */
export interface VitestCounts {
  passed: number
  failed: number
  skipped: number
  note: string | null
  failures: Failure[]
}

/**
 * Counts a vitest run from its JSON report and its exit code. A file that could not be loaded fails as one, and so does
 * a run that ended badly though every test in it passed (an error outside of any test), or that left no report.
 */
export function countVitest(json: string | null, exitCode: number): VitestCounts {
  if (json === null) {
    const note = `vitest ended with code ${exitCode} and left no report`
    return { passed: 0, failed: 1, skipped: 0, note, failures: [] }
  }
  const report = JSON.parse(json) as VitestReport
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  const failures = [
    ...report.testResults.flatMap((file) =>
      file.assertionResults
        .filter((test) => test.status === 'failed')
        .map((test) => ({
          file: file.name,
          test: test.fullName ?? '',
          message: test.failureMessages?.[0] ?? '',
        })),
    ),
    ...brokenFiles.map((file) => ({ file: file.name, test: null, message: file.message ?? '' })),
  ]
  const counted = report.numFailedTests + brokenFiles.length
  const failed = counted === 0 && exitCode !== 0 ? 1 : counted
  const note =
    brokenFiles.length > 0
      ? `${brokenFiles.length} file(s) could not be run: ${brokenFiles.map((file) => file.name).join(', ')}`
      : failed > counted
        ? `vitest ended with code ${exitCode} though no test failed: see its output`
        : null
  return {
    passed: report.numPassedTests,
    failed,
    skipped: report.numPendingTests + report.numTodoTests,
    note,
    failures,
  }
}
