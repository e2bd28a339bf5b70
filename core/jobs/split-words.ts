/**
 * Splits a command into words as a POSIX shell splits them: blanks separate, single quotes keep everything, double quotes
 * keep blanks, a backslash keeps the next character (https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html,
 * 2.2). Nothing is expanded: `$HOME`, `*` and `;` stay as they are. Null when a quote is not closed or a backslash ends the text.
 */
export function splitWords(text: string): string[] | null {
  const words: string[] = []
  let word: string | null = null
  let quote: '"' | "'" | null = null
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!
    if (quote === "'") {
      if (character === "'") quote = null
      else word += character
    } else if (character === '\\') {
      const next = text[++i]
      if (next === undefined) return null
      // In double quotes a backslash only keeps what would have a meaning there; before a line's end it joins the lines.
      if (quote === '"' && !'$`"\\\n'.includes(next)) word += `\\${next}`
      else if (next !== '\n') word = (word ?? '') + next
    } else if (quote === '"') {
      if (character === '"') quote = null
      else word += character
    } else if (character === '"' || character === "'") {
      quote = character
      word ??= ''
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word)
      word = null
    } else {
      word = (word ?? '') + character
    }
  }
  if (quote !== null) return null
  if (word !== null) words.push(word)
  return words
}
