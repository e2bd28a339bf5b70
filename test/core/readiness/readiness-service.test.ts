import { describe, expect, it } from 'vitest'
import { SqliteSlotStore } from '../../../adapters/sqlite/sqlite-slot-store.ts'
import { type Change, Job, type Readiness } from '../../../contract/index.ts'
import type { Check, Finding } from '../../../core/readiness/checks.ts'
import type { JobCheck } from '../../../core/readiness/job-checks.ts'
import { createMakeUp } from '../../../core/readiness/make-up.ts'
import { createReadiness } from '../../../core/readiness/readiness-service.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { temporaryDatabase } from '../../support/temporary-database.ts'

const START = '2026-11-20T12:00:00.000Z'
const MINUTE = 60_000
const fine: Finding = { passed: true, description: 'All is well.', fixes: [] }
const expired: Finding = {
  passed: false,
  code: 'login-expired',
  description: 'Claude login expired.',
  fixes: [{ description: 'Sign in.', command: 'claude auth login' }],
}

function setUp(change: Record<string, unknown> = {}) {
  const clock = new FakeClock(START)
  const job = Job.parse({
    id: 'night',
    name: 'Night',
    enabled: true,
    type: 'docker',
    image: 'tiny',
    command: [],
    schedule: { type: 'cron', cron: '0 2 * * *' },
    ...change,
  })
  const slots = new SqliteSlotStore({ database: temporaryDatabase() })
  const looked: string[] = []
  let login: Finding | Error = fine
  let risk: Finding | Error = fine
  let nextDueAt: string | null = '2026-11-21T02:00:00.000Z'
  const launched: string[] = []
  const listeners = new Set<(change: Change) => void>()
  const told: Readiness[] = []

  const checkOf = (id: string, find: () => Finding | Error): Check => ({
    id,
    title: id,
    applicable: () => true,
    async check() {
      looked.push(id)
      const found = find()
      if (found instanceof Error) throw found
      return found
    },
  })
  const checks: JobCheck[] = [
    { check: checkOf('claude:host-login', () => login), weight: 'refuses' },
    { check: checkOf('network', () => risk), weight: 'risk' },
  ]
  const makeUp = createMakeUp({
    clock,
    slots,
    launch: async (due) => void launched.push(...due.map(({ dueAt }) => dueAt)),
  })
  const readiness = createReadiness({
    clock,
    jobs: () => [job],
    checksOf: () => checks,
    nextDueAt: () => nextDueAt,
    timeoutOf: () => 1800,
    onChanges(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onSeen(seen, state, _found, isNew) {
      if (isNew) told.push(state)
      void makeUp.seen(seen, state)
    },
    onWarning(sentence) {
      throw new Error(sentence)
    },
  })
  return {
    clock,
    job,
    slots,
    readiness,
    looked,
    launched,
    told,
    setLogin: (finding: Finding | Error) => {
      login = finding
    },
    setRisk: (finding: Finding) => {
      risk = finding
    },
    setDue: (dueAt: string | null) => {
      nextDueAt = dueAt
    },
    change: (type: 'secret' | 'job') => {
      for (const listener of listeners) listener({ type, seq: 1, jobId: job.id } as Change)
    },
    skip(dueAt: string, cause: 'auth' | 'overlap' = 'auth') {
      slots.claim([{ jobId: job.id, dueAt }], dueAt)
      slots.settle(job.id, dueAt, 'skipped', cause, dueAt)
    },
    async show(fresh = false) {
      return (await readiness.show({ jobId: job.id, fresh }))[0]!
    },
  }
}

describe('"will it run tonight?"', () => {
  it('ready, when nothing is known against it', async () => {
    const { show } = setUp()
    expect(await show()).toMatchObject({ state: 'ready', reasons: [], nextDueAt: '2026-11-21T02:00:00.000Z' })
  })

  it('blocked, with the reason and the way out', async () => {
    const { show, setLogin } = setUp()
    setLogin(expired)
    expect(await show()).toMatchObject({
      state: 'blocked',
      reasons: [{ code: 'login-expired', fixes: [{ command: 'claude auth login' }] }],
    })
  })

  it('at risk, when the login ends before the next run, or while it may be at work', async () => {
    const { show, setLogin } = setUp()
    setLogin({ ...fine, expiresAt: '2026-11-20T20:00:00.000Z' })
    const before = await show()
    expect(before).toMatchObject({ state: 'at-risk', reasons: [{ code: 'login-ending' }] })
    expect(before.reasons[0]!.description).toContain('before the next run begins')
    setLogin({ ...fine, expiresAt: '2026-11-21T02:10:00.000Z' })
    expect((await show(true)).reasons[0]!.description).toContain('may still be at work')
    setLogin({ ...fine, expiresAt: '2026-11-21T02:31:00.000Z' })
    expect((await show(true)).state).toBe('ready')
  })

  it('at risk, when something could not be found out, or only may be in the way', async () => {
    const { show, setRisk, setLogin } = setUp()
    setRisk({ ...expired, code: 'network' })
    expect((await show()).state).toBe('at-risk')
    setRisk({ passed: null, description: 'Nobody knows.', fixes: [] })
    expect((await show(true)).state).toBe('at-risk')
    setRisk(fine)
    setLogin({ ...fine, isRisk: true })
    expect((await show(true)).state).toBe('at-risk')
  })

  it('a check that throws is not known, and claims nothing', async () => {
    const { readiness, setLogin, show } = setUp()
    setLogin(new Error('It broke.'))
    expect(await show()).toMatchObject({ state: 'at-risk', reasons: [{ code: null }] })
    await expect(readiness.show({ jobId: 'nobody', fresh: false })).rejects.toMatchObject({
      code: 'not-found',
    })
  })
})

describe('before a run', () => {
  const options = { timeoutSeconds: 1800 }

  it('what passed is believed for a minute; what failed is looked at again at once', async () => {
    const { readiness, looked, clock, job, setLogin } = setUp()
    for (let times = 0; times < 3; times++) await readiness.require(job, options)
    expect(looked).toEqual(['claude:host-login'])
    setLogin(expired)
    await clock.advance(MINUTE + 1)
    for (let times = 0; times < 2; times++) {
      await expect(readiness.require(job, options)).rejects.toMatchObject({
        code: 'login-expired',
        hint: expect.stringContaining('claude auth login'),
      })
    }
    setLogin(fine)
    await readiness.require(job, options)
    expect(looked).toHaveLength(4)
  })

  it('many at one time look once', async () => {
    const { readiness, looked, job } = setUp()
    await Promise.all(Array.from({ length: 20 }, () => readiness.require(job, options)))
    expect(looked).toEqual(['claude:host-login'])
  })

  it('a login that ends within the run is told; one that ends in a moment blocks', async () => {
    const { readiness, job, setLogin, clock } = setUp()
    const risks: string[] = []
    const onRisk = (sentence: string) => void risks.push(sentence)
    setLogin({ ...fine, expiresAt: '2026-11-20T12:20:00.000Z' })
    await readiness.require(job, { ...options, onRisk })
    expect(risks).toEqual([expect.stringContaining('2026-11-20T12:20:00.000Z')])
    await clock.advance(16 * MINUTE)
    await expect(readiness.require(job, { ...options, onRisk })).rejects.toMatchObject({
      code: 'login-expired',
    })
  })
})

describe('by itself', () => {
  it('looks at the start, tells what is new once, looks every minute while blocked, and un-blocks', async () => {
    const { readiness, clock, setLogin, told, looked } = setUp()
    setLogin(expired)
    readiness.start()
    await clock.advance(2_000)
    expect(readiness.peek('night')?.state).toBe('blocked')
    await clock.advance(10 * MINUTE)
    expect(told.map(({ state }) => state)).toEqual(['blocked'])
    const looks = looked.filter((id) => id === 'claude:host-login').length
    expect(looks).toBeGreaterThanOrEqual(9)
    expect(looks).toBeLessThanOrEqual(12)
    setLogin(fine)
    await clock.advance(MINUTE + 1_000)
    expect(told.map(({ state }) => state)).toEqual(['blocked', 'ready'])
    await clock.advance(14 * MINUTE)
    expect(looked.filter((id) => id === 'claude:host-login').length).toBeLessThanOrEqual(looks + 3)
    readiness.stop()
    const before = looked.length
    await clock.advance(60 * MINUTE)
    expect(looked).toHaveLength(before)
  })

  it('looks soon when a secret was set', async () => {
    const { readiness, clock, setLogin, change, told } = setUp()
    setLogin(expired)
    readiness.start()
    await clock.advance(2_000)
    setLogin(fine)
    change('secret')
    await clock.advance(2_000)
    expect(told.at(-1)?.state).toBe('ready')
    readiness.stop()
  })
})

describe('a run that was refused for its login', () => {
  it('happens once the login is back, and once', async () => {
    const { readiness, clock, setLogin, skip, launched, slots } = setUp()
    setLogin(expired)
    skip('2026-11-20T02:00:00.000Z', 'overlap')
    skip('2026-11-20T11:58:00.000Z')
    skip('2026-11-20T11:59:00.000Z')
    readiness.start()
    await clock.advance(5 * MINUTE)
    expect(launched).toEqual([])
    setLogin(fine)
    await clock.advance(MINUTE + 1_000)
    expect(launched).toEqual(['2026-11-20T11:59:00.000Z'])
    expect(slots.list({ jobId: 'night', limit: 1 })[0]).toMatchObject({ state: 'claimed', cause: 'auth' })
    // It is refused once more: not a second time by itself.
    slots.settle('night', '2026-11-20T11:59:00.000Z', 'skipped', 'auth', START)
    await clock.advance(60 * MINUTE)
    expect(launched).toHaveLength(1)
    readiness.stop()
  })

  it.each([
    ['skip', undefined, []],
    ['all', undefined, ['2026-11-20T11:58:00.000Z', '2026-11-20T11:59:00.000Z']],
    ['latest', 30, []],
  ])('with catch-up %s within %s s: %j', async (catchUp, catchUpWithin, expected) => {
    const { readiness, clock, skip, launched } = setUp({ catchUp, catchUpWithin })
    skip('2026-11-20T11:57:00.000Z', 'overlap')
    skip('2026-11-20T11:58:00.000Z')
    skip('2026-11-20T11:59:00.000Z')
    readiness.start()
    await clock.advance(3_000)
    expect(launched).toEqual(expected)
    readiness.stop()
  })

  it('does not happen when a newer one ran', async () => {
    const { readiness, clock, skip, launched, slots } = setUp()
    skip('2026-11-20T11:58:00.000Z')
    slots.claim([{ jobId: 'night', dueAt: '2026-11-20T11:59:00.000Z' }], START)
    slots.settle('night', '2026-11-20T11:59:00.000Z', 'ran', null, START)
    readiness.start()
    await clock.advance(3_000)
    expect(launched).toEqual([])
    readiness.stop()
  })
})
