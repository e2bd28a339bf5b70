import { type Check, type CheckedFinding, runCheck } from './checks.ts'

/** How old a result may be, in ms. What failed is looked at again sooner: somebody may have mended it. */
export interface Ages {
  passed: number
  failed: number
}

/** Remembers what checks saw, so that many who ask at one time make it look once. */
export function createCheckCache(nowMs: () => number) {
  const known = new Map<
    string,
    { at: number; result: Promise<CheckedFinding>; settled: CheckedFinding | null }
  >()
  const now = () => new Date(nowMs()).toISOString()

  return {
    look(check: Check, ages: Ages): Promise<CheckedFinding> {
      const before = known.get(check.id)
      if (before) {
        const age = nowMs() - before.at
        if (before.settled === null || age < (before.settled.passed === true ? ages.passed : ages.failed)) {
          return before.result
        }
      }
      const entry: NonNullable<typeof before> = { at: nowMs(), result: runCheck(check, now), settled: null }
      entry.result = entry.result.then((settled) => {
        entry.settled = settled
        return settled
      })
      known.set(check.id, entry)
      return entry.result
    },
    /** Something was changed that checks look at. */
    forget(): void {
      for (const [id, { settled }] of known) if (settled) known.delete(id)
    },
  }
}
