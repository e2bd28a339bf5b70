import { cutText } from '../../../wording/cut-text.ts'

/**
 * Text of somebody else's for a comment on GitHub, on one line, as code. In it nothing is acted upon: no HTML, no link, no
 * `@name` that would be told, no `#12` or `owner/name#12` that would show up elsewhere. Escaping each character would not do:
 * GitHub looks for names and numbers in what comes out (https://github.github.com/gfm/#code-spans).
 * At most `length` characters of the text. Never to stand at the beginning of a line, where backticks may open a block.
 */
export function codeSpan(text: string, length = 200): string {
  const clean = plainLine(text, length)
  if (clean === '') return '(nothing)'
  const longest = Math.max(0, ...[...clean.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const room = clean.startsWith('`') || clean.endsWith('`') ? ' ' : ''
  return `${fence}${room}${clean}${room}${fence}`
}

/** The same for a table, where a bar ends the cell even in code. */
export function codeCell(text: string, length = 100): string {
  return codeSpan(text.replaceAll('|', '¦'), length)
}

/** On one line, without what cannot be seen (controls, directions of writing), cut between two characters. */
export function plainLine(text: string, length: number): string {
  const clean = text
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/\p{Cf}/gu, '')
    .replace(/ +/g, ' ')
    .trim()
  return cutText(clean, length)
}
