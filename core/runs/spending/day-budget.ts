import type { DayBudget, Job } from '../../../contract/index.ts'
import { OvenError } from '../../errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ConfigStore } from '../../ports/config-store.ts'
import type { RunStore } from '../../ports/run-store.ts'
import { instantOf, wallTimeAt } from '../../schedule/zoned-time.ts'
import { dollars } from './budget-watch.ts'

/**
 * Whether a calendar day's budget, a job's own or that of the whole oven, is spent. Days begin at midnight in the oven's
 * zone; a run counts on the day it began, with what it has cost so far. Rehearsals cost nothing.
 */
export interface DayBudgets {
  /** An `OvenError` `budget-spent` that says so; `null` while there is something left. */
  refusal(job: Pick<Job, 'id' | 'budget'>): OvenError | null
}

export function createDayBudgets(deps: {
  runs: Pick<RunStore, 'spentSince'>
  config: ConfigStore
  clock: Clock
  timezone: () => string
}): DayBudgets {
  function midnight(): string {
    const zone = deps.timezone()
    const wall = wallTimeAt(deps.clock.now(), zone)
    return new Date(instantOf({ ...wall, hour: 0, minute: 0, second: 0 }, zone)).toISOString()
  }

  function spentOf(budget: DayBudget | undefined, jobId?: string): string | null {
    if (budget?.usd === undefined && budget?.tokens === undefined) return null
    const { usd, tokens } = deps.runs.spentSince(midnight(), jobId)
    if (budget.usd !== undefined && usd >= budget.usd) return `${dollars(usd)} of ${dollars(budget.usd)}`
    if (budget.tokens !== undefined && tokens >= budget.tokens) {
      return `${tokens.toLocaleString('en')} of ${budget.tokens.toLocaleString('en')} tokens`
    }
    return null
  }

  return {
    refusal(job) {
      const ofJob = spentOf(job.budget?.perDay, job.id)
      const ofOven = ofJob ? null : spentOf(deps.config.read().budget.perDay)
      if (ofJob === null && ofOven === null) return null
      const whose = ofJob ? `The day's budget of "${job.id}"` : "The oven's budget for the day"
      return new OvenError('budget-spent', `${whose} is spent: ${ofJob ?? ofOven}.`, {
        kind: 'CONFLICT',
        hint: `Wait until midnight, raise ${ofJob ? '"budget.perDay" of the job' : '"budget.perDay" in the settings'}, or force the run.`,
      })
    },
  }
}
