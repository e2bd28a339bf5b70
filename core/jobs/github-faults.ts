import { GithubEvent, type GithubRule } from '../../contract/github-rule.ts'
import type { FieldError, PipelineJob } from '../../contract/index.ts'
import { repoOf } from '../triggers/github/repo-of.ts'
import { sentence } from './issue-sentence.ts'
import { isRecord } from './known-fields.ts'

type Narrowing = Exclude<keyof GithubRule, 'event' | 'actor'>

/** What can be told of an event. A rule that asks for anything else would never hold. */
const TOLD: Record<Narrowing, readonly GithubEvent[]> = {
  action: ['pull_request', 'issues', 'issue_comment', 'release', 'workflow_run'],
  branch: ['push', 'pull_request', 'release', 'workflow_run'],
  label: ['pull_request', 'issues', 'issue_comment'],
  assignee: ['pull_request', 'issues', 'issue_comment'],
  path: ['push', 'pull_request'],
  command: ['issue_comment'],
}

/** What the shape of a job's `github` cannot say: which repository it is, and rules that nothing could ever meet. */
export function githubFaults({ github, source }: Record<string, unknown>): FieldError[] {
  if (!isRecord(github)) return []
  const rules = Array.isArray(github.on) ? github.on : []
  return [...repoFaults(github, source), ...rules.flatMap((rule, index) => ruleFaults(rule, index))]
}

function repoFaults(github: Record<string, unknown>, source: unknown): FieldError[] {
  if (github.repo !== undefined) return []
  const repo = isRecord(source) && typeof source.repo === 'string' ? source.repo : null
  if (repo !== null && repoOf({ source: { repo } as PipelineJob['source'] }) !== null) return []
  const why =
    repo === null
      ? 'a job without a repository of its own has none'
      : 'the address in "source.repo" is not of GitHub'
  return [fault('github.repo', `must name the repository on GitHub, as "owner/name": ${why}`)]
}

function ruleFaults(rule: unknown, index: number): FieldError[] {
  const event = GithubEvent.safeParse(isRecord(rule) ? rule.event : null)
  if (!isRecord(rule) || !event.success) return []
  return (Object.keys(TOLD) as Narrowing[]).flatMap((field) => {
    if (rule[field] === undefined || TOLD[field].includes(event.data)) return []
    const events = TOLD[field].map((name) => `"${name}"`).join(', ')
    return [
      fault(
        `github.on.${index}.${field}`,
        `must be left out for "${event.data}": it is told of ${events} alone`,
      ),
    ]
  })
}

const fault = (field: string, predicate: string): FieldError => ({
  field,
  message: sentence(field, predicate),
})
