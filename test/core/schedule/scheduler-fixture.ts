import { onTestFinished } from 'vitest'
import { SqliteSlotStore } from '../../../adapters/sqlite/sqlite-slot-store.ts'
import type { DockerJob, Job, PipelineJob, Schedule } from '../../../contract/index.ts'
import type { SlotStore } from '../../../core/ports/slot-store.ts'
import { createScheduler } from '../../../core/schedule/scheduler.ts'
import type { Scheduler, SchedulerOptions } from '../../../core/schedule/scheduler-options.ts'
import type { MissedSlot } from '../../../core/schedule/settling-batch.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { temporaryDatabase } from '../../support/temporary-database.ts'

export const cron = (text: string, timezone?: string): Schedule => ({ type: 'cron', cron: text, timezone })

export function dockerJob(id: string, schedule: Schedule, more: Partial<DockerJob> = {}): Job {
  return { type: 'docker', id, name: id, enabled: true, image: 'alpine', command: [], schedule, ...more }
}

export function pipelineJob(id: string, schedule: Schedule, more: Partial<PipelineJob> = {}): Job {
  const source = { repo: 'git@git.example.org:owner/repo', branch: 'main' }
  return {
    type: 'agent-pipeline',
    id,
    name: id,
    enabled: true,
    source,
    pipeline: 'review',
    schedule,
    ...more,
  }
}

export interface Launched {
  jobId: string
  dueAt: string
  trigger: string
  lateByMs: number
  at: number
}

/** An oven's scheduler on a real ledger, with a clock that a test moves; hosts can be killed and followed by others. */
export function schedulerFixture(startAt: string) {
  const clock = new FakeClock(startAt)
  const slots: SlotStore = new SqliteSlotStore({ database: temporaryDatabase() })
  const fixture = {
    clock,
    slots,
    jobs: [] as Job[],
    timezone: 'UTC',
    launched: [] as Launched[],
    missed: [] as MissedSlot[],
    warnings: [] as string[],
    /** What the host does with a slot, once it has it. By default it makes a run of it. */
    onLaunch: (jobId: string, dueAt: string) => slots.assignRun(jobId, dueAt, `run-${jobId}-${dueAt}`),
    scheduler: undefined as unknown as Scheduler,
    start(options: Partial<SchedulerOptions> = {}) {
      fixture.scheduler = createScheduler({
        clock,
        slots,
        jobs: () => fixture.jobs,
        timezone: () => fixture.timezone,
        launch: (due, { trigger }) => {
          for (const { jobId, dueAt, lateByMs } of due) {
            fixture.launched.push({ jobId, dueAt, trigger, lateByMs, at: clock.now() })
            fixture.onLaunch(jobId, dueAt)
          }
        },
        onMissed: (missed) => fixture.missed.push(...missed),
        changes: { emit: () => {} },
        onWarning: (sentence) => fixture.warnings.push(sentence),
        yieldNow: () => Promise.resolve(),
        ...options,
      })
      fixture.scheduler.start()
      return fixture.scheduler
    },
    /** Lets the host vanish without a goodbye. */
    async kill() {
      const { scheduler } = fixture
      const write = slots.writeCursors
      slots.writeCursors = () => {}
      scheduler.stop()
      slots.writeCursors = write
    },
    due: (jobId?: string) =>
      fixture.launched
        .filter((each) => jobId === undefined || each.jobId === jobId)
        .map(({ dueAt }) => dueAt),
    ledger: (jobId: string) =>
      slots
        .list({ jobId, limit: 100_000 })
        .reverse()
        .map(({ dueAt, state, cause }) => [dueAt.replace('.000Z', 'Z'), state, cause]),
  }
  onTestFinished(() => fixture.scheduler?.stop())
  return fixture
}

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
