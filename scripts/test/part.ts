import type { Failure } from './vitest-counts.ts'

/** One part of `npm test`: a check that counts as one, or a vitest project that counts its own tests. `needs` is made sure of first. */
export type Part = { name: string; needs?: ('engine' | 'browser')[] } & (
  | { kind: 'check'; command: string[] }
  | {
      kind: 'vitest'
      /** Arguments after `vitest run`. */
      args: string[]
      /** Where its tests lie; a part without any fails, unless `optional`. */
      folder: string
      optional?: boolean
    }
)

/** What became of a part. `skipped` counts tests that a test file itself left out. */
export interface PartResult {
  name: string
  passed: number
  failed: number
  skipped: number
  durationMs: number
  /** Why it failed when no single test did. */
  note: string | null
  failures: Failure[]
  /** Tests that failed at first and passed when run a second time. */
  unsteady: string[]
}
