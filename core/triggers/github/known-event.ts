import type { GithubStore, KnownGithubEvent, NewGithubEvent } from '../../ports/github-store.ts'

/** GitHub's own clocks, where a moment is told in two ways: by the webhook, and when it is asked. */
const TOLERANCE_MS = 60_000

/**
 * The same event, if it was taken before. Two webhooks are the same when they tell the very same moment; one of them and what
 * was found by asking may name it a little differently.
 */
export function findKnown(
  store: Pick<GithubStore, 'eventsOf'>,
  { key, happenedAt, via, origin }: Pick<NewGithubEvent, 'key' | 'happenedAt' | 'via' | 'origin'>,
): KnownGithubEvent | null {
  const known = store.eventsOf(origin.repo, key)
  const at = (each: { happenedAt: string | null }) => Date.parse(each.happenedAt ?? '')
  const exact = known.find((each) => each.happenedAt === happenedAt)
  if (exact || happenedAt === null) return exact ?? null
  return (
    known.find((each) => each.via !== via && Math.abs(at(each) - at({ happenedAt })) <= TOLERANCE_MS) ?? null
  )
}
