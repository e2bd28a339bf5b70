import { type Fields, fields, list, text, whole } from '../json-fields.ts'
import type { ListName } from './poll-lists.ts'

/** Something that happened, as a list tells it. */
export interface FoundEvent {
  list: ListName
  /** The same for the same event, within its list. */
  id: string
  /** By GitHub's clock, in ms since 1970; whole seconds. */
  atMs: number
  /** As in `X-GitHub-Event`. */
  name: string
  /** Shaped as a webhook's, but for what has to be asked for. */
  payload: Fields
  /** What of the payload is still to be asked for, by its number. */
  lacks: { what: 'issue' | 'pull_request'; number: number } | null
}

/** GitHub's word in the list of events for what its webhooks call otherwise. */
const RENAMED: Record<string, string> = { convert_to_draft: 'converted_to_draft' }

const PUSHES = ['push', 'force_push', 'branch_creation', 'pr_merge', 'merge_queue_merge']

/**
 * The entries of a list as events (https://docs.github.com/rest), all but those of `pulls` that are new commits. What is not as
 * documented is left out.
 */
export function eventsIn(name: ListName, body: unknown): FoundEvent[] {
  const entries = name === 'runs' ? fields(body).workflow_runs : body
  return list(entries)
    .map(fields)
    .flatMap((entry) => READERS[name](entry))
}

const READERS: Record<ListName, (entry: Fields) => FoundEvent[]> = {
  activity(entry) {
    const { ref, before, after, activity_type, actor } = entry
    const kind = text(activity_type) ?? ''
    if (!PUSHES.includes(kind)) return []
    const payload = {
      ref,
      before,
      after,
      created: kind === 'branch_creation',
      deleted: false,
      forced: kind === 'force_push',
      commits: [],
      head_commit: null,
      sender: actor,
      pusher: { name: fields(actor).login },
    }
    return found('activity', entry, { name: 'push', at: entry.timestamp, payload })
  },
  issues(issue) {
    if (issue.pull_request) return []
    const payload = { action: 'opened', issue, sender: issue.user }
    return found('issues', issue, { name: 'issues', at: issue.created_at, payload })
  },
  comments(comment) {
    const number = Number(/\/issues\/(\d+)$/.exec(text(comment.issue_url) ?? '')?.[1])
    if (!Number.isSafeInteger(number)) return []
    const payload = { action: 'created', comment, sender: comment.user }
    const lacks = { what: 'issue', number } as const
    return found('comments', comment, { name: 'issue_comment', at: comment.created_at, payload, lacks })
  },
  events(entry) {
    const { issue, label, assignee, assigner, actor, milestone, requested_reviewer, requested_team } = entry
    const subject = fields(issue)
    const number = whole(subject.number)
    const kind = text(entry.event)
    if (number === null || kind === null) return []
    const about = { label, assignee, milestone, requested_reviewer, requested_team }
    const given = Object.entries(about).filter(([, value]) => value !== undefined && value !== null)
    const payload = {
      action: RENAMED[kind] ?? kind,
      number,
      ...Object.fromEntries(given),
      // In old events the actor is who was assigned.
      sender: assigner ?? entry.review_requester ?? actor,
    }
    const at = entry.created_at
    if (subject.pull_request) {
      const lacks = { what: 'pull_request', number } as const
      return found('events', entry, { name: 'pull_request', at, payload, lacks })
    }
    // As the webhook had it: by this moment the same event is known.
    return found('events', entry, {
      name: 'issues',
      at,
      payload: { ...payload, issue: { ...subject, updated_at: at } },
    })
  },
  pulls(pull) {
    const payload = { action: 'opened', number: pull.number, pull_request: pull, sender: pull.user }
    return found('pulls', pull, { name: 'pull_request', at: pull.created_at, payload })
  },
  releases(release) {
    if (release.draft === true || release.published_at == null) return []
    const actions = ['published', release.prerelease === true ? 'prereleased' : 'released']
    return actions.flatMap((action) =>
      found(
        'releases',
        release,
        { name: 'release', at: release.published_at, payload: { action, release, sender: release.author } },
        action,
      ),
    )
  },
  runs(run) {
    const payload = {
      action: 'completed',
      workflow_run: run,
      sender: run.triggering_actor ?? run.actor,
    }
    return found(
      'runs',
      run,
      { name: 'workflow_run', at: run.updated_at, payload },
      String(whole(run.run_attempt) ?? 1),
    )
  },
}

function found(
  listName: ListName,
  { id }: Fields,
  event: { name: string; at: unknown; payload: Fields; lacks?: FoundEvent['lacks'] },
  more = '',
): FoundEvent[] {
  const atMs = Date.parse(text(event.at) ?? '')
  if (whole(id) === null || Number.isNaN(atMs)) return []
  const { name, payload, lacks = null } = event
  return [{ list: listName, id: more ? `${id} ${more}` : String(id), atMs, name, payload, lacks }]
}

/** New commits of pull requests whose newest commit was another one before; and what the newest ones are now. */
export function newCommits(
  body: unknown,
  known: ReadonlyMap<number, string>,
): { events: FoundEvent[]; heads: Map<number, string | null> } {
  const heads = new Map<number, string | null>()
  const events: FoundEvent[] = []
  for (const pull of list(body).map(fields)) {
    const number = whole(pull.number)
    const sha = text(fields(pull.head).sha)
    const atMs = Date.parse(text(pull.updated_at) ?? '')
    if (number === null || sha === null || Number.isNaN(atMs)) continue
    const before = known.get(number)
    if (pull.state !== 'open') {
      if (before !== undefined) heads.set(number, null)
      continue
    }
    if (before === sha) continue
    heads.set(number, sha)
    if (before === undefined) continue
    const payload = {
      action: 'synchronize',
      number,
      before,
      after: sha,
      pull_request: pull,
      sender: pull.user,
    }
    events.push({ list: 'pulls', id: `${number} ${sha}`, atMs, name: 'pull_request', payload, lacks: null })
  }
  return { events, heads }
}
