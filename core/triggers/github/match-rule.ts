import { type GithubRule, USUAL_ACTIONS } from '../../../contract/github-rule.ts'
import type { GithubFacts } from './event-facts.ts'
import { matchGlob } from './match-glob.ts'

/**
 * Whether an event is one that a rule asks for. `ask-paths`: all else holds, but the event does not say which files were
 * changed; ask GitHub and match again with `paths` filled in.
 */
export function matchRule(rule: GithubRule, facts: GithubFacts): 'yes' | 'no' | 'ask-paths' {
  const { event, action = USUAL_ACTIONS[event], branch, label, assignee, path, actor, command } = rule
  const { branch: on, paths } = facts
  const holds =
    event === facts.event &&
    (facts.action === null ? rule.action === undefined : action.includes(facts.action)) &&
    (!branch || (on !== null && branch.some((pattern) => matchGlob(pattern, on)))) &&
    (!label || isAmong(label, facts.labels)) &&
    (!assignee || isAmong(assignee, facts.assignees)) &&
    (!actor || (facts.actor !== null && isAmong(actor, [facts.actor]))) &&
    (!command || firstWord(facts.comment) === command)
  if (!holds) return 'no'
  if (!path) return 'yes'
  if (paths === null) return 'ask-paths'
  return paths.some((each) => path.some((pattern) => matchGlob(pattern, each))) ? 'yes' : 'no'
}

/** GitHub tells names of people and labels apart without regard to capitals. */
function isAmong(wanted: readonly string[], present: readonly string[]): boolean {
  const names = new Set(present.map((name) => name.toLowerCase()))
  return wanted.some((name) => names.has(name.toLowerCase()))
}

/** Of the first line alone: a quoted comment, or a word further down, asks for nothing. */
function firstWord(comment: string | null): string | null {
  return comment === null ? null : (/^\S+/.exec(comment)?.[0] ?? null)
}
