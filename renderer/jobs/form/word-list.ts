/** A list as one line of text: entries stand between commas, one that holds a comma in quotation marks. */
export function writeWords(words: readonly string[]): string {
  return words
    .map((word) => (/[,"]|^\s|\s$/.test(word) ? `"${word.replaceAll('"', '""')}"` : word))
    .join(', ')
}

/** The entries of a line; empty ones are none. */
export function readWords(line: string): string[] {
  const parts = line.match(/\s*"(?:[^"]|"")*"\s*(?=,|$)|[^,]+/g) ?? []
  return parts
    .map((part) => part.trim())
    .map((part) => (/^".*"$/s.test(part) && part.length > 1 ? part.slice(1, -1).replaceAll('""', '"') : part))
    .filter((part) => part !== '')
}
