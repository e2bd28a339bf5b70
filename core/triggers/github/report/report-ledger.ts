import { createHash, randomBytes } from 'node:crypto'
import type { DockerJob, PipelineJob, Run } from '../../../../contract/index.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { GithubReportStore, PlacedReport } from '../../../ports/github-report-store.ts'
import type { GithubStore } from '../../../ports/github-store.ts'
import type { RunStore } from '../../../ports/run-store.ts'

/** A run that waits is told only when it waits longer: most begin at once, and one edit says both. */
const WAIT_BEFORE_WAITING_MS = 5_000
/** Of runs before the newest, so many are looked at. */
const RUNS_LOOKED_AT = 12
/** A comment that was removed so often is not wanted. */
export const REMOVALS_AT_MOST = 2

/** Which runs are told of where, and that there is something new to tell. */
export interface ReportLedger {
  /** Notes a run as it stands now. Nothing is noted of runs that are not to be reported. */
  note(runId: string): void
  /** What is said in the place: its newest run and those before it, without attempts that were made again. */
  runsOf(report: PlacedReport): Run[]
}

export function createReportLedger(deps: {
  store: GithubReportStore
  origins: Pick<GithubStore, 'originOf'>
  runs: Pick<RunStore, 'find'>
  findJob: (id: string) => PipelineJob | DockerJob | null
  clock: Clock
}): ReportLedger {
  const { store, origins, runs, clock } = deps

  /** The places where the job asks for a run to be told of. */
  function join(run: Run): PlacedReport[] {
    // Attempts by hand, too, carry the trigger `retry`.
    if (run.trigger !== 'github' && run.retryOf === null) return []
    const kinds = deps.findJob(run.jobId)?.github?.report ?? []
    const origin = kinds.length === 0 ? null : origins.originOf(run.id)
    if (origin === null) return []
    return [...new Set(kinds)].flatMap((kind) => {
      const at = kind === 'status' ? commitOf(origin.sha) : origin.number
      if (at === null) return []
      const place = { jobId: run.jobId, repo: origin.repo.toLowerCase(), kind, at: String(at) }
      return store.join(place, run.id, { mark: newMark(), at: isoAt(clock.now()) })
    })
  }

  return {
    note(runId) {
      const run = runs.find(runId)
      if (run === null || run.rehearsal) return
      const known = store.ofRun(run.id)
      const delayMs = run.state === 'queued' ? WAIT_BEFORE_WAITING_MS : 0
      for (const report of known.length > 0 ? known : join(run)) {
        if (report.removals >= REMOVALS_AT_MOST) continue
        if (known.length > 0 && run.state === 'finished' && !report.isOpen) continue
        // What is waiting to be tried again goes on waiting: GitHub is as it was.
        const isFailing = report.attempts > 0 && report.nextAt !== null
        const dueAt = isoAt(clock.now() + delayMs)
        const nextAt = report.nextAt !== null && (isFailing || report.nextAt < dueAt) ? report.nextAt : dueAt
        store.change(report.id, { isOpen: true, nextAt, failingSince: null }, isoAt(clock.now()))
      }
    },
    runsOf(report) {
      const all = store.runsOf(report.id, RUNS_LOOKED_AT).flatMap((id) => runs.find(id) ?? [])
      const repeated = new Set(all.map(({ retryOf }) => retryOf))
      return all.filter(({ id }) => !repeated.has(id))
    },
  }
}

const commitOf = (sha: string | null) => (sha !== null && /^[\da-f]{40}$/.test(sha) ? sha : null)

/** Stands for a comment in its own first line. */
export function newMark(): string {
  return randomBytes(12).toString('hex')
}

/** By which is known whether GitHub was told the very same already. */
export function digestOf(told: unknown): string {
  return createHash('sha256').update(JSON.stringify(told)).digest('hex')
}

export const isoAt = (ms: number): string => new Date(ms).toISOString()
