import type { Run, Stage } from '../../../../contract/index.ts'
import { placeOf } from '../../../credentials/repo-place.ts'
import { codeCell, codeSpan } from './code-span.ts'
import { markerOf } from './comment-marker.ts'
import { inWords, runWords, shortWords, stageWords } from './run-words.ts'

const STAGES_SHOWN = 40
const COMMITS_SHOWN = 10
const ERROR_LENGTH = 1_000

export interface CommentOptions {
  /** As GitHub knows the comment again. */
  mark: string
  /** `owner/name` of the place where it is said. */
  repo: string
  /** The server whose pages it is read on: `github.com`. */
  host: string
  /** Takes secrets out of text. */
  mask: (text: string) => string
}

/**
 * What one comment says of a job's runs, newest first: the newest in full, those before it in a line. Text of agents,
 * programs and names stands in it as code alone. Well below the 65,536 characters that GitHub takes.
 */
export function runComment([run, ...before]: readonly [Run, ...Run[]], options: CommentOptions): string {
  const parts = [
    markerOf(options.mark),
    `**Agent Oven:** ${nameOf(run, options)} ${runWords(run)}.`,
    run.error && run.state === 'finished'
      ? `The reason: ${quoted(run.error.message, options, ERROR_LENGTH)}`
      : null,
    run.state === 'finished' ? stageTable(run.stages, options) : null,
    run.state === 'finished' ? list(resultsOf(run, options)) : null,
    before.length > 0
      ? `Before: ${before.map((each) => `${codeSpan(`#${each.number}`)} ${shortWords(each)}`).join(', ')}.`
      : null,
    `More, where the oven is: ${codeSpan(`oven runs show ${run.jobId}#${run.number}`)}`,
  ]
  return parts.filter((part) => part !== null && part !== '').join('\n\n')
}

function nameOf({ jobName, number }: Run, { mask }: CommentOptions): string {
  return codeSpan(`${mask(jobName).slice(0, 100)} #${number}`)
}

const quoted = (text: string, { mask }: CommentOptions, length?: number) => codeSpan(mask(text), length)

function stageTable(stages: readonly Stage[], { mask }: CommentOptions): string | null {
  if (stages.length === 0) return null
  const rows = stages.slice(0, STAGES_SHOWN).map((stage) => {
    const again = stage.attempt > 1 ? ` (attempt ${stage.attempt})` : ''
    const time = stage.durationMs === null ? '–' : inWords(stage.durationMs)
    return `| ${codeCell(mask(stage.name))} | ${stageWords[stage.status]}${again} | ${time} |`
  })
  const more = stages.length - STAGES_SHOWN
  if (more > 0) rows.push(`| and ${more} more | | |`)
  return ['| stage | result | time |', '| --- | --- | --- |', ...rows].join('\n')
}

function resultsOf(run: Run, options: CommentOptions): string[] {
  const { pullRequest, commits } = run
  const lines = pullRequest === null ? [] : [`Pull request: ${pullRequestLink(pullRequest.url, options)}`]
  lines.push(
    ...commits.slice(-COMMITS_SHOWN).map((commit) => {
      const { branch, subject } = commit
      const where = `on ${quoted(branch, options, 100)}${isPushed(run, branch) ? '' : ' (not pushed)'}`
      return `Commit ${commitLink(run, commit, options)} ${where}: ${quoted(subject, options, 120)}`
    }),
  )
  const more = commits.length - COMMITS_SHOWN
  if (more > 0) lines.push(`and ${more} commits before ${more === 1 ? 'it' : 'them'}`)
  return lines
}

const isPushed = ({ branches }: Run, branch: string) =>
  branches.some(({ name, pushed }) => name === branch && pushed)

/** A link to a pull request of this very repository; anything else that an agent called one is shown as it wrote it. */
function pullRequestLink(url: string, options: CommentOptions): string {
  const { host, repo } = options
  const number = /\/pull\/(\d{1,10})\/?$/.exec(url)?.[1]
  const own = `https://${host}/${repo}/pull/${number}`
  return url.replace(/\/$/, '').toLowerCase() === own.toLowerCase() ? own : quoted(url, options)
}

function commitLink(
  run: Run,
  { sha, branch }: Run['commits'][number],
  { host, repo }: CommentOptions,
): string {
  const short = codeSpan(sha.slice(0, 7))
  const place = run.source && placeOf(run.source.repo)
  const isHere = place?.host === host && place.path.toLowerCase() === repo.toLowerCase()
  if (!isHere || !isPushed(run, branch) || !/^[\da-f]{40}$/.test(sha)) return short
  return `[${short}](https://${host}/${repo}/commit/${sha})`
}

const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join('\n')
