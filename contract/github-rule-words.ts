import { type GithubEvent, type GithubRule, USUAL_ACTIONS } from './github-rule.ts'

/** What happens to one, in the words of each action. */
const actionWords: Record<string, string> = {
  opened: 'is opened',
  reopened: 'is opened again',
  synchronize: 'gets new commits',
  ready_for_review: 'is ready for review',
  review_requested: 'is to be reviewed',
  closed: 'is closed',
  edited: 'is edited',
  deleted: 'is deleted',
  created: 'is made',
  published: 'is published',
  prereleased: 'is published ahead of time',
  released: 'is published as final',
  requested: 'is asked for',
  in_progress: 'begins',
  completed: 'is over',
}

const subjects: Record<GithubEvent, string> = {
  push: 'commits are pushed',
  pull_request: 'a pull request',
  issues: 'an issue',
  issue_comment: 'a comment on an issue or a pull request',
  release: 'a release',
  workflow_run: 'a run of GitHub Actions',
}

/** What of a rule its sentence is made of: parts that are still being written may be empty. */
export type RuleWords = Pick<GithubRule, 'event'> & Partial<GithubRule>

/** What a rule means, as a sentence without its end: "When an issue is labelled `bake`". Names stand in backquotes. */
export function ruleInWords(rule: RuleWords): string {
  const { event, branch = [], label = [], assignee = [], path = [], actor = [] } = rule
  const actions = rule.action?.length ? rule.action : USUAL_ACTIONS[event]
  const labelled = actions.some((action) => /^(?:un)?labeled$/.test(action))
  const assigned = actions.some((action) => /^(?:un)?assigned$/.test(action))
  return [
    `When ${subjectOf(rule)}`,
    event === 'push' || isNewComment(event, actions)
      ? ''
      : ` ${either(actions.map((action) => actionOf(action, label, assignee)))}`,
    branch.length > 0 ? ` ${branchPreposition[event]} ${names(branch)}` : '',
    label.length > 0 && !labelled
      ? `${event === 'issue_comment' ? ' that' : ', which'} is labelled ${names(label)}`
      : '',
    assignee.length > 0 && !assigned
      ? `${label.length > 0 && !labelled ? ' and' : event === 'issue_comment' ? ' that' : ', which'} is assigned to ${people(assignee)}`
      : '',
    path.length > 0 ? ` and a file ${names(path)} is changed` : '',
    actor.length > 0 ? `, by ${people(actor)}` : '',
  ].join('')
}

const branchPreposition: Record<GithubEvent, string> = {
  push: 'to',
  pull_request: 'for',
  issues: 'on',
  issue_comment: 'on',
  release: 'of',
  workflow_run: 'on',
}

const isNewComment = (event: GithubEvent, actions: readonly string[]) =>
  event === 'issue_comment' && actions.every((action) => action === 'created')

function subjectOf({ event, action, command }: RuleWords): string {
  if (event !== 'issue_comment') return subjects[event]
  const isNew = isNewComment(event, action?.length ? action : USUAL_ACTIONS[event])
  if (!isNew) return command ? `a comment that begins with \`${command}\`` : subjects[event]
  return command
    ? `somebody comments \`${command}\` on an issue or a pull request`
    : 'somebody comments on an issue or a pull request'
}

function actionOf(action: string, label: readonly string[], assignee: readonly string[]): string {
  if (action === 'labeled') return label.length > 0 ? `is labelled ${names(label)}` : 'is labelled'
  if (action === 'unlabeled') return label.length > 0 ? `loses the label ${names(label)}` : 'loses a label'
  if (action === 'assigned') return assignee.length > 0 ? `is assigned to ${people(assignee)}` : 'is assigned'
  if (action === 'unassigned')
    return assignee.length > 0 ? `is taken from ${people(assignee)}` : 'is taken from somebody'
  return actionWords[action] ?? `gets the action \`${action}\``
}

const names = (list: readonly string[]) => either(list.map((name) => `\`${name}\``))
const people = (list: readonly string[]) => either(list.map((name) => `\`@${name.replace(/^@/, '')}\``))

/** `a`, `a or b`, `a, b or c`. */
function either(list: readonly string[]): string {
  const different = [...new Set(list)]
  return different.length < 2
    ? (different[0] ?? '')
    : `${different.slice(0, -1).join(', ')} or ${different.at(-1)}`
}
