import type { GithubEvent, GithubTrigger } from '../../contract/github-rule.ts'
import type { After, Job } from '../../contract/index.ts'
import { describeSchedule } from './describe.ts'

/** When a job begins by itself, in plain words: by its schedule, after another job, at what happens on GitHub, or by several. */
export function describeStart({ schedule, after, github }: Job, timezone: string): string {
  const other = [...(after ? [describeAfter(after)] : []), ...(github ? [describeGithub(github)] : [])]
  if (other.length > 0 && schedule.type === 'manual') return other.join(', and ')
  return [describeSchedule(schedule, timezone), ...other].join(', and ')
}

/** `at pushes or comments on GitHub`. */
function describeGithub({ on }: GithubTrigger): string {
  return `at ${either([...new Set(on.map(({ event }) => eventWords[event]))])} on GitHub`
}

const eventWords: Record<GithubEvent, string> = {
  push: 'pushes',
  pull_request: 'pull requests',
  issues: 'issues',
  issue_comment: 'comments',
  release: 'releases',
  workflow_run: 'Actions that ran',
}

/** `after "build" has succeeded`. */
function describeAfter({ job, on, verdicts }: After): string {
  const ends = on.includes('finished') ? (['finished'] as const) : [...new Set(on)]
  const worth = verdicts ? ` (${either([...new Set(verdicts)])})` : ''
  return `after "${job}" ${either(ends.map((end) => endWords[end]))}${worth}`
}

const endWords: Record<After['on'][number], string> = {
  succeeded: 'has succeeded',
  failed: 'has failed',
  'timed-out': 'has timed out',
  cancelled: 'was cancelled',
  blocked: 'was blocked',
  lost: 'was lost',
  finished: 'has ended',
}

function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
