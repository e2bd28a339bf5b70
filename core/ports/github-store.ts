import type { GithubFacts } from '../triggers/github/event-facts.ts'

/** What on GitHub an event is about: where a run that it begins is reported. */
export interface GithubOrigin {
  /** `owner/name`, as GitHub writes it. */
  repo: string
  /** Of the issue or pull request. */
  number: number | null
  /** The commit that was pushed, checked or proposed. */
  sha: string | null
  event: string
  /** Who did it. */
  actor: string | null
}

/** What is needed to decide on an event later, without what GitHub sent. */
export interface GithubWork {
  facts: GithubFacts
  /** All of them must be allowed to write where a job begins at writers' doing; none for what only writers can do. */
  people: string[]
  /** How GitHub is asked which files were changed. */
  compare: { pullRequest: number } | { from: string; to: string } | null
  /** What a run is given, as JSON text. */
  payload: string
  /** Only these jobs decide on it; left out: all. */
  jobs?: string[]
}

export interface NewGithubEvent {
  /** By which the same event is known, however it came. */
  key: string
  /** When it happened, for what may happen again; `null` for what happens once. */
  happenedAt: string | null
  via: 'webhook' | 'poll'
  deliveryId: string | null
  from: string | null
  origin: GithubOrigin
  work: GithubWork
}

/** An event that is not settled yet. */
export interface OpenGithubEvent extends NewGithubEvent {
  id: number
  takenAt: string
  attempts: number
  /** GitHub is not asked again before. */
  nextAt: string | null
}

export interface KnownGithubEvent {
  id: number
  happenedAt: string | null
  via: 'webhook' | 'poll'
  isSettled: boolean
}

/** Events of GitHub and what became of them. Implemented by `adapters/sqlite`. Calls are synchronous. */
export interface GithubStore {
  /** All that `work` writes is kept, or nothing; also what other stores of the same database write in it. */
  atOnce<T>(work: () => T): T
  /** Those that are known by that key, oldest first: more than one where it is of what may happen again. */
  eventsOf(repo: string, key: string): KnownGithubEvent[]
  addEvent(event: NewGithubEvent, at: string): number
  /** A settled event is to be decided on once more, by jobs that it began no run of. */
  reopen(id: number, event: NewGithubEvent, at: string): void
  /** An open event is to be decided on by what was told later: by more jobs. */
  replaceWork(id: number, work: GithubWork): void
  /** What it bears now; `null` for one that is settled. */
  workOf(id: number): GithubWork | null
  /** Those to be decided on now, oldest first. */
  open(now: string, limit: number): OpenGithubEvent[]
  /** When the next of those that wait is to be decided on. */
  nextAt(): string | null
  /** Tried in vain; the next time is not before. */
  postpone(id: number, nextAt: string): void
  /** Decided on for good; what it bore is thrown away. */
  settle(id: number, at: string): void
  /** What a job decided on an event: a run, or `null` for none. Not there yet: `undefined`. */
  decisionOf(eventId: number, jobId: string): string | null | undefined
  /** Takes the place of what was decided before. */
  decide(eventId: number, jobId: string, runId: string | null, at: string): void
  /** What a run, or the run that it repeats, began at; `null` for one that began otherwise. */
  originOf(runId: string): GithubOrigin | null
  keepRun(runId: string, jobId: string, origin: GithubOrigin): void
  /** What a call in the history was about, to be called for again. */
  originOfDelivery(deliveryId: string): GithubOrigin | null
  keepDelivery(deliveryId: string, origin: GithubOrigin): void
  /** Forgets what was settled before. */
  trim(before: string): void
}
