import type { PartResult } from './part.ts'

/** The table of the parts, then a line that says how it all went and stands alone: `N passed, N failed`. */
export function summarize(results: PartResult[]): string {
  const rows = results.map((result) => [
    result.failed > 0 ? '✗' : '✓',
    result.name,
    `${result.passed} passed`,
    result.failed > 0 ? `${result.failed} failed` : '',
    result.skipped > 0 ? `${result.skipped} skipped` : '',
    `${(result.durationMs / 1000).toFixed(1)} s`,
    result.note ?? '',
  ])
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const table = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const sum = (key: 'passed' | 'failed') => results.reduce((total, result) => total + result[key], 0)
  return `\n${table.join('\n')}\n\n${sum('passed')} passed, ${sum('failed')} failed`
}
