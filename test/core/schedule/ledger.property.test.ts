import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Job } from '../../../contract/index.ts'
import { intervalMoments, type PlainPattern } from './brute-force.ts'
import { cron, dockerJob, MINUTE, schedulerFixture } from './scheduler-fixture.ts'

const zone = 'Europe/Berlin'

interface Plan {
  cron: string
  pattern: PlainPattern
}

const plans: Plan[] = [
  { cron: '*/15 * * * *', pattern: { minutes: [0, 15, 30, 45], hours: null } },
  { cron: '20 * * * *', pattern: { minutes: [20], hours: null } },
  { cron: '5,35 */3 * * *', pattern: { minutes: [5, 35], hours: [0, 3, 6, 9, 12, 15, 18, 21] } },
  { cron: '*/7 * * * *', pattern: { minutes: [0, 7, 14, 21, 28, 35, 42, 49, 56], hours: null } },
]

type Event =
  | { type: 'run' | 'sleep' | 'quit' | 'crash'; minutes: number; seconds: number }
  | { type: 'crash-at-launch' | 'edit' | 'disable'; minutes: number; seconds: number }

const event: fc.Arbitrary<Event> = fc.record({
  type: fc.constantFrom('run', 'run', 'sleep', 'quit', 'crash', 'crash-at-launch', 'edit', 'disable'),
  minutes: fc.integer({ min: 0, max: 200 }),
  seconds: fc.integer({ min: 0, max: 59 }),
})

interface KnownSpan {
  cron: number
  from: number
  to: number
}

/**
 * Hosts run, sleep, quit and crash, and a job is edited and disabled meanwhile. Whatever the order: no slot is claimed twice,
 * none gets two runs, and what a plain search finds due while the schedule was known is in the ledger, and nothing else.
 */
test.each(['latest', 'skip', 'all'] as const)(
  'every due moment is accounted for, once (%s)',
  async (catchUp) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 3, maxLength: 14 }),
        fc.constantFrom(0, 1, 2, 3),
        async (events, first) => {
          // The night on which the clocks go back, so that an hour comes twice.
          const oven = schedulerFixture('2026-10-24T20:00:30Z')
          oven.timezone = zone
          const claimed = new Map<string, number>()
          const claim = oven.slots.claim.bind(oven.slots)
          oven.slots.claim = (given, at) => {
            const answered = claim(given, at)
            for (const { jobId, dueAt } of answered) {
              claimed.set(`${jobId} ${dueAt}`, (claimed.get(`${jobId} ${dueAt}`) ?? 0) + 1)
            }
            return answered
          }
          const runs = new Map<string, number>()
          const makeRun = (jobId: string, dueAt: string) => {
            runs.set(`${jobId} ${dueAt}`, (runs.get(`${jobId} ${dueAt}`) ?? 0) + 1)
            oven.slots.assignRun(jobId, dueAt, `run-${dueAt}`)
          }
          const jobOf = (plan: number, enabled = true): Job =>
            dockerJob('job', cron(plans[plan]!.cron), { catchUp, enabled })

          let plan: number = first
          const spans: KnownSpan[] = [{ cron: plan, from: oven.clock.now(), to: Number.NaN }]
          const closeSpan = () => {
            const last = spans.at(-1)!
            if (Number.isNaN(last.to)) last.to = oven.clock.now()
          }
          oven.jobs = [jobOf(plan)]
          oven.onLaunch = makeRun
          oven.start()
          for (const { type, minutes, seconds } of events) {
            const ms = minutes * MINUTE + seconds * 1000
            if (type === 'sleep') {
              oven.clock.sleep(ms)
              // Whatever wakes the machine, the oven looks before anything else is asked of it.
              oven.scheduler.wake('resume')
              await oven.clock.advance(1000)
            } else if (type === 'quit' || type === 'crash' || type === 'crash-at-launch') {
              if (type === 'crash-at-launch') {
                oven.onLaunch = () => {}
                await oven.clock.advance(20 * MINUTE)
              }
              if (type === 'quit') oven.scheduler.stop()
              else await oven.kill()
              oven.clock.sleep(ms)
              oven.onLaunch = makeRun
              oven.start()
              await oven.clock.advance(1000)
            } else if (type === 'edit' || type === 'disable') {
              closeSpan()
              const before = oven.launched.length
              if (type === 'disable') {
                oven.jobs = [jobOf(plan, false)]
                oven.scheduler.refresh()
                await oven.clock.advance(ms)
              } else {
                plan = (plan + 1) % plans.length
              }
              oven.jobs = [jobOf(plan)]
              oven.scheduler.refresh()
              expect(oven.launched.length).toBe(before)
              spans.push({ cron: plan, from: oven.clock.now(), to: Number.NaN })
            } else {
              await oven.clock.advance(ms)
            }
          }
          closeSpan()

          const expected = new Set(
            spans.flatMap(({ cron: each, from, to }) => {
              const firstMinute = Math.floor(from / MINUTE) * MINUTE + MINUTE
              return intervalMoments(plans[each]!.pattern, zone, firstMinute, to + 1)
            }),
          )
          const ledger = oven.slots.list({ jobId: 'job', limit: 100_000 })
          expect(ledger.map(({ dueAt }) => Date.parse(dueAt)).sort((a, b) => a - b)).toEqual(
            [...expected].sort((a, b) => a - b),
          )
          expect([...claimed.values()].every((count) => count === 1)).toBe(true)
          expect([...runs.values()].every((count) => count === 1)).toBe(true)
          for (const slot of ledger) {
            if (slot.state === 'claimed') expect(slot.runId).toBe(`run-${slot.dueAt}`)
            else expect([slot.state, slot.runId]).toEqual(['missed', null])
          }
          oven.scheduler.stop()
        },
      ),
      { numRuns: 60, seed: 20261024 },
    )
  },
  120_000,
)
