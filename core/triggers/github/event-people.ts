import type { GithubEvent } from '../../../contract/github-rule.ts'
import { fields, text } from './json-fields.ts'

/** What somebody does to another's pull request knowing what is in it: the doer answers for it. */
const CHOICES = [
  'labeled',
  'unlabeled',
  'assigned',
  'unassigned',
  'review_requested',
  'review_request_removed',
  'milestoned',
  'demilestoned',
  'locked',
  'unlocked',
  'closed',
  'enqueued',
]

/**
 * Whose doing an event is: all of them must be allowed to write, where a job begins at writers' doing alone. Nobody for what
 * only writers can do at all: a push, a release. Who is not named is '', and may nothing.
 *
 * The code of a pull request out of a fork is its author's, whoever opened it anew or made it ready; new commits are never
 * anybody's choice but the author's. Where a pull request was found to be `isLater` than the choice, the author may have pushed
 * to it since. A comment is that of who wrote it, also when somebody else edits it.
 */
export function peopleOf(event: GithubEvent, payload: unknown, { isLater = false } = {}): string[] {
  if (event === 'push' || event === 'release') return []
  const body = fields(payload)
  const action = text(body.action) ?? ''
  const repo = nameOf(body.repository)
  const people = [loginOf(body.sender)]
  if (event === 'issue_comment') people.push(loginOf(fields(body.comment).user))
  if (event === 'pull_request' && (isLater || !CHOICES.includes(action))) {
    const { head, user } = fields(body.pull_request)
    // A fork that is gone is still a fork.
    if (nameOf(fields(head).repo) !== repo) people.push(loginOf(user))
  }
  if (event === 'workflow_run') {
    const { actor, triggering_actor, head_repository } = fields(body.workflow_run)
    people.push(loginOf(actor))
    if (triggering_actor) people.push(loginOf(triggering_actor))
    if (nameOf(head_repository) !== repo) people.push(loginOf(fields(head_repository).owner))
  }
  return [...new Map(people.map((login) => [login.toLowerCase(), login])).values()]
}

const loginOf = (person: unknown): string => text(fields(person).login) ?? ''
const nameOf = (repository: unknown): string => (text(fields(repository).full_name) ?? '').toLowerCase()
