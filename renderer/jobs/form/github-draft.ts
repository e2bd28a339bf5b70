import type { GithubEvent, GithubRule, GithubTrigger } from '../../../contract/index.ts'
import { readWords, writeWords } from './word-list.ts'

export const RULE_LISTS = ['branch', 'label', 'assignee', 'path', 'actor'] as const
export type RuleList = (typeof RULE_LISTS)[number]
type RulePart = RuleList | 'command'

/** A rule as the form holds it: lists as one line each. No action is what begins something new. */
export type GithubRuleDraft = Record<RuleList, string> & {
  event: GithubEvent
  action: string[]
  command: string
}

export interface GithubDraft {
  repo: string
  /** None for a job that nothing on GitHub begins. */
  on: GithubRuleDraft[]
  by: string
  poll: boolean
  report: string[]
}

export const emptyGithub: GithubDraft = { repo: '', on: [], by: 'writers', poll: true, report: [] }

export const emptyRule: GithubRuleDraft = {
  event: 'issues',
  action: [],
  branch: '',
  label: '',
  assignee: '',
  path: '',
  actor: '',
  command: '',
}

/** What an event can be told apart by, in the form's order. */
export const partsOfEvent: Record<GithubEvent, readonly RulePart[]> = {
  push: ['branch', 'path', 'actor'],
  pull_request: ['branch', 'label', 'assignee', 'path', 'actor'],
  issues: ['label', 'assignee', 'actor'],
  issue_comment: ['command', 'label', 'assignee', 'actor'],
  release: ['branch', 'actor'],
  workflow_run: ['branch', 'actor'],
}

/** What may happen, as GitHub calls it and as the form does. */
export const actionsOfEvent: Record<GithubEvent, readonly (readonly [action: string, title: string])[]> = {
  push: [],
  pull_request: [
    ['opened', 'opened'],
    ['reopened', 'opened again'],
    ['synchronize', 'new commits'],
    ['ready_for_review', 'ready for review'],
    ['review_requested', 'review asked for'],
    ['labeled', 'labelled'],
    ['unlabeled', 'label taken away'],
    ['assigned', 'assigned'],
    ['closed', 'closed or merged'],
  ],
  issues: [
    ['opened', 'opened'],
    ['reopened', 'opened again'],
    ['labeled', 'labelled'],
    ['unlabeled', 'label taken away'],
    ['assigned', 'assigned'],
    ['edited', 'edited'],
    ['closed', 'closed'],
  ],
  issue_comment: [
    ['created', 'written'],
    ['edited', 'edited'],
  ],
  release: [
    ['published', 'published'],
    ['prereleased', 'ahead of time'],
    ['released', 'as final'],
  ],
  workflow_run: [
    ['requested', 'asked for'],
    ['in_progress', 'begun'],
    ['completed', 'over'],
  ],
}

/** What the form shows of a rule: what its event has, and what was written by hand all the same. */
export function shownParts(rule: GithubRuleDraft): RulePart[] {
  const usual = partsOfEvent[rule.event]
  const more = [...RULE_LISTS, 'command' as const].filter(
    (part) => rule[part].trim() !== '' && !usual.includes(part),
  )
  return [...usual, ...more]
}

/** The same rule about another event: what only the old one has goes. */
export function withEvent(rule: GithubRuleDraft, event: GithubEvent): GithubRuleDraft {
  const kept = partsOfEvent[event].map((part) => [part, rule[part]])
  const actions = actionsOfEvent[event].map(([action]) => action)
  return {
    ...emptyRule,
    ...Object.fromEntries(kept),
    event,
    action: rule.action.filter((action) => actions.includes(action)),
  }
}

/** Throws for what has another shape than the form knows, which only text written by hand can have. */
export function readGithub(github: GithubTrigger): GithubDraft {
  const { repo = '', on, by = 'writers', poll = true, report = [], ...more } = github
  if (Object.keys(more).length > 0 || !Array.isArray(on) || !Array.isArray(report)) throw unknownShape()
  return { repo, on: on.map(readRule), by, poll, report: [...report] }
}

function readRule({ event, action = [], command = '', ...lists }: GithubRule): GithubRuleDraft {
  if (!(event in partsOfEvent) || !Array.isArray(action)) throw unknownShape()
  if (Object.keys(lists).some((name) => !RULE_LISTS.includes(name as RuleList))) throw unknownShape()
  const lines = RULE_LISTS.map((name) => [name, writeWords(lists[name] ?? [])])
  return { ...emptyRule, ...Object.fromEntries(lines), event, action: [...action], command }
}

/** Nothing without a rule. What is as it is without a word is left out, as it is in what was read. */
export function writeGithub(draft: GithubDraft): Record<string, unknown> {
  if (draft.on.length === 0) return {}
  return {
    ...(draft.repo.trim() !== '' && { repo: draft.repo.trim() }),
    on: draft.on.map(writeRule),
    by: draft.by,
    poll: draft.poll,
    report: draft.report,
  }
}

/** A rule as it travels; also what its sentence is made of while it is being written. */
export function writeRule(rule: GithubRuleDraft): GithubRule {
  const lists = RULE_LISTS.map((name) => [name, readWords(rule[name])] as const)
  return {
    event: rule.event,
    ...(rule.action.length > 0 && { action: rule.action }),
    ...Object.fromEntries(lists.filter(([, words]) => words.length > 0)),
    ...(rule.command.trim() !== '' && { command: rule.command.trim() }),
  }
}

/** `owner/name` of a repository's address, if that is on github.com or of an organisation there; else `null`. */
export function githubRepoOf(address: string): string | null {
  const found =
    /^(?:https:\/\/|ssh:\/\/git@|git@)(?:github\.com|ssh\.github\.com|[\w-]+\.ghe\.com)(?::\d+)?[:/]([\w-]+\/[\w.-]+?)(?:\.git)?\/*$/i.exec(
      address.trim(),
    )
  return found?.[1] ?? null
}

const unknownShape = () => new TypeError('not of the shape the form knows')
