import type { Run } from '../../contract/index.ts'
import type { RunStore } from '../ports/run-store.ts'

/** Further back nobody remembers. */
const LOOK_BACK = 50

/**
 * The run of the same job that ended before this one and says how the job stood: no earlier attempt at the same run, nothing
 * that somebody stopped, no rehearsal of a real run or the other way round.
 */
export function runBefore(run: Run, runs: Pick<RunStore, 'findByNumber'>): Run | null {
  let repeats = run.retryOf
  for (let number = run.number - 1; number >= Math.max(1, run.number - LOOK_BACK); number -= 1) {
    const before = runs.findByNumber(run.jobId, number)
    if (before === null) continue
    if (before.id === repeats) repeats = before.retryOf
    else if (
      before.state === 'finished' &&
      before.outcome !== 'cancelled' &&
      before.rehearsal === run.rehearsal
    )
      return before
  }
  return null
}
