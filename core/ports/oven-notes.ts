/** Small things the oven remembers over restarts, by name. Implemented by `adapters/sqlite`. Calls are synchronous. */
export interface OvenNotes {
  read(name: string): string | null
  /** Replaces what was there. */
  write(name: string, text: string, at: string): void
  remove(name: string): void
  /** Names that begin with `prefix`, and what stands there. */
  list(prefix: string): Map<string, string>
  /** Removes those that begin with `prefix` and were last written before an instant. */
  removeBefore(prefix: string, at: string): void
}
