import { describe, expect, test } from 'vitest'
import type { Run } from '../../../../contract/index.ts'
import { canHeal, nextAttemptAt } from '../../../../core/runs/queue/retry-plan.ts'
import { openRunKitchen } from '../run-kitchen.ts'

const MINUTE = 60_000
const retry = { maxAttempts: 3, backoffSeconds: 60, onFailure: true }

/** Plays one run from its container's start to its end. */
async function bakeOnce(
  kitchen: ReturnType<typeof openRunKitchen>,
  id: string,
  exitCode: number,
): Promise<Run> {
  const container = await kitchen.scripted.nextStart()
  expect(container.spec.labels['agent-oven.run']).toBe(id)
  container.end(exitCode)
  return kitchen.until(id, 'finished')
}

const retryOf = (kitchen: ReturnType<typeof openRunKitchen>, id: string) => kitchen.runs.findRetryOf(id)

describe('a run that failed and may heal', () => {
  test('is repeated as linked runs, each waiting twice as long, until one succeeds', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'flaky', retry })
    const first = kitchen.click('flaky')
    await bakeOnce(kitchen, first.id, 1)
    const second = retryOf(kitchen, first.id)!
    expect(second).toMatchObject({
      state: 'queued',
      trigger: 'retry',
      attempt: 2,
      number: 2,
      retryOf: first.id,
    })
    expect(second.notBeforeAt).toBe('2026-03-10T12:01:00.000Z')
    expect(kitchen.service.activeRuns()).toBe(0)

    await kitchen.clock.advance(MINUTE - 1)
    await kitchen.settle()
    expect(kitchen.scripted.containers.size).toBe(0)
    await kitchen.clock.advance(1)
    await bakeOnce(kitchen, second.id, 1)
    const third = retryOf(kitchen, second.id)!
    expect(third).toMatchObject({ attempt: 3, notBeforeAt: '2026-03-10T12:03:00.000Z' })
    await kitchen.clock.advance(2 * MINUTE)
    expect(await bakeOnce(kitchen, third.id, 0)).toMatchObject({ outcome: 'succeeded', notBeforeAt: null })
    expect(retryOf(kitchen, third.id)).toBeNull()
    expect(kitchen.notices).toEqual([])
  })

  test('is given up after the last attempt, and only then is the user told', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'broken', retry: { ...retry, maxAttempts: 2 } })
    const first = kitchen.click('broken')
    await bakeOnce(kitchen, first.id, 1)
    expect(kitchen.notices).toEqual([])
    await kitchen.clock.advance(MINUTE)
    const second = retryOf(kitchen, first.id)!
    await bakeOnce(kitchen, second.id, 1)
    await kitchen.settle()
    expect(retryOf(kitchen, second.id)).toBeNull()
    expect(kitchen.notices).toEqual(['broken #2: failed'])
  })

  test('says in its log when it will be tried again', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'flaky', retry })
    const { id } = kitchen.click('flaky')
    const run = await bakeOnce(kitchen, id, 1)
    let log = ''
    const of = { runId: id, jobId: 'flaky', queuedAt: run.queuedAt }
    for await (const { text } of kitchen.deps.logs.read(of, { from: 0, follow: false })) log += text
    expect(log).toMatch(/Attempt 2 is queued as #2, not before 2026-03-10T12:01:00.000Z\.\n$/)
  })

  test('keeps its waiting retry over a restart of the host, and it begins at its time, once', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'flaky', retry })
    const first = kitchen.click('flaky')
    await bakeOnce(kitchen, first.id, 1)
    const second = retryOf(kitchen, first.id)!
    await kitchen.clock.advance(30_000)
    await kitchen.restart()
    await kitchen.restart()
    await kitchen.settle()
    expect(kitchen.run(second.id)).toMatchObject({ state: 'queued', notBeforeAt: second.notBeforeAt })
    expect(kitchen.scripted.containers.size).toBe(0)
    await kitchen.clock.advance(30_000)
    expect((await bakeOnce(kitchen, second.id, 0)).outcome).toBe('succeeded')
    expect(kitchen.runs.list({ jobId: 'flaky' }, { limit: 10 }).runs).toHaveLength(2)
  })

  test('whose time came while no host was there begins at the next start', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'flaky', retry })
    const first = kitchen.click('flaky')
    await bakeOnce(kitchen, first.id, 1)
    await kitchen.service.leave()
    await kitchen.clock.advance(60 * MINUTE)
    await kitchen.restart()
    expect((await bakeOnce(kitchen, retryOf(kitchen, first.id)!.id, 0)).outcome).toBe('succeeded')
  })

  test('is not left out when the host goes between the end and the retry', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'flaky', retry })
    const first = kitchen.click('flaky')
    const container = await kitchen.scripted.nextStart()
    await kitchen.service.leave()
    // What a host writes right before it would queue the retry.
    container.end(1)
    kitchen.runs.update(first.id, {
      state: 'collecting',
      outcome: 'failed',
      verdict: 'failed',
      exitCode: 1,
      error: { code: 'exit-code', message: 'It exited with 1.', hint: null },
      finishedAt: '2026-03-10T12:00:00.000Z',
    })
    await kitchen.restart()
    await kitchen.until(first.id, 'finished')
    expect(retryOf(kitchen, first.id)).toMatchObject({ attempt: 2, state: 'queued' })
    await kitchen.restart()
    await kitchen.settle()
    expect(kitchen.runs.list({ jobId: 'flaky' }, { limit: 10 }).runs).toHaveLength(2)
  })

  test('does not outlast its job: it ends when that is removed, without a container', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'flaky', retry })
    kitchen.addJob({ id: 'other', retry })
    const first = kitchen.click('flaky')
    await bakeOnce(kitchen, first.id, 1)
    const other = kitchen.click('other')
    await bakeOnce(kitchen, other.id, 1)
    kitchen.removeJob('flaky')
    expect(await kitchen.until(retryOf(kitchen, first.id)!.id, 'finished')).toMatchObject({
      outcome: 'cancelled',
      error: { code: 'job-removed' },
      startedAt: null,
      notBeforeAt: null,
    })
    expect(kitchen.scripted.containers.size).toBe(0)
    expect(retryOf(kitchen, other.id)).toMatchObject({ state: 'queued' })
  })

  test('can be cancelled while it waits, also after a restart', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'flaky', retry })
    const first = kitchen.click('flaky')
    await bakeOnce(kitchen, first.id, 1)
    const second = retryOf(kitchen, first.id)!
    await kitchen.restart()
    kitchen.service.cancel(second.id)
    expect(await kitchen.until(second.id, 'finished')).toMatchObject({
      outcome: 'cancelled',
      notBeforeAt: null,
      error: { message: 'The run was cancelled before its container started.' },
    })
    expect(kitchen.runs.activeCounts().size).toBe(0)
  })

  test('is started at once by a click, without waiting', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'flaky', retry: { ...retry, backoffSeconds: 3600 } })
    const first = kitchen.click('flaky')
    await bakeOnce(kitchen, first.id, 1)
    const second = kitchen.service.retry(first.id)
    expect(second.id).toBe(retryOf(kitchen, first.id)!.id)
    expect((await bakeOnce(kitchen, second.id, 0)).outcome).toBe('succeeded')
  })

  test('is dropped when a later run of the job has succeeded meanwhile', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'flaky', retry })
    const first = kitchen.click('flaky')
    await bakeOnce(kitchen, first.id, 1)
    const second = retryOf(kitchen, first.id)!
    await kitchen.clock.advance(1000)
    const click = kitchen.click('flaky')
    await bakeOnce(kitchen, click.id, 0)
    await kitchen.clock.advance(MINUTE)
    expect(await kitchen.until(second.id, 'finished')).toMatchObject({
      outcome: 'cancelled',
      verdict: 'nothing-to-do',
      error: {
        code: 'superseded',
        message: 'Run #3 succeeded meanwhile, so there was nothing to try again.',
      },
    })
  })

  test('has one waiting retry at most, however many runs of the job fail', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'flaky', retry: { ...retry, backoffSeconds: 3600 } })
    for (let count = 0; count < 3; count += 1) await bakeOnce(kitchen, kitchen.click('flaky').id, 1)
    const waiting = kitchen.runs.unfinished()
    expect(waiting.map(({ attempt }) => attempt)).toEqual([2])
  })

  test('has a waiting retry of a rehearsal beside that of a real run', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'review', type: 'agent-pipeline', retry: { ...retry, backoffSeconds: 3600 } })
    await bakeOnce(kitchen, kitchen.click('review', { rehearse: true }).id, 1)
    await bakeOnce(kitchen, kitchen.click('review').id, 1)
    expect(kitchen.runs.unfinished().map(({ rehearsal }) => rehearsal)).toEqual([true, false])
  })

  test('is dropped when its job was disabled meanwhile, unless a click began it', async () => {
    const kitchen = openRunKitchen()
    const dueAt = '2026-03-10T12:00:00.000Z'
    const jobs = ['scheduled', 'clicked'].map((id) => kitchen.addJob({ id, retry }))
    kitchen.slots.claim([{ jobId: 'scheduled', dueAt }], dueAt)
    void kitchen.service.launchSlots([{ jobId: 'scheduled', dueAt }], 'schedule')
    const scheduled = kitchen.runs.list({}, { limit: 1 }).runs[0]!
    await bakeOnce(kitchen, scheduled.id, 1)
    const clicked = kitchen.click('clicked')
    await bakeOnce(kitchen, clicked.id, 1)
    for (const job of jobs) kitchen.jobs.set(job.id, { ...job, enabled: false })
    await kitchen.clock.advance(MINUTE)
    expect(await kitchen.until(retryOf(kitchen, scheduled.id)!.id, 'finished')).toMatchObject({
      outcome: 'cancelled',
      error: { code: 'job-disabled' },
    })
    expect((await bakeOnce(kitchen, retryOf(kitchen, clicked.id)!.id, 0)).outcome).toBe('succeeded')
  })

  test('ends as cancelled when its job was removed while it waited', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'flaky', retry })
    const first = kitchen.click('flaky')
    await bakeOnce(kitchen, first.id, 1)
    kitchen.jobs.delete('flaky')
    await kitchen.clock.advance(MINUTE)
    expect(await kitchen.until(retryOf(kitchen, first.id)!.id, 'finished')).toMatchObject({
      outcome: 'cancelled',
      error: { code: 'job-removed' },
    })
  })
})

describe('a slot', () => {
  const dueAt = '2026-03-10T12:00:00.000Z'

  test('whose run could not begin becomes the retry’s, and ends late by the cause', async () => {
    // The retry comes a minute from now, so more than one after this moment, which is late.
    const dueAt = '2026-03-10T11:59:59.000Z'
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'due', retry })
    kitchen.scripted.setUp(false)
    kitchen.slots.claim([{ jobId: 'due', dueAt }], dueAt)
    void kitchen.service.launchSlots([{ jobId: 'due', dueAt }], 'schedule')
    const [first] = kitchen.runs.list({}, { limit: 1 }).runs
    expect(await kitchen.until(first!.id, 'finished')).toMatchObject({
      outcome: 'blocked',
      error: { code: 'engine-down' },
    })
    const second = retryOf(kitchen, first!.id)!
    expect(kitchen.slots.list({ jobId: 'due', limit: 5 })).toMatchObject([
      { dueAt, state: 'claimed', cause: 'engine-down', runId: second.id },
    ])
    kitchen.scripted.setUp(true)
    await kitchen.clock.advance(MINUTE)
    await bakeOnce(kitchen, second.id, 0)
    expect(kitchen.slots.list({ jobId: 'due', limit: 5 })).toMatchObject([
      { dueAt, state: 'late', cause: 'engine-down', runId: second.id },
    ])
  })

  test('whose run began is not changed by its retries', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'due', retry })
    kitchen.slots.claim([{ jobId: 'due', dueAt }], dueAt)
    void kitchen.service.launchSlots([{ jobId: 'due', dueAt }], 'schedule')
    const [first] = kitchen.runs.list({}, { limit: 1 }).runs
    await bakeOnce(kitchen, first!.id, 1)
    const ran = [{ dueAt, state: 'ran', runId: first!.id }]
    expect(kitchen.slots.list({ jobId: 'due', limit: 5 })).toMatchObject(ran)
    await kitchen.clock.advance(MINUTE)
    const second = retryOf(kitchen, first!.id)!
    expect(second.dueAt).toBeNull()
    await bakeOnce(kitchen, second.id, 0)
    expect(kitchen.slots.list({ jobId: 'due', limit: 5 })).toMatchObject(ran)
  })
})

describe('a click', () => {
  test('repeats a finished run as its next attempt', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'plain' })
    const first = kitchen.click('plain')
    await bakeOnce(kitchen, first.id, 1)
    const second = kitchen.service.retry('plain#1')
    expect(second).toMatchObject({ trigger: 'retry', attempt: 2, retryOf: first.id, notBeforeAt: null })
    await bakeOnce(kitchen, second.id, 0)
  })

  test('is refused for a run that has not finished, and for a job that is gone', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'plain' })
    const { id } = kitchen.click('plain')
    const container = await kitchen.scripted.nextStart()
    expect(() => kitchen.service.retry(id)).toThrow('plain #1 has not finished.')
    container.end(0)
    await kitchen.until(id, 'finished')
    kitchen.jobs.delete('plain')
    expect(() => kitchen.service.retry(id)).toThrow('The job "plain" is not there any longer.')
  })
})

describe('which ends can heal', () => {
  const run = (changes: Partial<Run>): Run =>
    ({
      attempt: 1,
      outcome: 'failed',
      verdict: 'failed',
      exitCode: 1,
      error: null,
      liftsAt: null,
      ...changes,
    }) as Run
  const error = (code: string) => ({ code, message: code, hint: null })
  const onlyHealing = { ...retry, onFailure: false }

  test.each([
    ['an engine that was away', { outcome: 'blocked', exitCode: null, error: error('engine-down') }, true],
    ['a container that was lost', { outcome: 'lost', exitCode: null, error: error('container-gone') }, true],
    ['no network', { error: error('network') }, true],
    ['a usage limit', { verdict: 'rate-limited', error: error('usage-limit') }, true],
    ['an overloaded provider', { verdict: 'rate-limited', error: error('overloaded') }, true],
    ['a plain exit code', { error: error('exit-code') }, false],
    ['a login', { verdict: 'blocked', error: error('login-expired') }, false],
    ['a branch that is missing', { verdict: 'blocked', error: error('branch-missing') }, false],
    ['a cancel', { outcome: 'cancelled', error: error('cancelled') }, false],
    ['a spent budget', { outcome: 'cancelled', error: error('budget') }, false],
    ['a timeout', { outcome: 'timed-out', error: error('timed-out') }, false],
  ] as const)('%s', (_, changes, expected) => {
    expect(canHeal(run(changes as Partial<Run>), onlyHealing)).toBe(expected)
  })

  test('with onFailure an exit code too, but never what somebody must mend', () => {
    expect(canHeal(run({ error: error('exit-code') }), retry)).toBe(true)
    expect(canHeal(run({ verdict: 'blocked', error: error('login-expired') }), retry)).toBe(false)
    expect(canHeal(run({ outcome: 'timed-out', error: error('timed-out') }), retry)).toBe(false)
    expect(canHeal(run({ attempt: 3, error: error('exit-code') }), retry)).toBe(false)
    expect(canHeal(run({ error: error('exit-code') }), undefined)).toBe(false)
  })
})

describe('the wait', () => {
  const at = Date.parse('2026-03-10T12:00:00.000Z')
  const run = (attempt: number, liftsAt: string | null = null) => ({ attempt, liftsAt }) as Run

  test('doubles, is lengthened by chance up to a quarter, and has an end', () => {
    const waits = [1, 2, 3].map((attempt) => nextAttemptAt(run(attempt), retry, at, () => 0) - at)
    expect(waits).toEqual([MINUTE, 2 * MINUTE, 4 * MINUTE])
    expect(nextAttemptAt(run(1), retry, at, () => 1) - at).toBe(1.25 * MINUTE)
    const slow = { ...retry, backoffSeconds: 86_400 }
    expect(nextAttemptAt(run(9), slow, at, () => 0) - at).toBe(6 * 60 * MINUTE)
  })

  test('is never over before a limit lifts', () => {
    const lifts = '2026-03-10T17:40:00.000Z'
    for (const chance of [0, 0.5, 1]) {
      const next = nextAttemptAt(run(1, lifts), retry, at, () => chance)
      expect(next).toBeGreaterThanOrEqual(Date.parse(lifts))
      expect(next).toBeLessThanOrEqual(Date.parse(lifts) + MINUTE)
    }
    expect(nextAttemptAt(run(1, '2026-03-10T12:00:10.000Z'), retry, at, () => 0)).toBe(at + MINUTE)
  })
})
