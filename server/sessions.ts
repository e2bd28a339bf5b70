import { createHash, randomBytes } from 'node:crypto'

const KEY_LIFE_MS = 15 * 60_000
const SESSION_LIFE_MS = 30 * 24 * 3_600_000
/** How often a used session's date is written anew; finer would only wear the disk. */
const TOUCH_EVERY_MS = 60_000
const MAX_KEYS = 100

/** Where sessions outlive the host. Only hashes of tokens (SHA-256, hex) are handed over. */
export interface SessionStore {
  add(sha256: string, createdAt: string): void
  has(sha256: string): boolean
  touch(sha256: string, seenAt: string): void
  removeExpired(before: string): number
}

export interface Sessions {
  /** A key that can be traded once, within 15 minutes. Kept in memory only: a restart ends it. */
  mintKey(): string
  /** The token of a new session, or `null` when the key is not (or no longer) good. */
  trade(key: string): string | null
  /** Whether a token belongs to a session used within the last 30 days. */
  accepts(token: string): boolean
}

/**
 * Lets browser windows in: an address carries a one-time key, which the window trades for a session token of its own.
 * So the oven's own token never stands in an address, a history or a log.
 */
export function createSessions(options: { store: SessionStore; now: () => number }): Sessions {
  const { store, now } = options
  const keys = new Map<string, number>()
  const touchedAt = new Map<string, number>()
  let sweptAt = Number.NEGATIVE_INFINITY

  function sweep(): void {
    if (now() - sweptAt < TOUCH_EVERY_MS) return
    sweptAt = now()
    store.removeExpired(new Date(sweptAt - SESSION_LIFE_MS).toISOString())
    for (const [hash, at] of touchedAt) if (sweptAt - at > TOUCH_EVERY_MS) touchedAt.delete(hash)
  }

  return {
    mintKey() {
      for (const [hash, endsAt] of keys) if (endsAt <= now()) keys.delete(hash)
      const oldest = keys.keys().next()
      if (keys.size >= MAX_KEYS && !oldest.done) keys.delete(oldest.value)
      const key = randomToken()
      keys.set(sha256(key), now() + KEY_LIFE_MS)
      return key
    },
    trade(key) {
      const hash = sha256(key)
      const endsAt = keys.get(hash)
      keys.delete(hash)
      if (endsAt === undefined || endsAt <= now()) return null
      const token = randomToken()
      store.add(sha256(token), new Date(now()).toISOString())
      return token
    },
    accepts(token) {
      sweep()
      const hash = sha256(token)
      if (!store.has(hash)) return false
      if (!touchedAt.has(hash)) {
        touchedAt.set(hash, now())
        store.touch(hash, new Date(now()).toISOString())
      }
      return true
    },
  }
}

/** 256 random bits, as text that may stand in an address. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url')
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
