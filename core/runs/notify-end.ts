import type { Run } from '../../contract/index.ts'
import { isAuthCode } from './queue/slot-cause.ts'
import type { RunDependencies } from './run-dependencies.ts'

/** Tells the user of a run's end where the job, or else the settings, asks for it. */
export function notifyEnd(deps: RunDependencies, run: Run): void {
  const rules = { ...deps.config.read().notifications, ...deps.findJob(run.jobId)?.notifications }
  const good = run.outcome === 'succeeded'
  const isBudget = run.error?.code === 'budget' || run.error?.code === 'budget-spent'
  const wanted = good
    ? rules.onSuccess
    : isBudget
      ? (rules.onBudget ?? rules.onFailure)
      : run.outcome === 'blocked'
        ? (rules.onBlocked ?? rules.onFailure)
        : rules.onFailure
  if (!wanted || run.outcome === null || (run.outcome === 'cancelled' && !isBudget)) return
  if (isToldAlready(deps, run)) return
  const title = `${run.jobName} #${run.number}: ${good ? (run.verdict ?? run.outcome) : run.outcome}`
  const body = run.error?.message ?? (run.commits.length > 0 ? `${run.commits.length} commits` : 'Finished.')
  deps.notifier.notify({ title, body, runId: run.id, jobId: run.jobId })
}

/** A login that is refused is refused every minute: only the first of such ends in a row is told. */
function isToldAlready({ runs }: RunDependencies, run: Run): boolean {
  const code = run.error?.code ?? ''
  if (!isAuthCode(code) && run.outcome !== 'blocked') return false
  const before = runs.findByNumber(run.jobId, run.number - 1)
  return before?.state === 'finished' && before.outcome === run.outcome && before.error?.code === code
}
