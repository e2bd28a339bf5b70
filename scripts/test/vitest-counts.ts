/** What we read of vitest's JSON report (https://vitest.dev/guide/reporters.html#json-reporter). */
interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { status: string; name: string; assertionResults: { status: string }[] }[]
}

/**
 * Counts a vitest run from its JSON report and its exit code. A file that could not be loaded fails as one, and so does
 * a run that ended badly though every test in it passed (an error outside of any test), or that left no report.
 */
export function countVitest(json: string | null, exitCode: number) {
  if (json === null)
    return { passed: 0, failed: 1, skipped: 0, note: `vitest ended with code ${exitCode} and left no report` }
  const report = JSON.parse(json) as VitestReport
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
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
  }
}
