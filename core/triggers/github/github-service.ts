/** Something that happened on GitHub, as it was told by it or found by asking. */
export interface GithubEventTold {
  /** As in `X-GitHub-Event`. */
  name: string
  payload: unknown
  /** `X-GitHub-Delivery`; `null` for what was found by asking. */
  deliveryId: string | null
  via: 'webhook' | 'poll'
  /** The address that told it. */
  from: string | null
}

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
}
