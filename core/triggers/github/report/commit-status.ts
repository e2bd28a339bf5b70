import type { Run } from '../../../../contract/index.ts'
import type { GithubStatus } from '../../../ports/github-api.ts'
import { plainLine } from './code-span.ts'
import { endOf, type RunEnd, runWords } from './run-words.ts'

/** https://docs.github.com/rest/commits/statuses#create-a-commit-status */
const DESCRIPTION_LENGTH = 140

/** `failure`: what was looked at did not hold. `error`: the run says nothing about it. */
const STATES: Record<RunEnd, GithubStatus['state']> = {
  worked: 'success',
  'nothing-to-do': 'success',
  incomplete: 'failure',
  failed: 'failure',
  'timed-out': 'failure',
  'rate-limited': 'error',
  hindered: 'error',
  cancelled: 'error',
  blocked: 'error',
  lost: 'error',
}

/** What the status of a commit says of the newest run that it began. Plain text: GitHub acts on nothing in it. */
export function commitStatus(run: Run, sha: string, mask: (text: string) => string): GithubStatus {
  const isOver = run.state === 'finished' && run.outcome !== null
  const reason = isOver && run.error !== null ? `: ${mask(run.error.message)}` : ''
  const text = `#${run.number} ${runWords(run)}${reason}`
  return {
    sha,
    state: isOver ? STATES[endOf(run)] : 'pending',
    // Cut by characters it could still be longer in the units that GitHub may count in.
    description: plainLine(text, DESCRIPTION_LENGTH).slice(0, DESCRIPTION_LENGTH).toWellFormed(),
    context: `agent-oven/${run.jobId}`,
    targetUrl: null,
  }
}
