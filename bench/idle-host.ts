/**
 * A process that idles, measured by bench/idle.ts: with one timer, or with a scheduler of many jobs of which none is due.
 * Says `ready <heap bytes>` once it has nothing left to do, and `cpu <ms>` after so many seconds of that.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '../adapters/sqlite/database.ts'
import { SqliteSlotStore } from '../adapters/sqlite/sqlite-slot-store.ts'
import type { Job } from '../contract/index.ts'
import { createScheduler } from '../core/schedule/scheduler.ts'
import { systemClock } from '../server/system-clock.ts'

const [kind, jobCount, seconds] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])]
const folder = mkdtempSync(join(tmpdir(), 'oven-idle-'))
const database = openDatabase(join(folder, 'oven.db'))
const slots = new SqliteSlotStore({ database })
const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe']

/** Half a year away from whatever day it is. */
const month = ((new Date().getUTCMonth() + 6) % 12) + 1
const jobs = Array.from({ length: jobCount }, (_, index): Job => {
  const cron = `${index % 60} ${index % 24} ${(index % 28) + 1} ${month} *`
  return {
    type: 'docker',
    id: `job-${index}`,
    name: `job-${index}`,
    enabled: true,
    image: 'busybox',
    command: ['true'],
    schedule: { type: 'cron', cron, timezone: zones[index % zones.length] },
  }
})

if (kind === 'scheduler') {
  const scheduler = createScheduler({
    clock: systemClock,
    slots,
    jobs: () => jobs,
    timezone: () => 'UTC',
    launch() {},
    changes: { emit() {} },
  })
  scheduler.start()
  while (slots.readCursors().size < jobCount) await pause(200)
} else {
  const again = () => void setTimeout(again, 30_000)
  again()
}
await pause(1000)
for (let turn = 0; turn < 3; turn += 1) {
  globalThis.gc?.()
  await pause(50)
}
console.log(`ready ${process.memoryUsage().heapUsed}`)
const before = process.cpuUsage()
await pause(seconds * 1000)
const spent = process.cpuUsage(before)
console.log(`cpu ${(spent.user + spent.system) / 1000}`)
database.close()
rmSync(folder, { recursive: true, force: true })
process.exit(jobs.length === jobCount ? 0 : 1)
