import type { DockerJob, PipelineJob } from '../../../../contract/index.ts'
import type { ChangeHub } from '../../../changes/change-hub.ts'
import { OvenError } from '../../../errors.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { GithubAccess, GithubApi } from '../../../ports/github-api.ts'
import type { GithubReportStore, PlacedReport, ReportChanges } from '../../../ports/github-report-store.ts'
import type { GithubStore } from '../../../ports/github-store.ts'
import type { RunStore } from '../../../ports/run-store.ts'
import type { GithubAccessOf } from '../github-access.ts'
import { liftsAt } from '../github-limited.ts'
import { afterFailure } from './after-failure.ts'
import { createReportLedger, digestOf, isoAt, REMOVALS_AT_MOST } from './report-ledger.ts'
import { createReportWarnings } from './report-warnings.ts'
import { type Runs, tellGithub, wordsOf } from './tell-github.ts'

/** GitHub asks for a second between what makes something (docs.github.com/rest, "Best practices for using the REST API"). */
const BETWEEN_MS = 1_000
/** Timers stand still while the machine sleeps, so the clock is looked at this often. */
const LOOK_MS = 30_000
/** After the oven's own failure, such as a full disk. */
const OWN_FAILURE_MS = 30_000
const KEPT_MS = 400 * 24 * 3_600_000

/**
 * Tells GitHub how runs go that began there, where their jobs ask for it: from an outbox in the database, one call after
 * another. What is said is worked out when it is sent, so the newest state takes the place of what was not sent yet. No run
 * waits for it, and none fails by it.
 */
export interface GithubReporter {
  start(): void
  /** What is under way is looked up at the next start. */
  stop(): void
}

type Phase = 'queued' | 'running' | 'finished'

export function createGithubReporter(deps: {
  store: GithubReportStore
  origins: Pick<GithubStore, 'originOf'>
  api: GithubApi
  accessOf: GithubAccessOf
  runs: Pick<RunStore, 'find' | 'unfinished'>
  findJob: (id: string) => PipelineJob | DockerJob | null
  changes: Pick<ChangeHub, 'on'>
  clock: Clock
  /** Takes all secrets out of text. */
  mask: (text: string) => string
  /** Numbers from 0 up to 1; by default `Math.random`. */
  random?: () => number
  onWarning: (sentence: string) => void
}): GithubReporter {
  const { store, clock, runs, mask } = deps
  const random = deps.random ?? Math.random
  const ledger = createReportLedger(deps)
  const warnings = createReportWarnings(deps.onWarning)
  const nowIso = () => isoAt(clock.now())
  /** How far each run at work was noted. */
  const phases = new Map<string, Phase>()
  const toNote = new Set<string>()
  /** Until when (ms since 1970) GitHub answers nobody who asks as that. */
  const limited = new Map<string, number>()
  let isAtWork = false
  let life: AbortController | null = null
  let cancelTimer: (() => void) | null = null
  let cancelNote: (() => void) | null = null

  /** Later, as a change may be told before all that belongs to a run is written. */
  function noteSoon(runId: string, state: string): void {
    const phase = state === 'queued' || state === 'finished' ? state : 'running'
    if (phases.get(runId) === phase) return
    if (phase === 'finished') phases.delete(runId)
    else phases.set(runId, phase)
    toNote.add(runId)
    cancelNote ??= clock.after(0, noteNow)
  }

  function noteNow(): void {
    cancelNote = null
    try {
      for (const runId of toNote) {
        ledger.note(runId)
        toNote.delete(runId)
      }
      wakeUp()
    } catch (error) {
      ownFailure(error)
      cancelNote ??= clock.after(OWN_FAILURE_MS, noteNow)
    }
  }

  function wakeUp(): void {
    if (life === null || isAtWork) return
    cancelTimer?.()
    const nextAt = store.nextAt()
    if (nextAt === null) return
    const waitMs = Math.min(Math.max(0, Date.parse(nextAt) - clock.now()), LOOK_MS)
    const { signal } = life
    cancelTimer = clock.after(waitMs, () => void work(signal))
  }

  async function work(gone: AbortSignal): Promise<void> {
    if (isAtWork || gone.aborted) return
    isAtWork = true
    let pauseMs = 0
    try {
      const report = store.nextDue(nowIso())
      if (report !== null) pauseMs = (await tell(report, gone)) ? BETWEEN_MS : 0
    } catch (error) {
      if (!gone.aborted) ownFailure(error)
      pauseMs = OWN_FAILURE_MS
    }
    if (gone.aborted) return
    cancelTimer = clock.after(pauseMs, goOn)
  }

  function goOn(): void {
    isAtWork = false
    try {
      wakeUp()
    } catch (error) {
      ownFailure(error)
      cancelTimer = clock.after(OWN_FAILURE_MS, goOn)
    }
  }

  /** Answers whether GitHub was asked. */
  async function tell(report: PlacedReport, gone: AbortSignal): Promise<boolean> {
    const [newest, ...before] = ledger.runsOf(report)
    const job = deps.findJob(report.jobId)
    if (newest === undefined || job === null) {
      const problem = job === null ? jobRemoved(report.jobId) : null
      change(report, { isOpen: false, nextAt: null, problem })
      return false
    }
    const told: Runs = [newest, ...before]
    let access: GithubAccess | null = null
    try {
      access = await deps.accessOf(job)
      const how = { apiUrl: access.apiUrl, mask }
      const digest = digestOf(wordsOf(report, told, how))
      const isNew = digest !== report.told
      if (isNew) {
        const until = limited.get(keyOf(access)) ?? 0
        if (until > clock.now()) {
          change(report, { nextAt: isoAt(until + random() * BETWEEN_MS), attempts: report.attempts + 1 })
          return false
        }
        const remember = (changes: ReportChanges) => {
          if (!gone.aborted) change(report, changes)
        }
        await tellGithub(report, told, { api: deps.api, access, mask, now: clock.now, remember })
        warnings.mended(report)
      }
      if (!gone.aborted) settle(report, digest, how)
      return isNew
    } catch (error) {
      const known = asKnown(error)
      if (gone.aborted || known.code === 'disk-full') throw error
      const until = liftsAt(error)
      if (until !== null && access) limited.set(keyOf(access), until)
      failed(report, known)
      return true
    }
  }

  /** What came up while GitHub was told is told next. */
  function settle(report: PlacedReport, told: string, how: { apiUrl: string; mask: typeof mask }): void {
    const now = ledger.runsOf(report) as unknown as Runs
    const isBehind = digestOf(wordsOf(report, now, how)) !== told
    const kept = store.find(report.id) ?? report
    const isWanted = kept.removals < REMOVALS_AT_MOST
    const isOver = now.every(({ state }) => state === 'finished')
    change(report, {
      told,
      isOpen: isWanted && (isBehind || !isOver),
      nextAt: isWanted && isBehind ? nowIso() : null,
      attempts: 0,
      failingSince: null,
      problem: isWanted ? null : kept.problem,
    })
  }

  function failed(report: PlacedReport, error: OvenError): void {
    const failingSince = store.find(report.id)?.failingSince ?? nowIso()
    const then = afterFailure(error, { ...report, failingSince }, { nowMs: clock.now(), random })
    const { code, message, hint } = error
    const problem = { code, message: mask(message), hint: hint && mask(hint) }
    if (typeof then === 'object') {
      const nextAt = isoAt(then.againAtMs)
      change(report, { nextAt, attempts: report.attempts + 1, failingSince, problem })
      return
    }
    const isOver = ledger.runsOf(report).every(({ state }) => state === 'finished')
    change(report, {
      // It is tried once more when there is something new to tell.
      isOpen: !isOver,
      nextAt: null,
      attempts: 0,
      failingSince: null,
      problem,
    })
    warnings.tell(report, then, problem)
  }

  function ownFailure(error: unknown): void {
    deps.onWarning(`GitHub could not be told of runs: ${error instanceof Error ? error.message : error}`)
  }

  const change = (report: PlacedReport, changes: ReportChanges) => store.change(report.id, changes, nowIso())

  return {
    start() {
      if (life) return
      life = new AbortController()
      const off = deps.changes.on((changed) => {
        if (changed.type === 'run') noteSoon(changed.runId, changed.state)
      })
      life.signal.addEventListener('abort', off)
      try {
        store.trim(isoAt(clock.now() - KEPT_MS))
        // Whoever was the host before may have gone away before it noted these.
        store.wake(nowIso())
      } catch (error) {
        ownFailure(error)
      }
      for (const run of runs.unfinished()) noteSoon(run.id, run.state)
      goOn()
    },
    stop() {
      life?.abort()
      life = null
      cancelTimer?.()
      cancelNote?.()
      cancelNote = null
    },
  }
}

const keyOf = ({ apiUrl, token }: GithubAccess) => digestOf([apiUrl, token])

function asKnown(error: unknown): OvenError {
  if (error instanceof OvenError) return error
  const said = error instanceof Error ? error.message : String(error)
  return new OvenError('oven-failed', `The oven failed: ${said}`, { cause: error })
}

function jobRemoved(jobId: string): OvenError {
  return new OvenError('job-removed', `The job "${jobId}" was removed before GitHub was told.`)
}
