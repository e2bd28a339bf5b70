import type { Run, Stage } from '../../contract/index.ts'
import { plainLine } from './plain-text.ts'
import { runName } from './run-lines.ts'
import type { Screen } from './screen.ts'
import { cost, duration, tokenCount } from './words.ts'

const marks = {
  waiting: '·',
  running: '▶',
  succeeded: '✓',
  failed: '✗',
  skipped: '–',
  cancelled: '–',
} as const

/**
 * Tells a run as it goes: a line on `out` whenever its state or a stage's changes; on a terminal also what is being
 * prepared, on `err`.
 */
export function createRunProgress(out: Screen, err: Screen): { update(run: Run): void } {
  let state: string | null = null
  const statuses = new Map<string, string>()

  function update(run: Run): void {
    if (run.state !== state && run.state !== 'finished') {
      out.line(`${out.paint('bold', runName(run))} ${run.state}`)
      state = run.state
    }
    for (const stage of run.stages) {
      const key = `${stage.status} ${stage.attempt}`
      if (statuses.get(stage.name) === key) continue
      statuses.set(stage.name, key)
      if (stage.status !== 'waiting') out.line(stageLine(out, stage))
    }
    err.progress(run.progress ? plainLine(run.progress) : '')
  }

  return { update }
}

/** One stage in one line: mark, name, model, and what it took. */
export function stageLine(screen: Screen, stage: Stage): string {
  const parts = [stage.model ?? '']
  if (stage.status === 'running') parts.push('running')
  else {
    if (stage.durationMs !== null) parts.push(duration(stage.durationMs))
    if (stage.tokens) parts.push(`${tokenCount(stage.tokens)} tokens`)
    if (stage.costUsd !== null) parts.push(cost(stage.costUsd))
    if (stage.commitSha) parts.push(stage.commitSha.slice(0, 7))
    if (stage.status === 'skipped' || stage.status === 'cancelled' || stage.status === 'waiting') {
      parts.push(stage.status)
    }
  }
  if (stage.attempt > 1) parts.push(`attempt ${stage.attempt}`)
  if (stage.error) parts.push(plainLine(stage.error))
  const colour = { succeeded: 'green', failed: 'red', running: 'cyan' } as const
  const mark = marks[stage.status]
  const painted =
    stage.status in colour ? screen.paint(colour[stage.status as keyof typeof colour], mark) : mark
  return `  ${painted} ${plainLine(stage.name).padEnd(20)} ${parts.filter((part) => part !== '').join('  ')}`
}
