import {
  type AttentionItem,
  AttentionKind,
  type EngineState,
  type Job,
  type Readiness,
} from '../../contract/index.ts'
import type { ChangeHub } from '../changes/change-hub.ts'
import type { Clock } from '../ports/clock.ts'
import type { OvenNotes } from '../ports/oven-notes.ts'
import type { RunStore } from '../ports/run-store.ts'
import type { SlotStore } from '../ports/slot-store.ts'
import { findFailedRuns } from './failed-runs.ts'
import { findEngineTrouble, findMissedSlots, findWarnings, type Warning } from './oven-troubles.ts'
import { findUnreadyJobs } from './unready-jobs.ts'

/** What nobody looked at for so long is not told any more. */
const LOOK_BACK_MS = 7 * 24 * 3_600_000
const MISSED_AT_MOST = 1_000

export interface AttentionService {
  list(): AttentionItem[]
  seen(what: { ids?: readonly string[]; runId?: string; all?: boolean }): { seen: string[] }
}

/** Puts together what needs somebody, less what was seen. Seen are: of each job its runs up to an instant, of the ledger its
 * moments up to one, and single items by their ids. */
export function createAttention(deps: {
  clock: Clock
  notes: OvenNotes
  runs: RunStore
  slots: Pick<SlotStore, 'list'>
  jobs: () => Job[]
  peek: (jobId: string) => Readiness | null
  engine: () => EngineState
  engineDownSince: () => string | null
  canStartEngine: () => boolean
  warnings: () => readonly Warning[]
  /** Channels that are dead, messages that did not arrive, repositories about which GitHub cannot be asked. */
  messages?: () => AttentionItem[]
  changes: Pick<ChangeHub, 'emit'>
}): AttentionService {
  const { clock, notes, runs, slots, changes } = deps
  const isoAgo = (ms: number) => new Date(clock.now() - ms).toISOString()

  function collect(): AttentionItem[] {
    const jobs = deps.jobs()
    const byId = new Map(jobs.map((job) => [job.id, job]))
    const missedSince = notes.read('seen:slots')
    const weekAgo = isoAgo(LOOK_BACK_MS)
    const missed = slots
      .list({
        state: ['missed'],
        since: missedSince === null || missedSince < weekAgo ? weekAgo : missedSince,
        limit: MISSED_AT_MOST,
      })
      .filter(({ jobId, dueAt }) => byId.has(jobId) && (missedSince === null || dueAt > missedSince))
    return [
      ...findEngineTrouble(deps.engine(), {
        downSince: deps.engineDownSince(),
        isNeeded: jobs.some((job) => job.enabled),
        canStart: deps.canStartEngine(),
      }),
      ...findUnreadyJobs({ jobs, peek: deps.peek }),
      ...findFailedRuns({
        runs,
        hasJob: (jobId) => byId.has(jobId),
        seenUntil: (jobId) => notes.read(`seen:job:${jobId}`),
        nowMs: clock.now(),
      }),
      ...findMissedSlots(missed, (jobId) => byId.get(jobId)?.name ?? jobId),
      ...findWarnings(deps.warnings()),
      ...(deps.messages?.() ?? []),
    ].sort((a, b) => gravityOf(a) - gravityOf(b))
  }

  function list(): AttentionItem[] {
    const seen = notes.list('seen:item:')
    return collect().filter(({ id, dismissible }) => !dismissible || !seen.has(`seen:item:${id}`))
  }

  /** Runs seen out of order never take back what was seen of newer ones. */
  function markRun(runId: string): boolean {
    const run = runs.find(runId)
    if (run?.finishedAt == null) return false
    const name = `seen:job:${run.jobId}`
    if ((notes.read(name) ?? '') >= run.finishedAt) return false
    notes.write(name, run.finishedAt, isoAgo(0))
    return true
  }

  function mark(item: AttentionItem): void {
    if (item.kind === 'run-failed') markRun(item.id.slice('run:'.length))
    else if (item.kind === 'slots-missed')
      notes.write('seen:slots', item.id.slice('slots:'.length), isoAgo(0))
    else notes.write(`seen:item:${item.id}`, '', isoAgo(0))
  }

  return {
    list,
    seen({ ids = [], runId, all = false }) {
      const items = list().filter(({ id, dismissible }) => dismissible && (all || ids.includes(id)))
      for (const item of items) mark(item)
      const marked = items.map(({ id }) => id)
      if (runId !== undefined && markRun(runId)) marked.push(`run:${runId}`)
      if (marked.length > 0) {
        notes.removeBefore('seen:item:', isoAgo(4 * LOOK_BACK_MS))
        changes.emit({ type: 'attention' })
      }
      return { seen: [...new Set(marked)] }
    },
  }
}

const gravityOf = ({ kind }: AttentionItem) => AttentionKind.options.indexOf(kind)
