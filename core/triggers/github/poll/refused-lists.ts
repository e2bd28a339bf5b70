import type { OvenError } from '../../../errors.ts'
import type { PollState } from '../../../ports/github-poll-store.ts'
import type { ListName } from './poll-lists.ts'
import type { PollOutcome } from './poll-repository.ts'

/** A list that was refused is asked for again after this long: issues may be switched off for good. */
const LEFT_ALONE_MS = 15 * 60_000

/** What the lists are called when they are told of. */
const WORDS: Record<ListName, string> = {
  activity: 'pushes',
  comments: 'comments',
  events: 'events of issues and pull requests',
  issues: 'issues',
  pulls: 'pull requests',
  releases: 'releases',
  runs: 'workflow runs',
}

/** The lists that GitHub refused while it answered others. Kept in memory: a new host asks for all of them. */
export function createRefusedLists(now: () => number) {
  const places = new Map<string, Map<ListName, { error: OvenError; untilMs: number }>>()
  const of = (place: string) =>
    places.get(place) ?? new Map<ListName, { error: OvenError; untilMs: number }>()
  const isLeftAlone = (place: string, list: ListName) => (of(place).get(list)?.untilMs ?? 0) > now()

  return {
    isLeftAlone,
    note(place: string, { refused }: Pick<PollOutcome, 'refused'>): void {
      const left = [...of(place)].filter(([list]) => isLeftAlone(place, list))
      const untilMs = now() + LEFT_ALONE_MS
      const more = refused.map(({ list, error }) => [list, { error, untilMs }] as const)
      places.set(place, new Map([...left, ...more]))
    },
    forget(place: string): void {
      places.delete(place)
    },
    problemOf(place: string, repo: string): PollState['problem'] {
      const [first] = of(place)
      if (first === undefined) return null
      const [list, { error }] = first
      const { code, message, hint } = error
      return { code, message: `The ${WORDS[list]} of ${repo} could not be asked for. ${message}`, hint }
    },
  }
}
