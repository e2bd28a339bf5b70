import { messageOf } from '../errors.ts'
import { PROMPT_MS } from './catch-up.ts'
import { closeSchedule } from './close-schedule.ts'
import { nextDueAfter } from './moments.ts'
import { resumeSchedules } from './resume-schedules.ts'
import { cursorOf, fingerprintOf, isoOf, newEntry, type ScheduleEntry } from './schedule-entry.ts'
import { ScheduleTable } from './schedule-table.ts'
import type { Scheduler, SchedulerOptions } from './scheduler-options.ts'
import { settleEntry } from './settle-entry.ts'
import { type Launch, SettlingBatch } from './settling-batch.ts'
import { createStartLine } from './start-line.ts'
import { createTwoStageTimer, RELOOK_MS } from './two-stage-timer.ts'
import { upcomingMoments } from './upcoming.ts'
import { createWakeGate } from './wake-gate.ts'

/** A clock that goes back further than this is taken as set back. */
const SET_BACK_MS = 60_000
/** A look that comes this much later than it should tells that the machine slept. */
const GAP_MS = 15_000
/** After a gap the starts of jobs are spread over this long. */
const START_JITTER_MS = 5_000
/** How long due slots wait when the ledger could not be written. */
const RETRY_MS = 1_000

/**
 * Fires schedules: one timer over a heap of next moments. What is due is claimed in the ledger and handed to `launch`
 * first; the moments after it are worked out next, in slices, so that many jobs on one second all start on it. The wall
 * clock is the truth, and the ledger the memory: whatever stops, sleeps or is set, no moment is claimed twice, and each
 * one after its schedule became known ends in the ledger.
 */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { clock, slots, jobs, timezone, launch, onMissed, changes, lastRunAt } = options
  const wasPausedAt = options.wasPausedAt ?? (() => false)
  const warn = options.onWarning ?? ((message: string) => changes.emit({ type: 'warning', message }))
  const yieldNow = options.yieldNow ?? (() => new Promise<void>((resolve) => setImmediate(resolve)))
  const { momentsPerSlice = 32, missedPerJob = 10_000 } = options.limits ?? {}

  const table = new ScheduleTable()
  const timer = createTwoStageTimer({ clock, onWake: look })
  const gate = createWakeGate({ clock, network: options.wake?.network })
  const line = createStartLine({
    clock,
    slots,
    changes,
    gate,
    launch: guardedLaunch,
    findJob: (jobId) => table.entries.get(jobId)?.job,
    warn,
    jitterMs: () => (options.wake ? options.wake.random() * START_JITTER_MS : 0),
  })
  let state: 'new' | 'running' | 'stopped' = 'new'
  let draining = false
  let startedAtMs = 0
  let lastSeenMs = 0
  /** Nothing is claimed before this moment, after the ledger could not be written. */
  let retryAtMs = 0
  let ledgerFails = false
  let zone = ''

  function start(): void {
    if (state !== 'new') return
    state = 'running'
    startedAtMs = lastSeenMs = clock.now()
    zone = timezone()
    if (options.wake?.isFreshBoot) gate.close()
    resumeSchedules({ table, slots, jobs: jobs(), timezone: zone, nowMs: startedAtMs, lastRunAt, warn })
    work()
  }

  function refresh(): void {
    if (state !== 'running') return
    const nowMs = clock.now()
    const zoneBefore = zone
    zone = timezone()
    const enabled = new Set<string>()
    for (const job of jobs()) {
      if (!job.enabled) continue
      enabled.add(job.id)
      const entry = table.entries.get(job.id)
      if (entry?.job === job && zone === zoneBefore) continue
      const fingerprint = fingerprintOf(job, zone)
      if (entry?.fingerprint === fingerprint) {
        entry.job = job
        continue
      }
      if (entry !== undefined) close(entry, nowMs, zoneBefore)
      table.add(newEntry(job, fingerprint, nowMs))
    }
    for (const [jobId, entry] of table.entries) {
      if (enabled.has(jobId)) continue
      close(entry, nowMs, zoneBefore)
      line.dropJob(jobId)
    }
    work()
  }

  /** Ends what is known of a schedule. A cursor that cannot be removed is closed again at the next start. */
  function close(entry: ScheduleEntry, nowMs: number, timezone: string): void {
    table.drop(entry)
    const { job, lookedUntil, orphans, nextKnown, dueAt } = entry
    try {
      for (const dueAtMs of orphans) {
        slots.settle(job.id, isoOf(dueAtMs), 'skipped', 'disabled', isoOf(nowMs))
      }
      if (!nextKnown || dueAt <= nowMs) {
        const known = { jobId: job.id, schedule: job.schedule, timezone, lookedUntil }
        closeSchedule(slots, known, { nowMs, startedAtMs })
      }
      slots.removeCursor(job.id)
    } catch (error) {
      warn(`The schedule of "${job.id}" cannot be forgotten: ${messageOf(error)}`)
    }
  }

  function look(): void {
    if (state !== 'running') return
    const nowMs = clock.now()
    if (nowMs < lastSeenMs - SET_BACK_MS) clockWentBack(nowMs)
    if (nowMs > lastSeenMs + RELOOK_MS + GAP_MS) gate.close()
    lastSeenMs = nowMs
    if (nowMs >= retryAtMs) fire(nowMs)
    if (timezone() !== zone) refresh()
    else work()
  }

  /** Claims and launches everything that is due, in one go, before any next moment is worked out. */
  function fire(nowMs: number): void {
    const batch = new SettlingBatch()
    const due = table.takeDue(nowMs)
    for (const entry of due) {
      // An entry that is later than this may have missed several moments; it is settled with time to look.
      if (nowMs - entry.dueAt > PROMPT_MS) continue
      batch.remember(entry)
      const jobId = entry.job.id
      if (wasPausedAt(entry.dueAt)) batch.pause({ jobId, dueAt: isoOf(entry.dueAt), claimed: false })
      else batch.want({ jobId, dueAtMs: entry.dueAt, trigger: 'schedule', claimed: false, cause: null })
      entry.lookedUntil = entry.dueAt
    }
    commit(batch, nowMs, { afterGap: false })
    // The last in is the first out: what fires every second must not wait behind thousands that fire once a day.
    for (const entry of due.sort((a, b) => b.gapMs - a.gapMs)) table.reconsider(entry)
  }

  function commit(batch: SettlingBatch, nowMs: number, how: { afterGap: boolean }): void {
    if (batch.empty) return
    try {
      batch.commit(slots, nowMs, (due, info) => line.enter(due, info, how))
    } catch (error) {
      for (const entry of batch.undo()) table.reconsider(entry)
      if (!ledgerFails) {
        warn(`Due jobs wait, since the oven's database cannot be written: ${messageOf(error)}`)
      }
      ledgerFails = true
      retryAtMs = nowMs + RETRY_MS
      return
    }
    ledgerFails = false
    if (batch.missed.length > 0) onMissed?.(batch.missed)
    const unrun = [...batch.missed, ...batch.paused]
    for (const jobId of new Set(unrun.map((slot) => slot.jobId))) changes.emit({ type: 'slot', jobId })
  }

  /** Whoever launches tries again by himself; what he leaves without a run is found as orphans at the next start. */
  function guardedLaunch(...call: Parameters<Launch>): ReturnType<Launch> {
    try {
      return launch(...call)
    } catch (error) {
      const ids = [...new Set(call[0].map(({ jobId }) => jobId))].join(', ')
      warn(`Due jobs could not be started (${ids}): ${messageOf(error)}`)
    }
  }

  function work(): void {
    arm()
    if (!draining) void drain()
  }

  /** Works out what is next for every entry that waits. The first slice is done before this returns. */
  async function drain(): Promise<void> {
    draining = true
    const batch = new SettlingBatch()
    let done = 0
    const turnOver = () => {
      commit(batch, clock.now(), { afterGap: true })
      batch.clear()
      done = 0
      writeCursors()
      arm()
    }
    while (state === 'running' && clock.now() >= retryAtMs) {
      const entry = table.takeWaiting()
      if (entry === undefined) break
      try {
        const steps = settleEntry(entry, batch, settleContext())
        let step = steps.next()
        for (; !step.done; step = steps.next()) {
          done += step.value
          if (done < momentsPerSlice) continue
          turnOver()
          await yieldNow()
          if (state !== 'running') return
        }
        if (step.value !== undefined) table.place(entry, step.value)
      } catch (error) {
        warn(`Job "${entry.job.id}" cannot be scheduled: ${messageOf(error)}`)
      }
    }
    draining = false
    if (state === 'running') turnOver()
  }

  function settleContext() {
    return {
      timezone: zone,
      now: clock.now,
      startedAtMs,
      stepSize: momentsPerSlice,
      missedPerJob,
      wasPausedAt,
      onTruncated: (jobId: string) =>
        warn(`Job "${jobId}" missed more than ${missedPerJob} moments; the oldest of them are not listed.`),
    }
  }

  /** Counts again from now. What was claimed before is in the ledger, so it cannot be claimed again. */
  function clockWentBack(nowMs: number): void {
    startedAtMs = Math.min(startedAtMs, nowMs)
    retryAtMs = 0
    for (const entry of table.entries.values()) {
      if (entry.lookedUntil <= nowMs) continue
      entry.lookedUntil = nowMs
      table.reconsider(entry)
    }
  }

  function arm(): void {
    if (state !== 'running') return
    // Entries that still wait while nobody works on them wait for the ledger.
    const idle = table.hasWaiting && !draining ? retryAtMs : null
    const next = table.nextDueAt === null ? null : Math.max(table.nextDueAt, retryAtMs)
    timer.set(next === null ? idle : Math.min(next, idle ?? next))
  }

  function writeCursors(): void {
    if (table.dirty.size === 0) return
    try {
      slots.writeCursors([...table.dirty].map(cursorOf))
      table.dirty.clear()
    } catch (error) {
      warn(`How far the schedules were looked at cannot be written down: ${messageOf(error)}`)
    }
  }

  function nextOf(entry: ScheduleEntry): number | null {
    if (entry.nextKnown) return entry.dueAt === Number.POSITIVE_INFINITY ? null : entry.dueAt
    const after = Math.max(entry.lookedUntil, clock.now())
    return nextDueAfter(entry.job.schedule, after, { timezone: zone, jobId: entry.job.id })
  }

  return {
    get running() {
      return state === 'running'
    },
    start,
    stop() {
      if (state === 'running') writeCursors()
      state = 'stopped'
      timer.cancel()
      line.stop()
    },
    refresh,
    wake() {
      gate.close()
      look()
    },
    nextDueAt(jobId) {
      const entry = table.entries.get(jobId)
      const next = entry === undefined ? null : nextOf(entry)
      return next === null ? null : isoOf(next)
    },
    upcoming: ({ limit = 100, untilMs = Number.POSITIVE_INFINITY } = {}) =>
      upcomingMoments([...table.entries.values()], { limit, untilMs, timezone: zone, nextOf }),
  }
}
