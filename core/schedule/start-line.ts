import type { Job } from '../../contract/index.ts'
import type { ChangeHub } from '../changes/change-hub.ts'
import { overlapOf } from '../jobs/overlap-of.ts'
import type { Clock } from '../ports/clock.ts'
import type { SlotStore } from '../ports/slot-store.ts'
import { ALL_AT_MOST } from './catch-up.ts'
import { isoOf } from './schedule-entry.ts'
import type { DueSlot, Launch, LaunchInfo } from './settling-batch.ts'
import type { WakeGate } from './wake-gate.ts'

export interface StartLineOptions {
  clock: Clock
  slots: SlotStore
  changes: Pick<ChangeHub, 'emit'>
  gate: WakeGate
  launch: Launch
  findJob: (jobId: string) => Job | undefined
  warn: (sentence: string) => void
  /** How long the start of a job waits after a gap. */
  jitterMs: () => number
}

/**
 * Where claimed slots wait for their start: after a gap for a moment drawn at random and for the network, with `all` for the
 * run before. Whoever need not wait is launched before `enter` returns. What waits has no run yet, so that a host that dies
 * leaves it to the next one.
 */
export interface StartLine {
  /** `afterGap`: the slots were found late, not fired by the timer. */
  enter(slots: readonly DueSlot[], info: LaunchInfo, options: { afterGap: boolean }): void
  /** The job was switched off or removed: what waits of it is skipped. */
  dropJob(jobId: string): void
  stop(): void
}

interface Waiting {
  slot: DueSlot
  info: LaunchInfo
}

interface Line {
  jobId: string
  waiting: Waiting[]
  cancelRest: (() => void) | null
}

export function createStartLine(options: StartLineOptions): StartLine {
  const { clock, slots, changes, gate, launch, findJob, warn, jitterMs } = options
  const lines = new Map<string, Line>()
  let stopped = false

  function join(waiting: Waiting, job: Job, afterGap: boolean): void {
    const { jobId } = waiting.slot
    let line = lines.get(jobId)
    if (line !== undefined) overtake(line, job)
    if (line !== undefined && line.waiting.length >= ALL_AT_MOST) writeOff(line.waiting.shift()!)
    const isNew = line === undefined
    line ??= { jobId, waiting: [], cancelRest: null }
    line.waiting.push(waiting)
    if (!isNew) return
    lines.set(jobId, line)
    rest(line, afterGap ? jitterMs() : 0)
  }

  function rest(line: Line, ms: number): void {
    const rested = () => {
      line.cancelRest = null
      admit(line)
    }
    if (ms > 0) line.cancelRest = clock.after(ms, rested)
    else rested()
  }

  function admit(line: Line): void {
    if (stopped || lines.get(line.jobId) !== line) return
    const job = findJob(line.jobId)
    if (job === undefined || line.waiting.length === 0) {
      lines.delete(line.jobId)
      return
    }
    const opening = gate.pass(job)
    if (opening === null) proceed(line, job)
    else void opening.then(() => admit(line))
  }

  function proceed(line: Line, job: Job): void {
    const oneByOne = job.catchUp === 'all'
    while (line.waiting.length > 0) {
      const ended = start(oneByOne ? [line.waiting.shift()!] : line.waiting.splice(0))
      if (!oneByOne || ended.length === 0) continue
      void Promise.allSettled(ended).then(() => admit(line))
      return
    }
    lines.delete(line.jobId)
  }

  function start(group: readonly Waiting[]): Promise<void>[] {
    const ended: Promise<void>[] = []
    for (const trigger of ['schedule', 'catch-up'] as const) {
      const own = group.filter(({ info }) => info.trigger === trigger)
      if (own.length === 0) continue
      const end = launch(
        own.map(({ slot }) => slot),
        own[0]!.info,
      )
      if (end) ended.push(end)
    }
    return ended
  }

  /** `latest` makes up for a moment only while nothing newer starts. */
  function overtake(line: Line, job: Job): void {
    if (job.catchUp === 'all') return
    for (const waiting of line.waiting) if (waiting.info.trigger === 'catch-up') writeOff(waiting)
    line.waiting = line.waiting.filter(({ info }) => info.trigger !== 'catch-up')
  }

  function writeOff({ slot }: Waiting): void {
    settle(slot, 'missed', slot.cause ?? 'asleep')
  }

  function settle({ jobId, dueAt }: DueSlot, ...[state, cause]: SettleAs): void {
    try {
      slots.settle(jobId, dueAt, state, cause, isoOf(clock.now()))
      changes.emit({ type: 'slot', jobId })
    } catch (error) {
      warn(`What became of "${jobId}" at ${dueAt} cannot be written down: ${(error as Error).message}`)
    }
  }

  function mustWait(job: Job, line: Line | undefined): boolean {
    if (gate.pass(job) !== null) return true
    // Else its own catch-up would be the reason to skip it.
    return line !== undefined && job.catchUp === 'all' && overlapOf(job) !== 'allow' && hasRoom(line)
  }

  return {
    enter(given, info, { afterGap }) {
      const direct: DueSlot[] = []
      for (const slot of given) {
        const job = findJob(slot.jobId)
        const line = lines.get(slot.jobId)
        if (job !== undefined && (afterGap || mustWait(job, line))) join({ slot, info }, job, afterGap)
        else {
          if (job !== undefined && line !== undefined) overtake(line, job)
          direct.push(slot)
        }
      }
      if (direct.length > 0) void launch(direct, info)
    },
    dropJob(jobId) {
      const line = lines.get(jobId)
      if (line === undefined) return
      line.cancelRest?.()
      lines.delete(jobId)
      for (const { slot } of line.waiting) settle(slot, 'skipped', 'disabled')
    },
    stop() {
      stopped = true
      for (const line of lines.values()) line.cancelRest?.()
      gate.stop()
    },
  }
}

type SettleAs = [state: 'missed' | 'skipped', cause: NonNullable<DueSlot['cause']>]

const hasRoom = (line: Line) => line.waiting.length < ALL_AT_MOST
