import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../adapters/sqlite/database.ts'
import { SqliteSlotStore } from '../adapters/sqlite/sqlite-slot-store.ts'
import type { Job } from '../contract/index.ts'
import { createScheduler } from '../core/schedule/scheduler.ts'
import { systemClock } from '../server/system-clock.ts'
import { type Bench, type Measurement, percentile } from './measure.ts'

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Asia/Tokyo',
]

/** How late a due second is handed out, beside a plain timer set for the same seconds. */
export const lateness: Bench = {
  name: 'lateness',
  async run() {
    const one = await handedOut(1, { everySeconds: 2, rounds: 20 })
    const thousand = await handedOut(1000, { everySeconds: 2, rounds: 8 })
    const tenThousand = await handedOut(10_000, { everySeconds: 5, rounds: 6 })
    return [
      row('due second → handed out, one job, p50', one.ours, one.plain, 50, '≤ 2 ms'),
      row('due second → handed out, one job, p99', one.ours, one.plain, 99, '≤ 10 ms'),
      row('1,000 jobs due on one second, six zones, p99', thousand.ours, thousand.plain, 99, '≤ 15 ms'),
      row(
        '10,000 jobs due on one second, six zones, p99',
        tenThousand.ours,
        tenThousand.plain,
        99,
        '≤ 50 ms',
      ),
    ]
  },
}

function row(what: string, ours: number[], plain: number[], p: number, goal: string): Measurement {
  return {
    what,
    ours: percentile(ours, p),
    reference: percentile(plain, p),
    referenceName: 'one setTimeout',
    unit: 'ms',
    goal,
  }
}

async function handedOut(
  jobCount: number,
  { everySeconds, rounds }: { everySeconds: number; rounds: number },
): Promise<{ ours: number[]; plain: number[] }> {
  const everyMs = everySeconds * 1000
  const folder = mkdtempSync(join(tmpdir(), 'oven-bench-'))
  const database = openDatabase(join(folder, 'oven.db'))
  const jobs = Array.from(
    { length: jobCount },
    (_, index): Job => ({
      type: 'docker',
      id: `job-${index}`,
      name: `job-${index}`,
      enabled: true,
      image: 'busybox',
      command: ['true'],
      schedule: { type: 'cron', cron: `*/${everySeconds} * * * * *`, timezone: ZONES[index % ZONES.length] },
    }),
  )
  const ours: number[] = []
  const plain: number[] = []
  const scheduler = createScheduler({
    clock: systemClock,
    slots: new SqliteSlotStore({ database }),
    jobs: () => jobs,
    timezone: () => 'UTC',
    launch(due) {
      const at = now()
      for (const { dueAt } of due) ours.push(at - Date.parse(dueAt))
    },
    changes: { emit() {} },
  })
  scheduler.start()
  await pause(everyMs - 500)
  for (let round = 0; round < rounds; round += 1) {
    const due = Math.ceil((now() + 50) / everyMs) * everyMs
    await new Promise<void>((resolve) => setTimeout(resolve, due - now()))
    plain.push(Math.max(0, now() - due))
  }
  await pause(500)
  scheduler.stop()
  rmSync(folder, { recursive: true, force: true })
  // The first second is spent on finding out where everything stands.
  return { ours: ours.slice(jobCount), plain }
}

const now = () => performance.timeOrigin + performance.now()
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
