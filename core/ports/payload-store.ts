/** The data that runs were called with. Implemented by `adapters/sqlite`. Calls are synchronous. */
export interface PayloadStore {
  keep(body: Uint8Array, at: string): number
  /** The run is handed it, and so is every attempt that repeats the run. */
  assign(runId: string, payloadId: number): void
  /** `null` for a run that was called without any; a `body` of `null` was thrown away since. */
  ofRun(runId: string): { id: number; body: Uint8Array | null } | null
  /** Throws away what is older, and beyond so many the oldest; what unfinished runs need stays. */
  trim(options: { before: string; keep: number }): void
}
