const KEY = 'oven.palette.recent'
const KEPT = 8

/** Ids of the entries used lately in this browser, the newest first. */
export function readRecent(storage: Storage): string[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : []
  } catch {
    return []
  }
}

export function rememberEntry(storage: Storage, id: string): void {
  const recent = [id, ...readRecent(storage).filter((other) => other !== id)].slice(0, KEPT)
  storage.setItem(KEY, JSON.stringify(recent))
}
