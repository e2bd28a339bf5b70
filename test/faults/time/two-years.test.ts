import { describe, expect, test } from 'vitest'
import { SqliteSlotStore } from '../../../adapters/sqlite/sqlite-slot-store.ts'
import type { Job, Slot } from '../../../contract/index.ts'
import { temporaryDatabase } from '../../support/temporary-database.ts'
import { keepFigures } from '../support/figures.ts'
import { createChance, inForm } from '../support/form.ts'
import { dayOf, oracleMoments, wholeDays } from './oracle.ts'
import { SimulatedClock } from './simulated-clock.ts'
import { type SimulatedOven, simulateOven } from './simulated-oven.ts'

/** Two years in which some of these zones gave up or took up summer time. */
const FROM = Date.parse('2022-01-01T05:00:30Z')
const TO = Date.parse('2024-01-01T05:00:30Z')

const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  // Half an hour of summer time.
  'Australia/Lord_Howe',
  // Three quarters of an hour apart from others, and changes at 2:45.
  'Pacific/Chatham',
  // No summer time.
  'Asia/Kolkata',
  // Goes back for the month of Ramadan: four changes a year.
  'Africa/Casablanca',
  // Gave it up in October 2022.
  'America/Mexico_City',
  // Took it up in April 2023, at midnight.
  'Africa/Cairo',
  // Changes at midnight; in 2022 a week late.
  'America/Santiago',
  // Changed at midnight, for the last time in 2022.
  'Asia/Tehran',
]

const FIXED = ['30 2 * * *', '0 0 * * *', '15 1 * * 0', '45 2 1,15 * *', '0 3 31 * *']
const INTERVALS = inForm({
  short: ['*/30 1-3 * * *'],
  long: ['*/15 * * * *', '*/7 0-3 * * 0,6'],
})

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const jobs: (Job & { cron: string; timezone: string })[] = ZONES.flatMap((timezone, zone) =>
  [...FIXED, ...INTERVALS].map((cron, index) => ({
    type: 'docker' as const,
    id: `${timezone.replaceAll(/[/_]/g, '-')}-${index}`,
    name: cron,
    enabled: true,
    image: 'none',
    command: [],
    overlap: 'allow' as const,
    catchUp: (['latest', 'all', 'skip'] as const)[(zone + index) % 3],
    schedule: { type: 'cron' as const, cron, timezone },
    cron,
    timezone,
  })),
)

describe.each(inForm({ short: [1], long: [1, 2, 3] }))('two years in ten zones, life %i', (life) => {
  test('every due moment is accounted for, and none has two runs', async () => {
    const chance = createChance(`two-years-${life}`)
    const clock = new SimulatedClock(FROM)
    const ledger = new SqliteSlotStore({ database: temporaryDatabase() })
    const oven = simulateOven({ clock, ledger, jobs, chance })
    oven.start()
    await live(oven, clock, chance)

    const seen = { due: 0, ran: 0, late: 0, missed: 0 }
    for (const job of jobs) {
      const due = oracleMoments(job.cron, job.timezone, FROM, clock.now())
      const slots = oven.slotsOf(job.id)
      expect([job.id, slots.map(({ dueAt }) => dueAt)]).toEqual([job.id, due.map(iso)])
      checkEnds(job, slots, oven)
      seen.due += due.length
      for (const { state } of slots) seen[state as 'ran' | 'late' | 'missed'] += 1
    }
    checkRuns(oven, jobs)
    expect(oven.warnings).toEqual([])
    expect(seen.ran).toBeGreaterThan(seen.due / 4)
    expect(Math.min(seen.late, seen.missed)).toBeGreaterThan(50)
    keepFigures(`two-years-${life}`, {
      title: 'Two years of sleeps, quits and crashes in ten zones',
      seed: chance.seed,
      figures: { ...seen, ...oven.counts, 'slots unaccounted for': 0, 'slots with two runs': 0 },
    })
  }, 900_000)
})

test('the oracle and the calendar agree: a fixed daily time comes once on each day of each zone', () => {
  for (const timezone of ZONES) {
    const day = dayOf(timezone)
    const days = wholeDays(timezone, FROM, TO)
    for (const cron of FIXED.slice(0, 2)) {
      const fired = oracleMoments(cron, timezone, FROM, TO)
        .map(day)
        .filter((each) => days.has(each))
      expect([timezone, cron, fired.length, new Set(fired).size]).toEqual([
        timezone,
        cron,
        days.size,
        days.size,
      ])
    }
  }
})

/** Up for hours or days, then asleep, quit or killed, for minutes or days; at the end up for long enough to settle all. */
async function live(
  oven: SimulatedOven,
  clock: SimulatedClock,
  chance: ReturnType<typeof createChance>,
): Promise<void> {
  const span = (low: number, high: number) => Math.exp(Math.log(low) + chance.next() * Math.log(high / low))
  while (clock.now() < TO) {
    await oven.run(Math.round(span(5 * MINUTE, 5 * DAY)))
    const away = Math.round(span(10_000, 4 * DAY))
    switch (chance.between(0, 4)) {
      case 0:
      case 1:
        await oven.sleep(away)
        break
      case 2:
        await oven.quit(away)
        break
      case 3:
        await oven.kill(away)
        break
      default:
        await oven.killWhileWriting(12 * HOUR, away)
    }
  }
  // A hundred runs of half an hour, one after another, may still be ahead.
  await oven.run(4 * DAY)
  oven.stop()
}

function checkEnds(job: Job, slots: readonly Slot[], oven: SimulatedOven): void {
  const last = oven.awake.at(-1)!.to - 2 * HOUR
  let index = 0
  for (const { dueAt, state, cause, runId } of slots) {
    const at = Date.parse(dueAt)
    while (oven.awake[index + 1] !== undefined && oven.awake[index]!.to <= at) index += 1
    const { from, to } = oven.awake[index]!
    const about = [job.id, dueAt, state, cause, runId]
    if (at > last) continue
    // Settled for good, with a run where it has run, and with a cause where it has not run on time.
    expect(['ran', 'late', 'missed'], about.join(' ')).toContain(state)
    expect(runId !== null, about.join(' ')).toBe(state !== 'missed')
    expect(cause === null, about.join(' ')).toBe(state === 'ran')
    if (state === 'missed') expect(['asleep', 'quit'], about.join(' ')).toContain(cause)
    // Whatever comes while somebody is there to see it runs: past the minute after a gap, and not in the last one before.
    if (at > from + 2 * MINUTE && at < to - MINUTE && job.catchUp !== 'all') expect(about[2]).toBe('ran')
  }
}

function checkRuns(oven: SimulatedOven, all: readonly Job[]): void {
  const names = oven.runs.map(({ jobId, dueAt }) => `${jobId} ${dueAt}`)
  expect(new Set(names).size).toBe(names.length)
  const withRun = all.flatMap(({ id }) => oven.slotsOf(id).filter(({ runId }) => runId !== null))
  expect(withRun.length).toBe(names.length)
  expect(new Set(withRun.map(({ runId }) => runId)).size).toBe(names.length)
}

const iso = (ms: number) => new Date(ms).toISOString()
