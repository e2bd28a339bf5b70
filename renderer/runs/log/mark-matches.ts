import type { AnsiSpan } from './ansi.ts'
import type { LogQuery } from './log-searcher.ts'

export type MarkedSpan = AnsiSpan & { marked: boolean }

/** Cuts a line's spans where what is looked for begins and ends, also across colours. */
export function markMatches(spans: readonly AnsiSpan[], query: LogQuery | null): MarkedSpan[] {
  if (query === null || query.text === '') return spans.map((span) => ({ ...span, marked: false }))
  const places = placesOf(spans.map(({ text }) => text).join(''), query)
  const marked: MarkedSpan[] = []
  let at = 0
  for (const span of spans) {
    const end = at + span.text.length
    let from = at
    for (const [start, stop] of places) {
      if (stop <= from || start >= end) continue
      if (start > from) marked.push({ ...span, text: span.text.slice(from - at, start - at), marked: false })
      const begin = Math.max(from, start)
      from = Math.min(stop, end)
      marked.push({ ...span, text: span.text.slice(begin - at, from - at), marked: true })
    }
    if (from < end) marked.push({ ...span, text: span.text.slice(from - at), marked: false })
    at = end
  }
  return marked
}

function placesOf(line: string, { text, matchCase }: LogQuery): [number, number][] {
  const small = (words: string) => words.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
  const [hay, needle] = matchCase ? [line, text] : [small(line), small(text)]
  const places: [number, number][] = []
  for (let at = hay.indexOf(needle); at !== -1; at = hay.indexOf(needle, at + needle.length)) {
    places.push([at, at + needle.length])
  }
  return places
}
