import type { AttentionItem, RunSummary } from '../../contract/index.ts'
import type { RunStore } from '../ports/run-store.ts'

/** What ended longer ago than this is history. */
const LOOK_BACK_MS = 7 * 24 * 3_600_000
const AT_MOST = 200

/**
 * The newest run of each job that did not succeed and nobody has seen. A job that has succeeded since, or is about to try
 * again by itself, needs nobody; nor does one that is not there any longer.
 */
export function findFailedRuns(deps: {
  runs: Pick<RunStore, 'list' | 'latestOf'>
  hasJob: (jobId: string) => boolean
  /** Up to when (ISO 8601) the runs of a job were seen. */
  seenUntil: (jobId: string) => string | null
  nowMs: number
}): AttentionItem[] {
  const { runs, hasJob, seenUntil, nowMs } = deps
  const since = new Date(nowMs - LOOK_BACK_MS).toISOString()
  const filter = { state: ['finished' as const], since }
  const unhappy = [
    ...runs.list({ ...filter, outcome: ['failed', 'timed-out', 'blocked', 'lost'] }, { limit: AT_MOST }).runs,
    ...runs.list(
      { ...filter, outcome: ['succeeded'], verdict: ['incomplete', 'rate-limited'] },
      { limit: AT_MOST },
    ).runs,
  ]
  const byJob = new Map<string, RunSummary[]>()
  for (const run of unhappy) {
    if (run.finishedAt === null || run.finishedAt <= (seenUntil(run.jobId) ?? '') || !hasJob(run.jobId))
      continue
    byJob.set(run.jobId, [...(byJob.get(run.jobId) ?? []), run])
  }
  const latest = runs.latestOf([...byJob.keys()])
  return [...byJob]
    .map(([jobId, failed]) => ({ latest: latest.get(jobId), failed: failed.sort(newestFirst) }))
    .filter(({ latest, failed }) => !latest || !isMended(failed[0]!, latest))
    .sort((a, b) => newestFirst(a.failed[0]!, b.failed[0]!))
    .map(({ failed }) => itemOf(failed[0]!, failed.length))
}

const newestFirst = (a: RunSummary, b: RunSummary) => (b.finishedAt ?? '').localeCompare(a.finishedAt ?? '')

function isMended(failed: RunSummary, latest: RunSummary): boolean {
  if (latest.number <= failed.number) return false
  return latest.state === 'finished' ? latest.outcome === 'succeeded' : latest.trigger === 'retry'
}

function itemOf(run: RunSummary, times: number): AttentionItem {
  const why = run.error === null ? null : [run.error.message, run.error.hint].filter(Boolean).join(' ')
  const again = times > 1 ? `That makes ${times} runs since you last looked.` : null
  return {
    id: `run:${run.id}`,
    kind: 'run-failed',
    tone:
      run.outcome === 'blocked' || run.outcome === 'succeeded' || run.verdict === 'rate-limited'
        ? 'attention'
        : 'failed',
    title: `${run.jobName} #${run.number} ${howItEnded(run)}`,
    detail: [why, again].filter(Boolean).join(' ') || null,
    fixes: [],
    since: run.finishedAt,
    action: { kind: 'open-run', label: 'Open the run', runId: run.id },
    dismissible: true,
  }
}

function howItEnded({ outcome, verdict }: RunSummary): string {
  if (verdict === 'rate-limited') return 'was rate limited'
  switch (outcome) {
    case 'timed-out':
      return 'ran out of time'
    case 'blocked':
      return 'was blocked'
    case 'lost':
      return 'was lost'
    case 'succeeded':
      return 'is incomplete'
    default:
      return 'failed'
  }
}
