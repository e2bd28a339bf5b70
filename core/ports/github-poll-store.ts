/** Since when a job's rules are known. What was before begins no run of it. */
export interface PolledJob {
  jobId: string
  /** What the rules are; others count as new. */
  fingerprint: string
  since: string
}

/** How the asking about one repository goes. */
export interface PollState {
  askedAt: string | null
  nextAt: string | null
  /** In a row. */
  failures: number
  problem: { code: string; message: string; hint: string | null } | null
  failingSince: string | null
}

/** How far a list was read, by GitHub's clock. */
export interface PolledList {
  etag: string | null
  lookedUntil: string
}

export interface ReadList extends PolledList {
  list: string
  /** Events in it that were taken, or that nobody asks for. */
  seen: { event: string; at: string }[]
}

/**
 * How far GitHub was asked. Implemented by `adapters/sqlite`. Calls are synchronous. A `place` is an API's address and a
 * repository.
 */
export interface GithubPollStore {
  jobs(): PolledJob[]
  keepJob(job: PolledJob): void
  forgetJob(jobId: string): void
  stateOf(place: string): PollState | null
  keepState(place: string, state: PollState): void
  listOf(place: string, list: string): PolledList | null
  /** Which lists of a place are known. */
  listsOf(place: string): string[]
  seenIn(place: string, list: string): Set<string>
  /** The newest commit of each open pull request, as far as it is known. */
  headsOf(place: string): Map<number, string>
  /** All of it or nothing. A head of `null` is forgotten, and what was seen before `forgetBefore`. */
  keepLists(
    place: string,
    lists: readonly ReadList[],
    heads: ReadonlyMap<number, string | null>,
    forgetBefore: string,
  ): void
  forgetList(place: string, list: string): void
  /** Forgets all places but these. */
  keepOnly(places: readonly string[]): void
}
