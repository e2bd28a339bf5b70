import type { GithubPoll } from '../../../../contract/operations/github.ts'
import type { ChangeHub } from '../../../changes/change-hub.ts'
import { messageOf, OvenError } from '../../../errors.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { Config } from '../../../ports/config-store.ts'
import type { GithubAccess, GithubApi } from '../../../ports/github-api.ts'
import type { GithubPollStore, PollState } from '../../../ports/github-poll-store.ts'
import { createTwoStageTimer } from '../../../schedule/two-stage-timer.ts'
import type { GithubAccessOf } from '../github-access.ts'
import type { GithubService } from '../github-service.ts'
import { type Fields, fields } from '../json-fields.ts'
import { backOff, isOfNoUse, passesByItself, waitAfter } from './pace.ts'
import { untoldOf } from './poll-lists.ts'
import { type PollOutcome, pollRepository } from './poll-repository.ts'
import { type AnyJob, byCredential, type PolledPlace, polledPlaces } from './polled-jobs.ts'
import { createRefusedLists } from './refused-lists.ts'

/** Repositories that are asked about at one time; each is asked about one thing after another. */
const AT_ONCE = 4
/** What GitHub says of a repository itself is asked for again after this long. */
const DETAILS_MS = 24 * 3_600_000
/** A login is looked up again after this long: gh is a program, and minted tokens end. */
const ACCESS_MS = 5 * 60_000
/** When to look again after the database could not be read or written. */
const LOOK_AGAIN_MS = 60_000
/** No wait is longer: a clock that was set back would make one. */
const LONGEST_WAIT_MS = 2 * 3_600_000

/** Has GitHub asked what happened, for machines that it cannot call and for what was missed meanwhile. */
export interface GithubPoller {
  start(): void
  stop(): void
  /** The machine woke: asks at once, unless GitHub said until when it answers no more. */
  wake(): void
  status(): { polls: GithubPoll[] }
  /** Resolves once nothing is being asked. */
  whenIdle(): Promise<void>
}

export function createGithubPoller(deps: {
  api: Pick<GithubApi, 'read'>
  store: GithubPollStore
  accessOf: GithubAccessOf
  take: GithubService['take']
  jobs: () => readonly AnyJob[]
  readConfig: () => Pick<Config, 'github'>
  clock: Clock
  changes: Pick<ChangeHub, 'emit' | 'on'>
  random?: () => number
  onWarning: (sentence: string) => void
}): GithubPoller {
  const { api, store, clock, changes, onWarning } = deps
  const random = deps.random ?? Math.random
  const iso = (ms: number) => new Date(ms).toISOString()
  const timer = createTwoStageTimer({ clock, onWake: () => guarded(look) })
  const refused = createRefusedLists(clock.now)
  const busy = new Map<string, Promise<void>>()
  /** As whom a repository was reached, and what it is. */
  const reached = new Map<
    string,
    { job: AnyJob; details: Fields; untilMs: number; access: GithubAccess; accessUntilMs: number }
  >()
  /** What one round of asking costs, and of whose requests. */
  const costs = new Map<string, { token: string | null; requests: number }>()
  let places: PolledPlace[] = []
  let isRunning = false
  let stopListening: (() => void) | null = null

  const fresh: PollState = { askedAt: null, nextAt: null, failures: 0, problem: null, failingSince: null }
  const stateOf = (place: string) => store.stateOf(place) ?? fresh
  const placesFor = (from: Pick<GithubPollStore, 'jobs' | 'keepJob' | 'forgetJob'>) =>
    polledPlaces(deps.jobs(), {
      store: from,
      apiUrl: deps.readConfig().github.apiUrl,
      nowMs: clock.now(),
    })

  function dueAt(place: string): number {
    const nowMs = clock.now()
    const nextMs = Date.parse(stateOf(place).nextAt ?? '')
    return Number.isNaN(nextMs) || nextMs > nowMs + LONGEST_WAIT_MS ? nowMs : nextMs
  }

  /** Nobody waits for what a timer or a change sets off. */
  function guarded(work: () => void): void {
    if (!isRunning) return
    try {
      work()
    } catch (error) {
      onWarning(`GitHub waits to be asked, since the oven's database fails: ${messageOf(error)}`)
      timer.set(clock.now() + LOOK_AGAIN_MS)
    }
  }

  function refresh(): void {
    places = placesFor(store)
    store.keepOnly(places.map(({ place }) => place))
    look()
  }

  /** Somebody may have mended it: what was refused is tried at once. */
  function retryRefused(): void {
    reached.clear()
    for (const { place } of places) {
      const state = stateOf(place)
      if (state.problem === null || passesByItself(state.problem.code)) continue
      refused.forget(place)
      store.keepState(place, { ...state, nextAt: null })
    }
    refresh()
  }

  function look(): void {
    const waiting = places
      .filter(({ place }) => !busy.has(place))
      .map((polled) => ({ polled, dueMs: dueAt(polled.place) }))
      .sort((a, b) => a.dueMs - b.dueMs)
    for (const { polled, dueMs } of waiting) {
      if (dueMs > clock.now() || busy.size >= AT_ONCE) break
      const work = poll(polled).finally(() => {
        busy.delete(polled.place)
        guarded(look)
      })
      busy.set(polled.place, work)
    }
    const next = waiting.find(({ polled }) => !busy.has(polled.place))
    if (next && busy.size < AT_ONCE) timer.set(next.dueMs)
    else timer.cancel()
  }

  async function poll(polled: PolledPlace): Promise<void> {
    const { place, repo } = polled
    const before = stateOf(place)
    try {
      const { access, details } = await reach(polled)
      const outcome = await pollRepository({
        ...{ api, store, access, place, repo, details },
        take: (event) => (isRunning ? deps.take(event) : Promise.reject(new Error('the host is going'))),
        // As they are now: one may have come or gone meanwhile.
        jobs: places.find((each) => each.place === place)?.jobs ?? [],
        now: clock.now,
        isLeftAlone: (list) => refused.isLeftAlone(place, list),
      })
      if (isRunning) done(polled, outcome, { before, access })
    } catch (error) {
      if (isRunning) failed(polled, error, before)
    }
  }

  /** Asks as the first of the jobs that GitHub lets in. Throws what the last of them is refused with. */
  async function reach({
    place,
    repo,
    jobs,
  }: PolledPlace): Promise<{ access: GithubAccess; details: Fields }> {
    const known = reached.get(place)
    if (known && known.untilMs > clock.now() && jobs.some(({ job }) => job === known.job)) {
      if (known.accessUntilMs > clock.now()) return known
      known.access = await deps.accessOf(known.job)
      known.accessUntilMs = clock.now() + ACCESS_MS
      return known
    }
    let refusal: unknown = null
    for (const job of byCredential(jobs.map((each) => each.job))) {
      try {
        const access = await deps.accessOf(job)
        const { body } = await api.read(access, `/repos/${repo}`, { etag: null })
        const details = fields(body)
        const nowMs = clock.now()
        reached.set(place, {
          ...{ job, details, access },
          untilMs: nowMs + DETAILS_MS,
          accessUntilMs: nowMs + ACCESS_MS,
        })
        return { access, details }
      } catch (error) {
        if (!isOfNoUse(error)) throw error
        refusal = error
      }
    }
    throw refusal
  }

  function done(
    { place, repo }: PolledPlace,
    outcome: PollOutcome,
    { before, access }: { before: PollState; access: GithubAccess },
  ): void {
    const nowMs = clock.now()
    for (const sentence of outcome.missed) onWarning(sentence)
    refused.note(place, outcome)
    costs.set(place, { token: access.token, requests: outcome.cost })
    const shared = [...costs.values()].filter(({ token }) => token === access.token)
    const requests = shared.reduce((sum, each) => sum + each.requests, 0)
    const setMs = deps.readConfig().github.pollSeconds * 1000
    const waitMs = outcome.last ? waitAfter(setMs, outcome.last, requests) : setMs
    const problem = refused.problemOf(place, repo)
    keep(place, before, {
      askedAt: iso(nowMs),
      nextAt: iso(nowMs + waitMs),
      failures: 0,
      problem,
      failingSince: problem === null ? null : (before.failingSince ?? iso(nowMs)),
    })
  }

  function failed({ place }: PolledPlace, error: unknown, before: PollState): void {
    const nowMs = clock.now()
    if (isOfNoUse(error)) reached.delete(place)
    const failures = before.failures + 1
    const { code, message, hint } =
      error instanceof OvenError ? error : { code: 'unknown', message: messageOf(error), hint: null }
    keep(place, before, {
      askedAt: iso(nowMs),
      nextAt: iso(nowMs + backOff(error, failures, { nowMs, random: random() })),
      failures,
      problem: { code, message, hint },
      failingSince: before.failingSince ?? iso(nowMs),
    })
  }

  function keep(place: string, before: PollState, state: PollState): void {
    try {
      store.keepState(place, state)
    } catch (error) {
      onWarning(`What came of asking GitHub could not be written down: ${messageOf(error)}`)
    }
    if (before.problem?.code !== state.problem?.code) changes.emit({ type: 'attention' })
  }

  return {
    start() {
      isRunning = true
      stopListening = changes.on(({ type }) => {
        if (type === 'job') guarded(refresh)
        else if (type === 'settings' || type === 'secret' || type === 'login') guarded(retryRefused)
      })
      guarded(refresh)
    },
    stop() {
      isRunning = false
      stopListening?.()
      timer.cancel()
    },
    wake() {
      guarded(() => {
        for (const { place } of places) {
          const state = stateOf(place)
          if (state.problem?.code !== 'github-limited') store.keepState(place, { ...state, nextAt: null })
        }
        look()
      })
    },
    status() {
      return {
        polls: placesFor({ jobs: () => store.jobs(), keepJob() {}, forgetJob() {} }).map(
          ({ place, repo, jobs }) => {
            const { askedAt, nextAt, problem, failingSince } = stateOf(place)
            return {
              repo,
              jobs: jobs.map(({ id }) => id),
              lastAskedAt: askedAt,
              nextAt: isRunning ? nextAt : null,
              problem: problem && { ...problem, since: failingSince ?? askedAt ?? iso(clock.now()) },
              untold: [...new Set(jobs.flatMap(({ rules }) => rules.flatMap(untoldOf)))],
            }
          },
        ),
      }
    },
    async whenIdle() {
      while (busy.size > 0) await Promise.all(busy.values())
    },
  }
}
