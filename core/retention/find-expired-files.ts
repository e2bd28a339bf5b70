import type { CleanUpItem } from '../../contract/index.ts'
import type { Config } from '../ports/config-store.ts'
import type { RunFiles } from '../ports/run-files.ts'
import type { RunStore } from '../ports/run-store.ts'
import { chooseExpired, type KeptFiles, sizeOf } from './choose-expired.ts'
import type { CleanUpStep } from './clean-up-step.ts'

/** Runs looked up before other work gets a turn. */
const RUNS_PER_SLICE = 100
/** Files of a run that the history does not know may belong to one that is just being written down. */
const UNKNOWN_AFTER_MS = 86_400_000

/** Logs and artifacts that are to go, each with how to remove it, and what stays. */
export async function findExpiredFiles(deps: {
  files: RunFiles
  runs: Pick<RunStore, 'find' | 'update'>
  policy: Config['retention']
  nowMs: number
  yieldNow: () => Promise<void>
}): Promise<{ steps: CleanUpStep[]; kept: { runs: number; bytes: number } }> {
  const { files, runs, nowMs } = deps
  const all: KeptFiles[] = []
  for (const [index, kept] of (await files.list()).entries()) {
    if (index % RUNS_PER_SLICE === RUNS_PER_SLICE - 1) await deps.yieldNow()
    const run = runs.find(kept.runId)
    const isOld = nowMs - Date.parse(kept.modifiedAt) > UNKNOWN_AFTER_MS
    const endedAt = run
      ? run.state === 'finished'
        ? (run.finishedAt ?? run.queuedAt)
        : null
      : isOld
        ? kept.modifiedAt
        : null
    all.push({ kept, jobId: run?.jobId ?? kept.jobId, endedAt })
  }
  const { expired, stays } = chooseExpired(all, deps.policy, nowMs)
  const steps = expired.flatMap(({ kept, jobId, reason }) => {
    const item = (kind: 'log' | 'artifacts', bytes: number): CleanUpItem => ({
      kind,
      name: kept.runId,
      runId: kept.runId,
      jobId,
      reason,
      bytes,
    })
    const remove = (kind: 'log' | 'artifacts') => async () => {
      // Written first: a log that is said to be gone may still lie there, never the other way round.
      const run = runs.find(kept.runId)
      if (run && !run.logRemovedAt) {
        runs.update(run.id, { logRemovedAt: new Date(nowMs).toISOString(), logBytes: 0 })
      }
      await files.remove(kept, kind)
    }
    return [
      ...(kept.jobId === null ? [] : [{ item: item('log', kept.logBytes), remove: remove('log') }]),
      ...(kept.artifactBytes === 0
        ? []
        : [{ item: item('artifacts', kept.artifactBytes), remove: remove('artifacts') }]),
    ]
  })
  return {
    steps,
    kept: { runs: stays.length, bytes: stays.reduce((sum, { kept }) => sum + sizeOf(kept), 0) },
  }
}
