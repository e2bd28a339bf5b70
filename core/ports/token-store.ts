import type { TokenKind } from '../../contract/index.ts'

/** What is kept of a token: of its value no more than its SHA-256 (hex) and its last four characters. */
export interface StoredToken {
  id: string
  /** `null` for one of the oven itself. */
  jobId: string | null
  kind: TokenKind
  label: string | null
  sha256: string
  ending: string
  createdAt: string
  endsAt: string | null
  lastUsedAt: string | null
  lastUsedFrom: string | null
  uses: number
}

/** What opens jobs to calls from outside. Implemented by `adapters/sqlite`. Calls are synchronous. */
export interface TokenStore {
  add(token: StoredToken): void
  find(id: string): StoredToken | null
  findByHash(sha256: string): StoredToken | null
  /** Oldest first; of one job when it is given, of the oven itself for `null`. */
  list(jobId?: string | null): StoredToken[]
  /** It is good until then. */
  end(id: string, endsAt: string): void
  remove(id: string): void
  noteUse(id: string, at: string, from: string): void
}
