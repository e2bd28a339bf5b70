import type { DockerJob, PipelineJob } from '../../../contract/index.ts'
import { messageOf, OvenError } from '../../errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { GithubApi } from '../../ports/github-api.ts'
import type { GithubStore, OpenGithubEvent } from '../../ports/github-store.ts'
import type { PayloadStore } from '../../ports/payload-store.ts'
import type { RunStore } from '../../ports/run-store.ts'
import type { RunService } from '../../runs/run-service.ts'
import type { CallKeeper } from '../call-keeper.ts'
import { createGithubBooks } from './begin-run.ts'
import { createGithubDecider } from './decide.ts'
import type { GithubAccessOf } from './github-access.ts'
import { findKnown } from './known-event.ts'
import { ownDoing, ownPush } from './own-doing.ts'
import { type GithubEventTold, readEvent } from './read-event.ts'
import { repoOf } from './repo-of.ts'
import { tryAgainAt } from './try-again.ts'

type AnyJob = PipelineJob | DockerJob

const DAY_MS = 86_400_000
/** Signatures of GitHub have no time in them: what was signed once could be sent again for as long as the secret is good. */
const KEPT_DAYS = 400
/** Events that GitHub is asked about at one time. */
const AT_ONCE = 4
/** A run of the same job is at work, and may have done it itself. */
const LOOK_AGAIN_MS = 15_000
const REST_MS = 60_000
const TRIM_EVERY = 500

/** What came of an event at once. */
export interface TakenEvent {
  /** `taken`: kept, and being decided on. `duplicate`: known already. `ignored`: no job asks for it, as `why` says. */
  outcome: 'taken' | 'duplicate' | 'ignored'
  why: string | null
  /** The jobs that decide on it. */
  jobs: string[]
}

/** What happens on GitHub, as runs. */
export interface GithubService {
  /** Once it answers, the event is not lost. Throws `disk-full`. */
  take(event: GithubEventTold): Promise<TakenEvent>
  /** Goes on with what was taken and not decided on; forgets what is old. */
  start(): void
  /** Decides on nothing more; what is open is taken up by the next host. */
  stop(): void
  /** Resolves once nothing is being decided on that could be now. */
  settled(): Promise<void>
}

export function createGithubService(deps: {
  store: GithubStore
  api: Pick<GithubApi, 'permissionOf' | 'changedFiles'>
  accessOf: GithubAccessOf
  jobs: () => readonly AnyJob[]
  runs: Pick<RunStore, 'unfinished' | 'list' | 'find'>
  runService: Pick<RunService, 'start'>
  payloads: PayloadStore
  keeper: CallKeeper
  clock: Clock
  onWarning?: (sentence: string) => void
}): GithubService {
  const { store, jobs, runs, clock } = deps
  const instant = (ms: number) => new Date(ms).toISOString()
  const now = () => instant(clock.now())
  const decider = createGithubDecider({ ...deps, now: clock.now })
  const books = createGithubBooks({ ...deps, runs: deps.runService, now })
  const busy = new Map<number, Promise<void>>()
  const resting = new Set<number>()
  let added = 0
  let isStopped = false
  let cancelTimer: (() => void) | null = null

  const trim = () => store.trim(instant(clock.now() - KEPT_DAYS * DAY_MS))

  const jobsOf = (repo: string) =>
    jobs().filter((job) => job.enabled && job.github && repoOf(job)?.toLowerCase() === repo.toLowerCase())

  /** Decides for one job. Answers when to look again, or `null` when that is done. */
  async function decideFor(job: AnyJob, event: OpenGithubEvent): Promise<number | null> {
    try {
      const own = ownDoing(runs, job, event)
      if (own === 'later') return clock.now() + LOOK_AGAIN_MS
      if (own !== 'no') throw ownPush(own.run)
      const isMeant = await decider.isMeant(job, event)
      if (isStopped) return clock.now()
      if (isMeant) books.begin(job, event)
      else store.decide(event.id, job.id, null, now())
      return null
    } catch (error) {
      if (isStopped) return clock.now()
      const againAt = tryAgainAt(error, { nowMs: clock.now(), ...event })
      if (againAt !== null) return againAt
      if (!(error instanceof OvenError)) throw error
      books.refuse(job, event, error)
      return null
    }
  }

  async function settle(event: OpenGithubEvent): Promise<void> {
    let againAt: number | null = null
    for (const job of jobsOf(event.origin.repo)) {
      if (isStopped) return
      if (store.decisionOf(event.id, job.id) !== undefined || !decider.mayMatch(job, event.work)) continue
      const at = await decideFor(job, event)
      if (at !== null) againAt = Math.min(at, againAt ?? at)
    }
    if (isStopped) return
    if (againAt === null && isLeft(event)) againAt = clock.now()
    if (againAt === null) store.settle(event.id, now())
    else store.postpone(event.id, instant(againAt))
  }

  /** Whether it was told to more jobs while it was being decided on. */
  function isLeft({ id, origin }: OpenGithubEvent): boolean {
    const work = store.workOf(id)
    if (work === null) return false
    return jobsOf(origin.repo).some(
      (job) => decider.mayMatch(job, work) && store.decisionOf(id, job.id) === undefined,
    )
  }

  function pump(): void {
    cancelTimer?.()
    cancelTimer = null
    if (isStopped) return
    const room = AT_ONCE - busy.size
    const next = store
      .open(now(), AT_ONCE + busy.size + resting.size)
      .filter(({ id }) => !busy.has(id) && !resting.has(id))
    for (const event of next.slice(0, room)) {
      const work = settle(event)
        .catch((error: unknown) => fail(event, error))
        .then(() => {
          busy.delete(event.id)
          pump()
        })
        .catch((error: unknown) => deps.onWarning?.(`Events of GitHub wait: ${messageOf(error)}`))
      busy.set(event.id, work)
    }
    const nextAt = store.nextAt()
    if (nextAt === null || isStopped) return
    const waitMs = Math.max(1000, Date.parse(nextAt) - clock.now())
    cancelTimer = clock.after(Math.min(waitMs, DAY_MS), pump)
  }

  function fail(event: OpenGithubEvent, error: unknown): void {
    if (isStopped) return
    deps.onWarning?.(
      `An event of ${event.origin.repo} could not be decided on, and is tried again: ${messageOf(error)}`,
    )
    try {
      const againAt = tryAgainAt(null, { nowMs: clock.now(), ...event })
      if (againAt === null) store.settle(event.id, now())
      else store.postpone(event.id, instant(againAt))
    } catch {
      // The disk is full, most likely: nothing can be written down, so it is left alone for a while.
      resting.add(event.id)
      clock.after(REST_MS, () => {
        resting.delete(event.id)
        pump()
      })
    }
  }

  /** It came before. What a person has GitHub send again is tried again by the jobs that it began no run of. */
  function takeAgain(
    known: { id: number; isSettled: boolean },
    event: Parameters<GithubStore['addEvent']>[0],
    asking: readonly AnyJob[],
  ): TakenEvent {
    const jobIds = asking.map(({ id }) => id)
    // Found by asking, it may be for some jobs alone; told, it is for all.
    if (!known.isSettled && event.via === 'webhook') store.replaceWork(known.id, event.work)
    if (!known.isSettled || event.via === 'poll')
      return { outcome: 'duplicate', why: cameBefore, jobs: jobIds }
    const begun = asking.filter((job) => store.decisionOf(known.id, job.id))
    store.atOnce(() => {
      for (const job of begun) books.noteDuplicate(job, event, store.decisionOf(known.id, job.id)!)
      if (begun.length < asking.length) store.reopen(known.id, event, now())
    })
    const others = jobIds.filter((id) => !begun.some((job) => job.id === id))
    if (others.length === 0) return { outcome: 'duplicate', why: cameBefore, jobs: jobIds }
    pump()
    return { outcome: 'taken', why: null, jobs: others }
  }

  return {
    async take(told) {
      const read = readEvent(told)
      if ('why' in read) return { outcome: 'ignored', why: read.why, jobs: [] }
      const { event } = read
      const ofRepo = jobsOf(event.origin.repo)
      if (ofRepo.length === 0) return { outcome: 'ignored', why: noJob, jobs: [] }
      const asking = ofRepo.filter((job) => decider.mayMatch(job, event.work))
      if (asking.length === 0) return { outcome: 'ignored', why: noRule, jobs: [] }
      const known = findKnown(store, event)
      if (known) return takeAgain(known, event, asking)
      store.addEvent(event, now())
      added += 1
      if (added % TRIM_EVERY === 0) trim()
      pump()
      return { outcome: 'taken', why: null, jobs: asking.map(({ id }) => id) }
    },
    start() {
      isStopped = false
      trim()
      pump()
    },
    stop() {
      isStopped = true
      cancelTimer?.()
      cancelTimer = null
    },
    async settled() {
      while (busy.size > 0) await Promise.all(busy.values())
    },
  }
}

const noJob = 'No job that is enabled begins at what happens in this repository.'
const noRule = 'No job asks for this event.'
const cameBefore = 'This event was taken before.'
