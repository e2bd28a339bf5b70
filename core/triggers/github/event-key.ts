import { fields, text, whole } from './json-fields.ts'

/**
 * By which an event is known as the same, whether GitHub tells it, tells it again, or is asked (docs/github.md, "Once").
 * `happenedAt` is an instant, for what may happen again to the same issue: a label that is set, taken away and set again.
 */
export interface GithubEventKey {
  key: string
  happenedAt: string | null
}

/** What happens to an issue or a pull request at most once, or once with that commit. */
const ONCE = ['opened', 'synchronize', 'deleted', 'transferred']

/** `null` for an event that does not say what it is about. */
export function eventKeyOf(event: string, payload: unknown): GithubEventKey | null {
  const body = fields(payload)
  const action = text(body.action)
  switch (event) {
    case 'push':
      return keyOf([event, text(body.ref), text(body.after)], null)
    case 'pull_request': {
      const subject = fields(body.pull_request)
      const parts: (string | number | null)[] = [event, whole(body.number) ?? whole(subject.number), action]
      // Of anything else its newest commit may be another one by the time that GitHub is asked.
      if (action === 'synchronize') parts.push(text(fields(subject.head).sha))
      return keyOf(parts, repeats(action, subject.updated_at), aboutOf(body))
    }
    case 'issues': {
      const subject = fields(body.issue)
      return keyOf([event, whole(subject.number), action], repeats(action, subject.updated_at), aboutOf(body))
    }
    case 'issue_comment': {
      const comment = fields(body.comment)
      return keyOf(
        [event, whole(comment.id), action],
        action === 'edited' ? instantOf(comment.updated_at) : null,
      )
    }
    case 'release': {
      const release = fields(body.release)
      return keyOf(
        [event, whole(release.id), action],
        action === 'edited' ? instantOf(release.updated_at ?? release.published_at) : null,
      )
    }
    case 'workflow_run': {
      const run = fields(body.workflow_run)
      return keyOf([event, whole(run.id), whole(run.run_attempt) ?? 1, action], null)
    }
    default:
      return null
  }
}

function keyOf(
  parts: (string | number | null)[],
  happenedAt: string | null,
  about: string | null = null,
): GithubEventKey | null {
  if (parts.includes(null)) return null
  return { key: JSON.stringify(about === null ? parts : [...parts, about]), happenedAt }
}

/** The label, or the person, that an action is about. GitHub tells neither apart by capitals. */
function aboutOf({
  label,
  assignee,
  requested_reviewer,
  requested_team,
}: Record<string, unknown>): string | null {
  const name =
    text(fields(label).name) ??
    text(fields(assignee).login) ??
    text(fields(requested_reviewer).login) ??
    text(fields(requested_team).slug)
  return name?.toLowerCase() ?? null
}

function repeats(action: string | null, at: unknown): string | null {
  return action !== null && ONCE.includes(action) ? null : instantOf(at)
}

function instantOf(value: unknown): string | null {
  const at = Date.parse(text(value) ?? '')
  return Number.isNaN(at) ? null : new Date(at).toISOString()
}
