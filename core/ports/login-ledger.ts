/** What is remembered of a login. Instants are ISO 8601. */
export interface LoginMemory {
  id: string
  lastWorkedAt: string | null
  lastRefusedAt: string | null
  /** The code of the newest refusal; `null` again once it worked. */
  refusedAs: string | null
  /** When it ends, as its provider told; `null` when that is not known. */
  expiresAt: string | null
  /** The end that the user was warned of, so that it is done once. */
  warnedOf: string | null
}

/** When logins last worked and when they were refused, over restarts. Implemented by `adapters/sqlite`. */
export interface LoginLedger {
  find(id: string): LoginMemory | null
  noteWorked(id: string, at: string, expiresAt: string | null): void
  noteRefused(id: string, at: string, code: string): void
  noteWarned(id: string, expiresAt: string): void
}
