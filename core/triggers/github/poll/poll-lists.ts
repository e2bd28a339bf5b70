import { type GithubEvent, type GithubRule, USUAL_ACTIONS } from '../../../../contract/github-rule.ts'

/** The lists of a repository in which it is told what happened. */
export type ListName = 'activity' | 'comments' | 'events' | 'issues' | 'pulls' | 'releases' | 'runs'

/**
 * Below `/repos/{owner}/{repo}`, newest first. Nothing in them changes from one time to the next, so that GitHub can say that
 * they are as they were. In the order of https://docs.github.com/rest: repos, issues, pulls, releases, actions.
 */
export const LIST_PATHS: Record<ListName, string> = {
  activity: '/activity?per_page=100',
  issues: '/issues?state=all&sort=created&direction=desc&per_page=100',
  comments: '/issues/comments?sort=created&direction=desc&per_page=100',
  events: '/issues/events?per_page=100',
  pulls: '/pulls?state=all&sort=updated&direction=desc&per_page=100',
  releases: '/releases?per_page=100',
  runs: '/actions/runs?status=completed&per_page=100',
}

/** Every pull request that may be given new commits. */
export const OPEN_PULLS_PATH = '/pulls?state=open&sort=updated&direction=desc&per_page=100'

const OF_BOTH = [
  'closed',
  'reopened',
  'labeled',
  'unlabeled',
  'assigned',
  'unassigned',
  'milestoned',
  'demilestoned',
  'locked',
  'unlocked',
]
const OF_PULLS = ['ready_for_review', 'converted_to_draft', 'review_requested', 'review_request_removed']

/** In which list it stands that something happened. What is not here cannot be told by asking. */
const TOLD: Record<GithubEvent, Record<string, ListName>> = {
  push: {},
  issues: { opened: 'issues', ...inEvents([...OF_BOTH, 'pinned', 'unpinned']) },
  pull_request: { opened: 'pulls', synchronize: 'pulls', ...inEvents([...OF_BOTH, ...OF_PULLS]) },
  issue_comment: { created: 'comments' },
  release: { published: 'releases', released: 'releases', prereleased: 'releases' },
  workflow_run: { completed: 'runs' },
}

const actionsOf = ({ event, action }: GithubRule): readonly string[] => action ?? USUAL_ACTIONS[event]

/** The lists that have to be read for a rule. */
export function listsOf(rule: GithubRule): ListName[] {
  if (rule.event === 'push') return ['activity']
  const told = TOLD[rule.event]
  return [...new Set(actionsOf(rule).flatMap((action) => told[action] ?? []))]
}

/** What a rule asks for that GitHub tells by webhooks alone: `issues edited`. */
export function untoldOf(rule: GithubRule): string[] {
  if (rule.event === 'push') return []
  const told = TOLD[rule.event]
  return actionsOf(rule).flatMap((action) => (told[action] ? [] : [`${rule.event} ${action}`]))
}

function inEvents(actions: readonly string[]): Record<string, ListName> {
  return Object.fromEntries(actions.map((action) => [action, 'events']))
}
