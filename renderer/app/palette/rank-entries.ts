import { fuzzyScore } from './fuzzy.ts'

/** Something the palette can do. */
export interface PaletteEntry {
  /** Stays the same from one opening to the next, so that it can be remembered. */
  id: string
  group: 'Here' | 'Go to' | 'Jobs' | 'Runs' | 'Actions'
  label: string
  /** More words by which it is found. */
  keywords?: string
  /** Small text at the end of the line. */
  detail?: string
  /** Not shown until something is typed. */
  whenAsked?: boolean
  act: () => void
}

/** More than this nobody reads; they type on. */
const SHOWN = 40
const RECENT_BONUS = 30
const HERE_BONUS = 15
const ASKED_PENALTY = 12

/**
 * What to show for what was typed, best first. With nothing typed: what was used lately, then what can be done here,
 * then everything that is not only shown when asked for.
 */
export function rankEntries(entries: PaletteEntry[], typed: string, recent: string[]): PaletteEntry[] {
  const wanted = typed.trim().toLowerCase()
  if (wanted === '')
    return withRecentFirst(
      entries.filter((entry) => !entry.whenAsked || recent.includes(entry.id)),
      recent,
    )
  const scored: { entry: PaletteEntry; score: number; at: number }[] = []
  entries.forEach((entry, at) => {
    const label = fuzzyScore(entry.label.toLowerCase(), wanted)
    const found =
      label ||
      (entry.keywords === undefined
        ? 0
        : fuzzyScore(`${entry.label} ${entry.keywords}`.toLowerCase(), wanted) * 0.8)
    if (found > 0) scored.push({ entry, at, score: found + bonus(entry, recent) })
  })
  return scored
    .sort((a, b) => b.score - a.score || a.at - b.at)
    .slice(0, SHOWN)
    .map(({ entry }) => entry)
}

function bonus(entry: PaletteEntry, recent: string[]): number {
  const place = recent.indexOf(entry.id)
  return (
    (place === -1 ? 0 : RECENT_BONUS / (place + 1)) +
    (entry.group === 'Here' ? HERE_BONUS : 0) -
    (entry.whenAsked ? ASKED_PENALTY : 0)
  )
}

function withRecentFirst(entries: PaletteEntry[], recent: string[]): PaletteEntry[] {
  const here = entries.filter((entry) => entry.group === 'Here')
  const place = new Map(recent.map((id, at) => [id, at]))
  const used = entries
    .filter((entry) => entry.group !== 'Here' && place.has(entry.id))
    .sort((a, b) => place.get(a.id)! - place.get(b.id)!)
  const rest = entries.filter((entry) => entry.group !== 'Here' && !place.has(entry.id))
  return [...here, ...used, ...rest].slice(0, SHOWN)
}
