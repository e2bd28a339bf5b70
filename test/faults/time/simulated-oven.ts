import type { Job, Slot } from '../../../contract/index.ts'
import type { SlotStore } from '../../../core/ports/slot-store.ts'
import { createScheduler } from '../../../core/schedule/scheduler.ts'
import type { Scheduler } from '../../../core/schedule/scheduler-options.ts'
import type { DueSlot, LaunchInfo } from '../../../core/schedule/settling-batch.ts'
import type { Chance } from '../support/form.ts'
import { Killed, mortalStore } from './mortal-store.ts'
import type { SimulatedClock } from './simulated-clock.ts'

/** A span of the wall clock, in ms since 1970. */
export interface Span {
  from: number
  to: number
}

interface SimulatedRun {
  id: string
  jobId: string
  dueAt: string
  startedAt: number | null
}

const LATE_AFTER_MS = 60_000
const SECOND = 1_000

/**
 * An oven whose scheduler and ledger are real, and whose runs are entries of a list: written down when a slot is launched,
 * started a second later, ended some minutes after. Hosts of it quit, die in the midst of what they write, and follow each
 * other; the machine sleeps.
 */
export function simulateOven({
  clock,
  ledger,
  jobs,
  chance,
}: {
  clock: SimulatedClock
  ledger: SlotStore
  jobs: readonly Job[]
  chance: Chance
}) {
  const runs: SimulatedRun[] = []
  /** Those of which the ledger does not know the end yet. */
  const open = new Set<SimulatedRun>()
  /** When a host lived and the machine was awake. */
  const awake: Span[] = []
  const warnings: string[] = []
  const counts = { hosts: 0, sleeps: 0, quits: 0, kills: 0, killsWhileWriting: 0 }
  let host = newHost()

  function newHost() {
    counts.hosts += 1
    const mortal = mortalStore(ledger, chance.next)

    function settle(run: SimulatedRun): void {
      const late = run.startedAt! - Date.parse(run.dueAt) > LATE_AFTER_MS
      mortal.store.settle(run.jobId, run.dueAt, late ? 'late' : 'ran', late ? 'busy' : null, iso(clock.now()))
      open.delete(run)
    }

    function carry(run: SimulatedRun): Promise<void> {
      return new Promise((resolve) => {
        clock.after(SECOND, () => {
          if (mortal.isDead) return
          run.startedAt = clock.now()
          quietly(() => settle(run))
          clock.after(chance.between(1, 1800) * SECOND, () => {
            if (!mortal.isDead) resolve()
          })
        })
      })
    }

    /** As the run service does it: the run is written down, then its slot learns of it. */
    function launch(due: readonly DueSlot[], _: LaunchInfo): Promise<void> {
      const ended = due.map(({ jobId, dueAt }) => {
        if (mortal.isDead) throw new Killed()
        const run: SimulatedRun = { id: `run-${runs.length + 1}`, jobId, dueAt, startedAt: null }
        runs.push(run)
        open.add(run)
        mortal.store.assignRun(jobId, dueAt, run.id)
        return carry(run)
      })
      return Promise.all(ended).then(() => undefined)
    }

    function quietly(work: () => void): void {
      try {
        work()
      } catch (error) {
        if (!(error instanceof Killed)) throw error
      }
    }

    const scheduler: Scheduler = createScheduler({
      clock,
      slots: mortal.store,
      jobs: () => jobs,
      timezone: () => 'UTC',
      launch,
      wake: { network: { ready: () => Promise.resolve(chance.next() < 0.7) }, random: chance.next },
      changes: { emit() {} },
      onWarning: (sentence) => {
        if (!sentence.includes('this host is dead')) warnings.push(sentence)
      },
      yieldNow: clock.yieldNow,
    })

    return {
      mortal,
      scheduler,
      start() {
        // Runs that an earlier host left: what is found started has started, the others begin anew.
        for (const run of open) {
          if (run.startedAt !== null) {
            settle(run)
            continue
          }
          ledger.settle(run.jobId, run.dueAt, 'claimed', 'quit', iso(clock.now()))
          ledger.assignRun(run.jobId, run.dueAt, run.id)
          void carry(run)
        }
        scheduler.start()
      },
    }
  }

  function wake(): void {
    awake.push({ from: clock.now(), to: Number.POSITIVE_INFINITY })
  }

  function close(): void {
    awake.at(-1)!.to = Math.min(awake.at(-1)!.to, clock.now())
  }

  return {
    runs,
    awake,
    warnings,
    counts,
    start(): void {
      wake()
      host.start()
    },
    async run(ms: number): Promise<void> {
      await clock.advance(ms)
    },
    async sleep(ms: number): Promise<void> {
      counts.sleeps += 1
      close()
      clock.sleep(ms)
      wake()
      // The machine does not always tell.
      if (chance.next() < 0.7) host.scheduler.wake('resume')
      await clock.settled()
    },
    async quit(ms: number): Promise<void> {
      counts.quits += 1
      host.scheduler.stop()
      host.mortal.die()
      await restart(ms)
    },
    async kill(ms: number): Promise<void> {
      counts.kills += 1
      host.mortal.die()
      host.scheduler.stop()
      await restart(ms)
    },
    /** Dies at one of its next writes, at most `withinMs` from now. */
    async killWhileWriting(withinMs: number, ms: number): Promise<void> {
      host.mortal.dieSoon(chance.between(1, 30))
      for (let left = withinMs; left > 0 && !host.mortal.isDead; left -= SECOND * 600)
        await clock.advance(SECOND * 600)
      if (host.mortal.isDead) counts.killsWhileWriting += 1
      // Between its death and now it fired nothing: not awake for ten minutes at most.
      awake.at(-1)!.to = clock.now() - SECOND * 600
      host.mortal.die()
      host.scheduler.stop()
      await restart(ms)
    },
    stop(): void {
      close()
      host.scheduler.stop()
    },
    slotsOf: (jobId: string): Slot[] => ledger.list({ jobId, limit: 1_000_000 }).reverse(),
  }

  async function restart(ms: number): Promise<void> {
    close()
    clock.sleep(ms)
    await clock.settled()
    host = newHost()
    wake()
    host.start()
    await clock.settled()
  }
}

export type SimulatedOven = ReturnType<typeof simulateOven>

const iso = (ms: number) => new Date(ms).toISOString()
