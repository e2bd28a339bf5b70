import type { Run, StageStatus } from '../../../../contract/index.ts'
import { durationWords } from '../../../wording/duration-words.ts'

/** What is said of a run, to which its name is the beginning. Nothing in it is anybody else's text. */
export function runWords(run: Run): string {
  if (run.state === 'queued') return waitingWords(run)
  if (run.state !== 'finished' || run.outcome === null) return 'is running'
  const took =
    run.durationMs === null ? '' : ` ${tookWords[endOf(run)] ?? 'after'} ${inWords(run.durationMs)}`
  const cost =
    run.costUsd === null ? '' : `, for ${dollars(run.costUsd)}${run.costEstimated ? ' (estimated)' : ''}`
  return `${endWords[endOf(run)]}${took}${cost}`
}

/** The same in a word or two, of a run that has passed. */
export function shortWords(run: Run): string {
  if (run.state === 'queued') return 'waits'
  return run.state !== 'finished' || run.outcome === null ? 'is running' : endWords[endOf(run)]
}

/** How a run ended, in one word: its outcome or, where that says less, what it was worth. */
export type RunEnd = keyof typeof endWords

export function endOf({ outcome, verdict }: Pick<Run, 'outcome' | 'verdict'>): RunEnd {
  if (verdict === 'rate-limited') return 'rate-limited'
  if (outcome !== 'succeeded' && outcome !== 'failed') return outcome ?? 'lost'
  if (verdict === 'blocked') return 'hindered'
  if (outcome === 'failed' || verdict === 'failed') return 'failed'
  return verdict === 'nothing-to-do' || verdict === 'incomplete' ? verdict : 'worked'
}

const endWords = {
  worked: 'worked',
  'nothing-to-do': 'found nothing to do',
  incomplete: 'ended incomplete',
  'rate-limited': 'met a limit of the model’s provider',
  hindered: 'could not do its work',
  failed: 'failed',
  'timed-out': 'ran out of time',
  cancelled: 'was cancelled',
  blocked: 'was blocked before it began',
  lost: 'was lost',
}

/** With which the time that it took is said; others ended after it. */
const tookWords: Partial<Record<RunEnd, string>> = { worked: 'for' }

export const stageWords: Record<StageStatus, string> = {
  waiting: 'not begun',
  running: 'broken off',
  succeeded: 'succeeded',
  failed: 'failed',
  skipped: 'skipped',
  cancelled: 'cancelled',
}

function waitingWords({ attempt, notBeforeAt }: Run): string {
  if (notBeforeAt === null) return 'waits for its turn'
  return `is tried again (attempt ${attempt}), not before ${instant(notBeforeAt)}`
}

/** `2026-11-21 05:10 UTC`. */
function instant(at: string): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** Without the sign that begins a formula on GitHub. */
function dollars(usd: number): string {
  return `${usd.toFixed(2)} USD`
}

/** A length of time as it is said: `0.4 s`, `45 s`, `2 min 8 s`, `1 h 2 min`. */
export function inWords(ms: number): string {
  if (ms < 1000) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`
  return durationWords(ms)
}
