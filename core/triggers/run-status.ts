import type { Run, RunStatus } from '../../contract/index.ts'

/** What somebody who may start a job is told of a run of it: how it goes, not what was done in it. */
export function runStatusOf(run: Run): RunStatus {
  return {
    runId: run.id,
    jobId: run.jobId,
    number: run.number,
    trigger: run.trigger,
    attempt: run.attempt,
    state: run.state,
    outcome: run.outcome,
    verdict: run.verdict,
    error: run.error,
    queuedAt: run.queuedAt,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    durationMs: run.durationMs,
    costUsd: run.costUsd,
    stages: run.stages.map(({ name, status, startedAt, finishedAt, error }) => ({
      name,
      status,
      startedAt,
      finishedAt,
      error,
    })),
    pullRequest: run.pullRequest?.url ?? null,
  }
}
