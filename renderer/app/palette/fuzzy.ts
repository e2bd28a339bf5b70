/**
 * How well a text answers what was typed; 0 means not at all. Each word must be found: at the beginning of a word of the
 * text (best), within one, or as letters in their order (least). Both sides are expected in lower case.
 */
export function fuzzyScore(text: string, typed: string): number {
  let score = 1
  for (const word of typed.split(/\s+/)) {
    if (word === '') continue
    const found = wordScore(text, word)
    if (found === 0) return 0
    score += found
  }
  return score
}

function wordScore(text: string, word: string): number {
  const at = text.indexOf(word)
  if (at !== -1) {
    const start = startOfWord(text, word, at)
    if (start === 0) return text.length === word.length ? 120 : 100
    return start > 0 ? 80 - Math.min(20, start / 4) : 50 - Math.min(20, at / 4)
  }
  return lettersScore(text, word)
}

/** Where the word stands at the beginning of one of the text's, or -1. */
function startOfWord(text: string, word: string, from: number): number {
  for (let at = from; at !== -1; at = text.indexOf(word, at + 1))
    if (at === 0 || !isLetter(text.charCodeAt(at - 1))) return at
  return -1
}

/** Letters in their order, the closer together the better; those at the beginning of words count most. */
function lettersScore(text: string, word: string): number {
  if (word.length < 2) return 0
  let at = -1
  let gaps = 0
  let starts = 0
  for (const letter of word) {
    const next = text.indexOf(letter, at + 1)
    if (next === -1) return 0
    if (at !== -1) gaps += next - at - 1
    if (next === 0 || !isLetter(text.charCodeAt(next - 1))) starts += 1
    at = next
  }
  // Letters strewn over the whole text are no answer.
  if (gaps > word.length * 3 && starts < word.length) return 0
  return Math.max(1, 20 + starts * 4 - gaps)
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code > 127
}
