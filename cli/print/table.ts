import { plainLine } from './plain-text.ts'
import type { Colour, Screen } from './screen.ts'

export interface Column<T> {
  title: string
  value: (row: T) => string
  colour?: (row: T) => Colour | null
  right?: boolean
}

/** Prints rows under their titles. On a terminal the last column is cut to fit; elsewhere nothing is. */
export function printTable<T>(screen: Screen, rows: readonly T[], columns: readonly Column<T>[]): void {
  const cells = rows.map((row) => columns.map((column) => plainLine(column.value(row))))
  const widths = columns.map((column, index) =>
    Math.max(column.title.length, ...cells.map((each) => each[index]!.length)),
  )
  const last = columns.length - 1
  const before = widths.slice(0, last).reduce((sum, width) => sum + width + 2, 0)
  const room = Math.max(10, screen.width - before)

  function cut(text: string, index: number): string {
    if (index === last && !columns[index]!.right)
      return text.length > room ? `${text.slice(0, room - 1)}…` : text
    return columns[index]!.right ? text.padStart(widths[index]!) : text.padEnd(widths[index]!)
  }

  screen.line(
    screen.paint(
      'dim',
      columns
        .map((column, index) => cut(column.title, index))
        .join('  ')
        .trimEnd(),
    ),
  )
  for (const [number, row] of rows.entries()) {
    const line = columns.map((column, index) => {
      const text = cut(cells[number]![index]!, index)
      const colour = column.colour?.(row)
      return colour ? screen.paint(colour, text) : text
    })
    screen.line(line.join('  ').trimEnd())
  }
}
