import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { PartResult } from './part.ts'

/** Lines of each failure that are said again at the end. */
const LINES = 12

/**
 * What failed, once more, as the output above is long; the table of the parts; then a line that says how it all went
 * and stands alone: `N passed, N failed`.
 */
export function summarize(root: string, results: PartResult[]): string {
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
  const failures = results.flatMap((result) =>
    result.failures.map(({ file, test, message }) =>
      [
        `✗ ${result.name}: ${relative(root, file)}${test === null ? '' : ` > ${test}`}`,
        ...excerpt(message),
      ].join('\n'),
    ),
  )
  const unsteady = results.flatMap((result) =>
    result.unsteady.map(
      (name) => `~ ${result.name}: passed only when run a second time: ${relative(root, name)}`,
    ),
  )
  const sum = (key: 'passed' | 'failed') => results.reduce((total, result) => total + result[key], 0)
  return [
    '',
    ...failures,
    ...unsteady,
    ...table,
    '',
    `${sum('passed')} passed, ${sum('failed')} failed`,
  ].join('\n')
}

function excerpt(message: string): string[] {
  const lines = stripVTControlCharacters(message).trim().split('\n')
  return [...lines.slice(0, LINES), ...(lines.length > LINES ? ['…'] : [])].map((line) => `    ${line}`)
}
