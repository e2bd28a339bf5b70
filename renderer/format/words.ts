import type {
  ChainCause,
  Outcome,
  RunState,
  RunSummary,
  StageStatus,
  Trigger,
  Verdict,
} from '../../contract/index.ts'

/** How something stands, told by shape and colour together. */
export type Tone = 'succeeded' | 'failed' | 'attention' | 'waiting' | 'active' | 'skipped' | 'stopped'

export const outcomeWords: Record<Outcome, string> = {
  succeeded: 'Succeeded',
  failed: 'Failed',
  'timed-out': 'Timed out',
  cancelled: 'Stopped',
  blocked: 'Blocked',
  lost: 'Lost',
}

export const verdictWords: Record<Verdict, string> = {
  worked: 'Worked',
  'nothing-to-do': 'Nothing to do',
  incomplete: 'Incomplete',
  blocked: 'Blocked',
  'rate-limited': 'Rate limited',
  failed: 'Failed',
}

export const triggerWords: Record<Trigger, string> = {
  schedule: 'By schedule',
  manual: 'By hand',
  'catch-up': 'Caught up',
  retry: 'Retry',
  webhook: 'By webhook',
  api: 'By a program',
  github: 'By GitHub',
  chain: 'After another job',
}

/** Why a job did not begin after a run that it follows. */
export const chainCauseWords: Record<ChainCause, string> = {
  disabled: 'it was switched off',
  paused: 'all schedules were paused',
  overlap: 'a run of it was going on',
  budget: 'its budget for the day was spent',
}

export const stateWords: Record<RunState, string> = {
  queued: 'Waiting',
  preparing: 'Preparing',
  running: 'Baking',
  collecting: 'Collecting',
  finished: 'Finished',
}

export const stageWords: Record<StageStatus, string> = {
  waiting: 'Waiting',
  running: 'Running',
  succeeded: 'Succeeded',
  failed: 'Failed',
  skipped: 'Skipped',
  cancelled: 'Stopped',
}

const outcomeTones: Record<Outcome, Tone> = {
  succeeded: 'succeeded',
  failed: 'failed',
  'timed-out': 'failed',
  cancelled: 'stopped',
  blocked: 'attention',
  lost: 'failed',
}

const stageTones: Record<StageStatus, Tone> = {
  waiting: 'waiting',
  running: 'active',
  succeeded: 'succeeded',
  failed: 'failed',
  skipped: 'skipped',
  cancelled: 'stopped',
}

/** How a run stands: while it bakes by its state, afterwards by its outcome, and by its verdict where that says more. */
export function runTone(run: Pick<RunSummary, 'state' | 'outcome' | 'verdict'>): Tone {
  if (run.state === 'queued') return 'waiting'
  if (run.state !== 'finished') return 'active'
  if (run.outcome === null) return 'stopped'
  if (run.verdict === 'rate-limited' && run.outcome === 'failed') return 'attention'
  const fellShort = run.verdict !== null && !['worked', 'nothing-to-do'].includes(run.verdict)
  return run.outcome === 'succeeded' && fellShort ? 'attention' : outcomeTones[run.outcome]
}

/** The same in words: `Baking`, `Failed`, `Succeeded · nothing to do`. */
export function runWords(run: Pick<RunSummary, 'state' | 'outcome' | 'verdict'>): string {
  if (run.state !== 'finished') return stateWords[run.state]
  if (run.outcome === null) return stateWords.finished
  const outcome = outcomeWords[run.outcome]
  const saysMore =
    run.outcome === 'succeeded'
      ? run.verdict !== 'worked'
      : run.outcome === 'failed' && (run.verdict === 'rate-limited' || run.verdict === 'incomplete')
  if (run.verdict === null || !saysMore) return outcome
  return `${outcome} · ${verdictWords[run.verdict].toLowerCase()}`
}

export function stageTone(status: StageStatus): Tone {
  return stageTones[status]
}

export function isActive(run: Pick<RunSummary, 'state'>): boolean {
  return run.state !== 'finished'
}

/** `nightly-code-review #47`. */
export function runTitle(run: Pick<RunSummary, 'jobName' | 'number'>): string {
  return `${run.jobName} #${run.number}`
}

/** A model as people call it: `opus` of `claude-opus-4-1-20250805`. */
export function shortModel(model: string): string {
  return /(opus|sonnet|haiku)/.exec(model)?.[1] ?? model.replace(/^claude-/, '')
}
