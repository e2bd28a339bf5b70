import type { Change, Job, Readiness } from '../../contract/index.ts'
import { hintOf } from '../credentials/hint-of.ts'
import { notFound, OvenError } from '../errors.ts'
import type { Clock } from '../ports/clock.ts'
import { type Ages, createCheckCache } from './check-cache.ts'
import type { Check, CheckedFinding } from './checks.ts'
import type { JobCheck } from './job-checks.ts'
import { endingSentence, judgeReadiness } from './judge-readiness.ts'
import type { RunGate } from './run-gate.ts'

/** Whoever asks, or is about to start a run: what passed in the last minute is believed. */
const ON_DEMAND: Ages = { passed: 60_000, failed: 5_000 }
const FRESH: Ages = { passed: 0, failed: 0 }
/** By itself: repositories of others are not asked every minute. */
const BY_ITSELF: Ages = { passed: 15 * 60_000, failed: 50_000 }
/** How often it looks by itself, and how often while something is in the way. */
const CALM_MS = 15 * 60_000
const BLOCKED_MS = 60_000
/** Changes come in bursts. */
const GATHER_MS = 1_000
/** What ends sooner than this is no login that a run could still use. */
const TOO_SHORT_MS = 5 * 60_000

/** "Will it run tonight?" Knows of every enabled job whether its next run would be let through. */
export interface ReadinessService extends RunGate {
  /** Throws `not-found`. */
  show(request: { jobId?: string; fresh: boolean }): Promise<Readiness[]>
  /** What was last seen of a job, without looking. */
  peek(jobId: string): Readiness | null
  /** Every check of every enabled job once, for `doctor`. */
  checks(): Check[]
  /** Looks soon: something was mended, or changed. */
  lookSoon(): void
  start(): void
  stop(): void
}

export interface ReadinessOptions {
  clock: Clock
  jobs: () => Job[]
  checksOf: (job: Job) => JobCheck[]
  nextDueAt: (jobId: string) => string | null
  timeoutOf: (job: Job) => number
  onChanges: (listener: (change: Change) => void) => () => void
  /** A job is as it was last seen, or not: told each time it is looked at. */
  onSeen: (job: Job, readiness: Readiness, found: readonly CheckedFinding[], isNew: boolean) => void
  onWarning: (sentence: string) => void
}

export function createReadiness(options: ReadinessOptions): ReadinessService {
  const { clock, jobs, checksOf, nextDueAt, timeoutOf } = options
  const cache = createCheckCache(() => clock.now())
  const seen = new Map<string, Readiness>()
  let cancelTimer: (() => void) | null = null
  let stopListening: (() => void) | null = null
  let isRunning = false
  let looking: Promise<void> | null = null

  async function lookAt(job: Job, ages: Ages): Promise<Readiness> {
    const checks = checksOf(job)
    const found = await Promise.all(
      checks.map(async ({ check, weight }) => ({ weight, result: await cache.look(check, ages) })),
    )
    const readiness = judgeReadiness(job, found, {
      nowMs: clock.now(),
      nextDueAt: nextDueAt(job.id),
      timeoutSeconds: timeoutOf(job),
    })
    const before = seen.get(job.id)
    seen.set(job.id, readiness)
    const isNew = before?.state !== readiness.state || textOf(before) !== textOf(readiness)
    options.onSeen(
      job,
      readiness,
      found.map(({ result }) => result),
      isNew,
    )
    return readiness
  }

  function lookAtAll(ages: Ages): Promise<void> {
    looking ??= (async () => {
      const enabled = jobs().filter((job) => job.enabled)
      for (const id of seen.keys()) if (!enabled.some((job) => job.id === id)) seen.delete(id)
      for (const job of enabled) {
        if (!isRunning) return
        await lookAt(job, ages)
      }
    })()
      .catch((error: Error) =>
        options.onWarning(`Whether jobs are ready could not be found out: ${error.message}`),
      )
      .finally(() => {
        looking = null
        const isAnyBlocked = [...seen.values()].some(({ state }) => state === 'blocked')
        again(isAnyBlocked ? BLOCKED_MS : CALM_MS)
      })
    return looking
  }

  function again(afterMs: number): void {
    cancelTimer?.()
    cancelTimer = isRunning ? clock.after(afterMs, () => void lookAtAll(BY_ITSELF)) : null
  }

  return {
    async show({ jobId, fresh }) {
      const all = jobs()
      const wanted =
        jobId === undefined ? all.filter((job) => job.enabled) : all.filter((job) => job.id === jobId)
      if (jobId !== undefined && wanted.length === 0) {
        throw notFound(`There is no job "${jobId}".`, 'See `oven jobs list`.')
      }
      return await Promise.all(wanted.map((job) => lookAt(job, fresh ? FRESH : ON_DEMAND)))
    },
    peek: (jobId) => seen.get(jobId) ?? null,
    checks() {
      const all = jobs()
        .filter((job) => job.enabled)
        .flatMap((job) => checksOf(job).map(({ check }) => check))
      return [...new Map(all.map((check) => [check.id, check])).values()]
    },
    async require(job, { timeoutSeconds, onRisk }) {
      const refusing = checksOf(job).filter(({ weight }) => weight === 'refuses')
      const found = await Promise.all(
        refusing.map(({ check }) => cache.look(check, { ...ON_DEMAND, failed: 0 })),
      )
      const nowMs = clock.now()
      for (const finding of found) {
        const { passed, code, description, fixes, expiresAt } = finding
        if (passed === false)
          throw new OvenError(code ?? 'check-failed', description, { hint: hintOf(fixes) })
        const endsMs = expiresAt ? Date.parse(expiresAt) : Number.POSITIVE_INFINITY
        if (endsMs > nowMs + timeoutSeconds * 1000) continue
        const ending = endingSentence(finding, nowMs)
        if (endsMs < nowMs + Math.min(TOO_SHORT_MS, timeoutSeconds * 1000)) {
          throw new OvenError('login-expired', ending.description, { hint: hintOf(ending.fixes) })
        }
        onRisk?.(ending.description)
      }
    },
    lookSoon() {
      cache.forget()
      again(GATHER_MS)
    },
    start() {
      isRunning = true
      stopListening = options.onChanges((change) => {
        if (change.type === 'secret' || change.type === 'engine') cache.forget()
        if (change.type === 'job' || change.type === 'secret' || change.type === 'engine') again(GATHER_MS)
        // A run that was refused may be let through a minute later.
        if (change.type === 'run' && change.state === 'finished') again(GATHER_MS)
      })
      again(GATHER_MS)
    },
    stop() {
      isRunning = false
      cancelTimer?.()
      stopListening?.()
    },
  }
}

function textOf(readiness: Readiness | undefined): string {
  return readiness === undefined
    ? ''
    : JSON.stringify(readiness.reasons.map(({ check, code }) => [check, code]))
}
