import type { GithubOrigin, NewGithubEvent } from '../../ports/github-store.ts'
import { factsOf } from './event-facts.ts'
import { eventKeyOf } from './event-key.ts'
import { peopleOf } from './event-people.ts'
import { type Fields, fields, text, whole } from './json-fields.ts'
import { runPayload } from './run-payload.ts'

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
  /** Only these jobs may begin at it; left out: all that ask for it. */
  jobs?: readonly string[]
  /** What it is about is as it was some time after, and may have been changed by others in between. */
  isLater?: boolean
}

/** Begins a line of each comment that the oven writes, and shows nowhere. */
export const OWN_MARKER = '<!-- agent-oven:run'

/** What of an event is kept until it is decided on; else a sentence that says why nothing can begin at it. */
export function readEvent(told: GithubEventTold): { event: NewGithubEvent } | { why: string } {
  const body = fields(told.payload)
  const facts = factsOf(told.name, body)
  if (facts === null) return { why: 'Nothing begins at events of this kind.' }
  const repo = text(fields(body.repository).full_name)
  const key = eventKeyOf(told.name, body)
  if (repo === null || key === null) return { why: 'The event does not say what it is about.' }
  if (isOwnComment(facts.comment)) return { why: 'The oven wrote this comment itself.' }
  const origin = originOf(told.name, repo, body)
  return {
    event: {
      ...key,
      via: told.via,
      deliveryId: told.deliveryId,
      from: told.from,
      origin,
      work: {
        facts,
        people: peopleOf(facts.event, body, told),
        compare: compareOf(told.name, body),
        payload: runPayload(told.name, body, origin),
        ...(told.jobs && { jobs: [...told.jobs] }),
      },
    },
  }
}

/** Where the marker begins a line; quoted by somebody else it does not. */
function isOwnComment(comment: string | null): boolean {
  return comment !== null && (comment.startsWith(OWN_MARKER) || comment.includes(`\n${OWN_MARKER}`))
}

function originOf(event: string, repo: string, body: Fields): GithubOrigin {
  const { pull_request, issue, workflow_run, after, sender } = body
  const subject = fields(pull_request ?? issue)
  return {
    repo,
    number: whole(subject.number),
    sha:
      (event === 'push' ? text(after) : null) ??
      text(fields(fields(pull_request).head).sha) ??
      text(fields(workflow_run).head_sha),
    event,
    actor: text(fields(sender).login),
  }
}

const NO_COMMIT = /^0+$/

function compareOf(event: string, body: Fields): NewGithubEvent['work']['compare'] {
  if (event === 'pull_request') {
    const number = whole(fields(body.pull_request).number)
    return number === null ? null : { pullRequest: number }
  }
  const [before, after] = [text(body.before), text(body.after)]
  if (event !== 'push' || before === null || after === null) return null
  // A branch that is new is compared with the one that all come from.
  const from = NO_COMMIT.test(before) ? text(fields(body.repository).default_branch) : before
  return from === null ? null : { from, to: after }
}
