import type { Run } from '../../contract/index.ts'
import { plainLine } from './plain-text.ts'
import { costOf, runName, runStanding, standingColour } from './run-lines.ts'
import { stageLine } from './run-progress.ts'
import type { Screen } from './screen.ts'
import { count, duration, instant, size, tokenCount } from './words.ts'

/** A run's whole story on one screen: how it ended, what each stage took, what it left behind, where to look. */
export function printRunSummary(screen: Screen, run: Run): void {
  const colour = standingColour(run)
  const standing = runStanding(run)
  const verdict = run.verdict ? `, verdict: ${run.verdict}` : ''
  screen.line(
    `${screen.paint('bold', runName(run))}${run.rehearsal ? ' (rehearsal)' : ''}: ${colour ? screen.paint(colour, standing) : standing}${verdict}`,
  )
  if (run.error) {
    screen.line(`  ${screen.paint('red', run.error.code)}: ${plainLine(run.error.message)}`)
    if (run.error.hint) screen.line(`  ${screen.paint('cyan', 'hint:')} ${plainLine(run.error.hint)}`)
  }
  if (run.liftsAt) field(screen, 'Limit', `lifts at ${instant(run.liftsAt)}`)
  if (run.retryOf) field(screen, 'Attempt', `${run.attempt}, repeats ${run.retryOf}`)
  field(screen, 'Trigger', run.dueAt ? `${run.trigger}, due ${instant(run.dueAt)}` : run.trigger)
  if (run.chainedFrom)
    field(screen, 'Follows', `${run.chainedFrom.jobId} #${run.chainedFrom.number} (${run.chainedFrom.id})`)
  field(
    screen,
    'Started',
    `${instant(run.startedAt)}${run.durationMs === null ? '' : `, took ${duration(run.durationMs)}`}`,
  )
  if (run.source) {
    const commit = run.source.commit ? ` at ${run.source.commit.slice(0, 7)}` : ''
    field(
      screen,
      'Source',
      `${run.source.repo}, ${run.source.branch}${commit}, pipeline ${run.source.pipeline}`,
    )
  }
  field(
    screen,
    'Image',
    run.image.digest ? `${run.image.reference} (${run.image.digest})` : run.image.reference,
  )
  if (run.exitCode !== null) field(screen, 'Exit code', String(run.exitCode))
  if (run.stages.length > 0) {
    field(screen, 'Stages', `${run.stagesDone} of ${run.stagesTotal} done`)
    for (const stage of run.stages) screen.line(stageLine(screen, stage))
  }
  if (run.tokens)
    field(
      screen,
      'Tokens',
      `${tokenCount(run.tokens)}, ${costOf(run)} by list price${run.costEstimated ? ', estimated in part' : ''}`,
    )
  const { peakMemoryBytes, cpuSeconds } = run.resources
  if (peakMemoryBytes !== null || cpuSeconds !== null) {
    field(
      screen,
      'Used',
      `${size(peakMemoryBytes)} of memory at most, ${cpuSeconds === null ? '–' : duration(cpuSeconds * 1000)} of CPU`,
    )
  }
  for (const { jobId, run: next, cause } of run.followers) {
    field(screen, 'Next', next ? `${jobId} #${next.number} (${next.id})` : `${jobId} was skipped: ${cause}`)
  }
  printLeftBehind(screen, run)
  printEgress(screen, run)
  if (run.progress && run.state !== 'finished') field(screen, 'Now', plainLine(run.progress))
  field(
    screen,
    'Look',
    run.logRemovedAt
      ? `the log was removed by clean-up at ${instant(run.logRemovedAt)}`
      : `\`oven runs logs ${run.id}\` for its output (${size(run.logBytes)}), \`oven open\` for the window`,
  )
}

function printLeftBehind(screen: Screen, run: Run): void {
  for (const commit of run.commits) {
    field(screen, 'Commit', `${commit.sha.slice(0, 7)} ${plainLine(commit.subject)} (${commit.branch})`)
  }
  for (const branch of run.branches) {
    const pushed = branch.pushed
      ? screen.paint('green', 'pushed')
      : branch.error
        ? `${screen.paint('red', 'not pushed')}: ${plainLine(branch.error)}`
        : 'not pushed'
    field(screen, 'Branch', `${branch.name}, ${count(branch.commits, 'commit')}, ${pushed}`)
  }
  if (run.pullRequest) field(screen, 'Pull request', run.pullRequest.url)
  if (run.changes) {
    const { filesChanged, insertions, deletions } = run.changes
    field(screen, 'Changes', `${count(filesChanged, 'file')}, +${insertions} −${deletions}`)
  }
}

/** What a run with a network allow-list asked for. */
function printEgress(screen: Screen, { egress }: Run): void {
  if (!egress) return
  const told = <T extends { host: string; count: number }>(hosts: T[], more: (host: T) => string) =>
    hosts
      .map((each) => `${plainLine(each.host)}${more(each)}${each.count > 1 ? ` ×${each.count}` : ''}`)
      .join(', ')
  const reached = told(egress.allowed, () => '')
  field(screen, 'Reached', reached === '' ? 'nothing outside' : reached)
  if (egress.refused.length > 0) {
    const refused = told(egress.refused, ({ reason }) => ` (${reason})`)
    field(screen, 'Refused', screen.paint('yellow', refused))
  }
}

function field(screen: Screen, name: string, text: string): void {
  screen.line(`  ${screen.paint('dim', name.padEnd(12))} ${text}`)
}
