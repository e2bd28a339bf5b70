import type { JobTotals, RunPoint } from '../../contract/index.ts'

/** What a job's finished runs come to. Rehearsals are left out: they take no agent's time and cost nothing. */
export function totalsOf(points: readonly RunPoint[]): JobTotals {
  const runs = points.filter((point) => !point.rehearsal)
  const succeeded = runs.filter((point) => point.outcome === 'succeeded')
  const failed = runs.filter((point) => point.outcome !== 'succeeded' && point.outcome !== 'cancelled')
  const judged = succeeded.length + failed.length
  const durations = succeeded
    .flatMap((point) => (point.durationMs === null ? [] : [point.durationMs]))
    .sort((a, b) => a - b)
  return {
    runs: runs.length,
    succeeded: succeeded.length,
    failed: failed.length,
    successRate: judged === 0 ? null : succeeded.length / judged,
    medianMs: quantile(durations, 0.5),
    p95Ms: quantile(durations, 0.95),
    costUsd: runs.reduce((sum, point) => sum + (point.costUsd ?? 0), 0),
    costEstimated: runs.some((point) => point.costEstimated),
    tokens: runs.reduce((sum, point) => sum + (point.tokens ?? 0), 0),
  }
}

/** The smallest of the sorted values that `share` of them do not exceed. */
function quantile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null
}
