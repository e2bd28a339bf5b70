/** The only source of time in the core, so that tests can set it. `now` is the wall clock in ms since 1970. */
export interface Clock {
  now(): number
  /** Calls back once after `delayMs`; the answer cancels it. */
  after(delayMs: number, callback: () => void): () => void
}
