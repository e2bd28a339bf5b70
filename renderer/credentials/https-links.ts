/** A row of a terminal. `continues`: the terminal itself broke the line before it. */
export interface TerminalRow {
  text: string
  continues: boolean
}

/** An https address and where it stands: rows from 0, columns from 1, both ends included. */
export interface TerminalLink {
  address: string
  start: { row: number; column: number }
  end: { row: number; column: number }
}

const ADDRESS = /https:\/\/[^\s"'<>`]+/g

/**
 * Addresses on a terminal's screen. Programs that break lines themselves (as Claude Code's does) cut long ones at the edge
 * of the screen, so a row that is full to the edge goes on in the next. Nothing but https is a link.
 */
export function findHttpsLinks(rows: readonly TerminalRow[], columns: number): TerminalLink[] {
  const links: TerminalLink[] = []
  for (let from = 0; from < rows.length; ) {
    let until = from + 1
    while (until < rows.length && goesOn(rows[until - 1]!, rows[until]!, columns)) until += 1
    links.push(...linksOf(rows.slice(from, until), from))
    from = until
  }
  return links
}

function goesOn(row: TerminalRow, next: TerminalRow, columns: number): boolean {
  return next.continues || (row.text.trimEnd().length >= columns && /^[^\s]/.test(next.text))
}

function linksOf(rows: readonly TerminalRow[], first: number): TerminalLink[] {
  const starts: number[] = []
  let text = ''
  for (const row of rows) {
    starts.push(text.length)
    text += row.text.trimEnd()
  }
  const placeOf = (at: number) => {
    const row = starts.findLastIndex((start) => start <= at)
    return { row: first + row, column: at - starts[row]! + 1 }
  }
  return [...text.matchAll(ADDRESS)].flatMap(({ 0: found, index }) => {
    const address = found.replace(/[).,;:!?\]]+$/, '')
    if (!isHttps(address)) return []
    return [{ address, start: placeOf(index), end: placeOf(index + address.length - 1) }]
  })
}

/** An address that may be opened: https, and no login in it. */
export function isHttps(address: string): boolean {
  const url = URL.parse(address)
  return url?.protocol === 'https:' && url.username === '' && url.password === ''
}

/** Opens it outside of this window, which it learns nothing of. */
export function openHttps(address: string): void {
  if (isHttps(address)) window.open(address, '_blank', 'noopener,noreferrer')
}
