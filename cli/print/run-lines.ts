import type { RunSummary } from '../../contract/index.ts'
import type { Colour, Screen } from './screen.ts'
import { printTable } from './table.ts'
import { cost, duration, instant, tokenCount } from './words.ts'

/** `nightly-code-review #47`: how a run is called among people. */
export function runName(run: Pick<RunSummary, 'jobId' | 'number'>): string {
  return `${run.jobId} #${run.number}`
}

/** How it ended, or where it is. */
export function runStanding(run: Pick<RunSummary, 'state' | 'outcome' | 'notBeforeAt'>): string {
  if (run.outcome === null && run.notBeforeAt) return `queued, not before ${instant(run.notBeforeAt)}`
  return run.outcome ?? run.state
}

export function standingColour(run: Pick<RunSummary, 'state' | 'outcome'>): Colour | null {
  if (run.outcome === null) return 'cyan'
  if (run.outcome === 'succeeded') return 'green'
  return run.outcome === 'cancelled' ? 'yellow' : 'red'
}

/** `~` before a cost that is estimated in part. */
export function costOf(run: Pick<RunSummary, 'costUsd' | 'costEstimated'>): string {
  return `${run.costEstimated ? '~' : ''}${cost(run.costUsd)}`
}

export function printRuns(screen: Screen, runs: readonly RunSummary[]): void {
  printTable(screen, runs, [
    // As it is typed: `oven runs show nightly-code-review#47`.
    { title: 'RUN', value: (run) => `${run.jobId}#${run.number}` },
    { title: 'OUTCOME', value: runStanding, colour: standingColour },
    { title: 'VERDICT', value: (run) => run.verdict ?? '–' },
    { title: 'TRIGGER', value: (run) => (run.rehearsal ? `${run.trigger}, rehearsal` : run.trigger) },
    { title: 'STARTED', value: (run) => instant(run.startedAt ?? run.queuedAt) },
    { title: 'TOOK', value: (run) => duration(run.durationMs), right: true },
    { title: 'TOKENS', value: (run) => tokenCount(run.tokens), right: true },
    { title: 'COST', value: costOf, right: true },
    { title: 'ID', value: (run) => run.id },
  ])
}

export function printActiveRuns(screen: Screen, runs: readonly RunSummary[]): void {
  for (const run of runs) {
    const stages = run.stagesTotal > 0 ? `, ${run.stagesDone} of ${run.stagesTotal} stages done` : ''
    screen.line(`        ${runName(run)} ${screen.paint('cyan', run.state)}${stages} (${run.id})`)
  }
}
