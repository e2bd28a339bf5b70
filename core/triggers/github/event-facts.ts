import { GithubEvent } from '../../../contract/github-rule.ts'
import { type Fields, fields, list, text } from './json-fields.ts'

/** What a rule looks at in an event. Nothing of it is trusted: anybody may have opened the issue. */
export interface GithubFacts {
  event: GithubEvent
  /** `null` for a push. */
  action: string | null
  branch: string | null
  labels: string[]
  assignees: string[]
  /** Files that were changed; `null` when the event does not say and GitHub has to be asked. */
  paths: string[] | null
  actor: string | null
  /** The text of a comment. */
  comment: string | null
}

/**
 * Reads an event as GitHub sends it (https://docs.github.com/en/webhooks/webhook-events-and-payloads). `null` for one that
 * begins nothing: another event, a branch that was deleted, a tag.
 */
export function factsOf(event: string, payload: unknown): GithubFacts | null {
  const known = GithubEvent.safeParse(event)
  const body = fields(payload)
  if (!known.success) return null
  const action = text(body.action)
  const subject = fields(body.pull_request ?? body.issue)
  const facts: GithubFacts = {
    event: known.data,
    action,
    branch: null,
    labels: aboutOne(action, ['labeled', 'unlabeled'], body.label, subject.labels, 'name'),
    assignees: aboutOne(action, ['assigned', 'unassigned'], body.assignee, subject.assignees, 'login'),
    paths: [],
    actor: text(fields(body.sender).login),
    comment: null,
  }
  switch (known.data) {
    case 'push': {
      const branch = /^refs\/heads\/(.+)$/.exec(text(body.ref) ?? '')?.[1]
      if (branch === undefined || body.deleted === true) return null
      return { ...facts, action: null, branch, paths: pathsOf(body) }
    }
    case 'pull_request':
      return { ...facts, branch: text(fields(subject.base).ref), paths: null }
    case 'issue_comment':
      return { ...facts, comment: text(fields(body.comment).body) ?? '' }
    case 'release':
      return { ...facts, branch: text(fields(body.release).target_commitish) }
    case 'workflow_run':
      return { ...facts, branch: text(fields(body.workflow_run).head_branch) }
    case 'issues':
      return facts
  }
}

/** An action about one label or person tells which; any other event has those that are there. */
function aboutOne(
  action: string | null,
  actions: readonly string[],
  one: unknown,
  all: unknown,
  name: string,
): string[] {
  const named = action !== null && actions.includes(action) ? [one] : list(all)
  return named.flatMap((each) => text(fields(each)[name]) ?? [])
}

/** A push lists the files of its commits; one with more commits than it lists, or with none, does not say. */
function pathsOf(push: Fields): string[] | null {
  const commits = list(push.commits).map(fields)
  if (commits.length === 0 || commits.length >= LISTED_COMMITS) return null
  const changed = commits.flatMap(({ added, modified, removed }) => [added, modified, removed].flatMap(list))
  return [...new Set(changed.flatMap((path) => text(path) ?? []))]
}

/** GitHub lists at most so many commits of a push. */
const LISTED_COMMITS = 2048
