/** At most `length` characters of a text, cut between two of them, with `…` where something was left out. */
export function cutText(text: string, length: number): string {
  const characters = [...text]
  if (characters.length <= length) return text
  const kept = characters.slice(0, length - 1).join('')
  return `${kept.trimEnd()}…`
}
