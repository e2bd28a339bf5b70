import type { GithubRule } from '../../../../contract/github-rule.ts'
import { OvenError } from '../../../errors.ts'
import type { GithubAccess, GithubApi, GithubPage } from '../../../ports/github-api.ts'
import type { GithubPollStore, ReadList } from '../../../ports/github-poll-store.ts'
import { factsOf } from '../event-facts.ts'
import type { GithubService } from '../github-service.ts'
import { type Fields, fields, text } from '../json-fields.ts'
import { matchRule } from '../match-rule.ts'
import { eventsIn, type FoundEvent, newCommits } from './found-event.ts'
import { type ListName, listsOf } from './poll-lists.ts'
import { type Asking, readList, readOpenPulls } from './read-list.ts'

const DAY_MS = 86_400_000
/** Lists of GitHub may show an entry some time after those that came later. */
const OVERLAP_MS = 10 * 60_000
/** Clocks that differ by less are taken as the same: what GitHub tells of its own is in whole seconds. */
const SKEW_MS = 5000

/** A job that has GitHub asked, and since when its rules are known, by this machine's clock. */
export interface AskingJob {
  id: string
  rules: readonly GithubRule[]
  sinceMs: number
}

export interface PollOutcome {
  /** What GitHub said last of its limits. */
  last: GithubPage | null
  /** What asking again will cost of them. */
  cost: number
  /** Lists that could not be read although others could. */
  refused: { list: ListName; error: OvenError }[]
  /** Sentences about what was not looked at. */
  missed: string[]
}

/**
 * Asks once what happened in a repository, and hands it over in the order in which it happened. What was handed over is
 * written down afterwards: whatever stops between, it is handed over again, and known as the same.
 * Throws what asking GitHub throws, unless it is about a single list.
 */
export async function pollRepository(deps: {
  api: Pick<GithubApi, 'read'>
  store: GithubPollStore
  take: GithubService['take']
  access: GithubAccess
  place: string
  repo: string
  /** As `GET /repos/{owner}/{repo}` answers it. */
  details: Fields
  jobs: readonly AskingJob[]
  now: () => number
  /** Lists that GitHub refused lately are left alone. */
  isLeftAlone: (list: ListName) => boolean
}): Promise<PollOutcome> {
  const { store, place, repo, jobs, access, now } = deps
  const outcome: PollOutcome = { last: null, cost: 0, refused: [], missed: [] }
  const asking: Asking = {
    api: deps.api,
    access,
    repo,
    onPage(page) {
      outcome.last = page
      // With a token, what was not changed is free.
      if (page.isChanged || access.token === null) outcome.cost += 1
    },
  }
  const repository = calledAs(deps.details, repo)
  const wanted = new Set(jobs.flatMap(({ rules }) => rules.flatMap(listsOf)))
  for (const known of store.listsOf(place)) {
    if (!wanted.has(known as ListName)) store.forgetList(place, known)
  }

  const read: ReadList[] = []
  const events: FoundEvent[] = []
  const heads = new Map<number, string | null>()
  let skewMs = 0
  let failure: unknown = null
  for (const list of wanted) {
    if (deps.isLeftAlone(list)) continue
    try {
      await readOne(list)
    } catch (error) {
      if (isOfOneList(error)) outcome.refused.push({ list, error })
      else {
        failure = error
        break
      }
    }
  }
  // Each list refused is not one list refused.
  const [refused] = outcome.refused
  if (refused && read.length === 0) throw refused.error
  await handOver()
  if (failure !== null) throw failure
  return outcome

  async function readOne(list: ListName): Promise<void> {
    const known = store.listOf(place, list)
    const shas = list === 'pulls' ? store.headsOf(place) : new Map<number, string>()
    const isFirst = known === null
    if (list === 'pulls' && isFirst) {
      for (const body of await readOpenPulls(asking)) note(newCommits(body, new Map()).heads, shas)
    }
    let fromMs = 0
    const reading = await readList(asking, list, {
      etag: known?.etag ?? null,
      fromMs: (first) => {
        fromMs = windowOf(list, first, known?.lookedUntil ?? null)
        return fromMs
      },
    })
    const atMs = instantOf(reading.first)
    if (known && atMs - Date.parse(known.lookedUntil) > DAY_MS)
      outcome.missed.push(gapOf(known.lookedUntil, atMs))
    if (reading.isCut)
      outcome.missed.push(`So much happened in ${repo} that GitHub was not asked about all of it.`)
    const seen = store.seenIn(place, list)
    const found = reading.bodies.flatMap((body) => eventsIn(list, body))
    if (list === 'pulls') {
      for (const body of reading.bodies) {
        const { events: pushed, heads: newest } = newCommits(body, shas)
        found.push(...pushed)
        note(newest, heads)
      }
      if (isFirst) for (const [number, sha] of shas) if (!heads.has(number)) heads.set(number, sha)
    }
    const fresh = found.filter(({ id, atMs: happenedMs }) => happenedMs >= fromMs && !seen.has(id))
    events.push(...new Map(fresh.map((event) => [event.id, event])).values())
    read.push({
      list,
      etag: reading.first.etag,
      lookedUntil: new Date(atMs).toISOString(),
      seen: fresh.map(({ id, atMs: happenedMs }) => ({ event: id, at: new Date(happenedMs).toISOString() })),
    })
  }

  /** From when on what a list tells is new: since it was read, since the first job asks for it, and never before a day ago. */
  function windowOf(list: ListName, first: GithubPage, lookedUntil: string | null): number {
    const atMs = instantOf(first)
    const asking = jobs.filter(({ rules }) => rules.some((rule) => listsOf(rule).includes(list)))
    const since = Math.min(...asking.map(sinceOf))
    const looked = lookedUntil === null ? since : Date.parse(lookedUntil) - OVERLAP_MS
    return Math.max(looked, since, atMs - DAY_MS)
  }

  /** GitHub's clock, and how far this machine's is from it. */
  function instantOf(page: GithubPage): number {
    const theirs = Date.parse(page.answeredAt ?? '')
    if (Number.isNaN(theirs)) return now() + skewMs
    skewMs = Math.abs(theirs - now()) > SKEW_MS ? theirs - now() : 0
    return theirs
  }

  /** By GitHub's clock, in whole seconds as its own instants are. */
  function sinceOf({ sinceMs }: AskingJob): number {
    return Math.floor((sinceMs + skewMs) / 1000) * 1000
  }

  async function handOver(): Promise<void> {
    const undone = new Set<ListName>()
    const subjects = new Map<string, Fields | null>()
    // The newest come first in each list, and what is of one second stays in its order.
    for (const event of events.reverse().sort((a, b) => a.atMs - b.atMs)) {
      const asked = jobs.filter((job) => sinceOf(job) <= event.atMs && mayBegin(job, event))
      if (asked.length === 0) continue
      try {
        const payload = await complete(event, subjects)
        if (payload === null) continue
        await deps.take({
          name: event.name,
          payload,
          deliveryId: null,
          via: 'poll',
          from: null,
          jobs: asked.map(({ id }) => id),
          isLater: isLaterThan(event, subjects),
        })
      } catch (error) {
        failure ??= error
        undone.add(event.list)
      }
    }
    // A list of which anything is left is read again as if it had not been.
    const done = read.filter(({ list }) => !undone.has(list as ListName))
    const forgetBefore = new Date(now() + skewMs - DAY_MS - OVERLAP_MS).toISOString()
    const isDone = done.some(({ list }) => list === 'pulls')
    store.keepLists(place, done, isDone ? heads : new Map(), forgetBefore)
  }

  /** What a webhook would have borne. `null` when what it is about is gone. */
  async function complete(event: FoundEvent, subjects: Map<string, Fields | null>): Promise<Fields | null> {
    const payload = { ...event.payload, repository }
    if (event.lacks === null) return payload
    const { what } = event.lacks
    const path = pathOf(event.lacks)
    if (!subjects.has(path)) subjects.set(path, await subjectAt(path))
    const subject = subjects.get(path)
    if (!subject) return null
    const updated_at = new Date(event.atMs).toISOString()
    return { ...payload, [what]: what === 'issue' ? subject : { ...subject, updated_at } }
  }

  /** Whether a pull request was touched after what happened to it: a label may be of other commits than those it has by now. */
  function isLaterThan({ lacks, atMs }: FoundEvent, subjects: ReadonlyMap<string, Fields | null>): boolean {
    if (lacks?.what !== 'pull_request') return false
    const updatedMs = Date.parse(text(subjects.get(pathOf(lacks))?.updated_at) ?? '')
    return !(updatedMs <= atMs)
  }

  function pathOf({ what, number }: NonNullable<FoundEvent['lacks']>): string {
    return `/repos/${repo}/${what === 'issue' ? 'issues' : 'pulls'}/${number}`
  }

  async function subjectAt(path: string): Promise<Fields | null> {
    try {
      const page = await deps.api.read(access, path, { etag: null })
      asking.onPage(page)
      return fields(page.body)
    } catch (error) {
      if (error instanceof OvenError && error.code === 'github-not-found') return null
      throw error
    }
  }

  function gapOf(lookedUntil: string, atMs: number): string {
    const until = new Date(atMs - DAY_MS).toISOString()
    return `GitHub was not asked about ${repo} from ${lookedUntil} to ${until}: what happened there in that time begins no run.`
  }
}

/** Without asking for anything more: whether a rule may ask for it once all of it is known. */
function mayBegin({ rules }: AskingJob, { name, payload, lacks }: FoundEvent): boolean {
  const facts = factsOf(name, payload)
  if (facts === null) return false
  const isOfLabel = /^(?:un)?labeled$/.test(facts.action ?? '')
  const isOfPerson = /^(?:un)?assigned$/.test(facts.action ?? '')
  return rules.some((rule) => {
    if (lacks === null) return matchRule(rule, facts) !== 'no'
    const { branch: _branch, path: _path, label, assignee, ...known } = rule
    const told = { ...known, ...(isOfLabel && { label }), ...(isOfPerson && { assignee }) }
    return matchRule(told, facts) !== 'no'
  })
}

/** A repository that was renamed goes on being called what the job calls it. */
function calledAs(repository: Fields, repo: string): Fields {
  const name = text(repository.full_name)
  return name?.toLowerCase() === repo.toLowerCase() ? repository : { ...repository, full_name: repo }
}

/** Issues may be switched off, and a token may see one thing and not another. */
function isOfOneList(error: unknown): error is OvenError {
  return error instanceof OvenError && ['github-denied', 'github-not-found'].includes(error.code)
}

function note<T>(from: ReadonlyMap<number, T>, into: Map<number, T>): void {
  for (const [number, sha] of from) into.set(number, sha)
}
