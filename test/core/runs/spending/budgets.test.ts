import { describe, expect, test } from 'vitest'
import { budgetStanding, describeSpend } from '../../../../core/runs/spending/budget-watch.ts'
import { listPriceOf } from '../../../../core/runs/spending/list-prices.ts'
import { createSpending } from '../../../../core/runs/spending/spending.ts'
import { openRunKitchen } from '../run-kitchen.ts'

const tokens = (input: number, output = 0) => ({ input, output, cacheRead: 0, cacheCreation: 0 })
const agent = { stage: 'review', session: 's1' }
const start = { t: 'agent-start', ...agent, model: 'claude-sonnet-4-5', version: '2' }
const usage = (input: number) => ({ t: 'agent-usage', ...agent, tokens: tokens(input) })
const end = (input: number, costUsd: number | null) => ({
  t: 'agent-end',
  ...agent,
  exitCode: 0,
  signal: null,
  durationMs: 1,
  error: null,
  stderr: '',
  result: null,
  model: 'claude-sonnet-4-5',
  tokens: tokens(input),
  costUsd,
})

async function logOf(kitchen: ReturnType<typeof openRunKitchen>, id: string): Promise<string> {
  const { jobId, queuedAt } = kitchen.run(id)
  let log = ''
  const of = { runId: id, jobId, queuedAt }
  for await (const { text } of kitchen.deps.logs.read(of, { from: 0, follow: false })) log += text
  return log
}

describe('the budget of a run', () => {
  test('in tokens: warned at four fifths, stopped when it is used up', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'review', type: 'agent-pipeline', budget: { tokens: 1000 } })
    const { id } = kitchen.click('review')
    const container = await kitchen.scripted.nextStart()
    await container.record(start)
    await container.record(usage(799))
    await kitchen.clock.advance(1000)
    expect(kitchen.run(id).progress).toBeNull()
    await container.record(usage(800))
    await kitchen.clock.advance(1000)
    await kitchen.settle()
    expect(kitchen.run(id)).toMatchObject({
      state: 'running',
      progress: 'Most of the budget is used: 800 of 1,000 tokens.',
    })
    await container.record(usage(900))
    await kitchen.clock.advance(1000)
    expect(container.signals).toEqual([])
    await container.record(usage(1000))
    await kitchen.clock.advance(1000)
    expect(await kitchen.until(id, 'finished')).toMatchObject({
      outcome: 'cancelled',
      verdict: 'incomplete',
      tokens: tokens(1000),
      error: {
        code: 'budget',
        message: 'The run used up its budget (1,000 of 1,000 tokens) and was stopped.',
      },
    })
    expect(container.signals).toEqual(['SIGINT'])
    const log = await logOf(kitchen, id)
    expect(log.match(/Most of the budget is used/g)).toHaveLength(1)
    expect(log).toContain('[oven] The budget is spent: stopping.')
    expect(kitchen.notices).toEqual(['review #1: cancelled'])
  })

  test('in dollars is watched by an estimate while the agent works, and says that it is one', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'review', type: 'agent-pipeline', budget: { usd: 0.3 } })
    const { id } = kitchen.click('review')
    const container = await kitchen.scripted.nextStart()
    await container.record(start)
    // 3 dollars a million.
    await container.record(usage(90_000))
    await kitchen.clock.advance(1000)
    await kitchen.settle()
    expect(kitchen.run(id)).toMatchObject({ costEstimated: true, state: 'running' })
    expect(kitchen.run(id).costUsd).toBeCloseTo(0.27)
    expect(kitchen.run(id).progress).toBe('Most of the budget is used: about $0.27 of $0.30 (estimated).')
    await container.record(usage(110_000))
    await kitchen.clock.advance(1000)
    const run = await kitchen.until(id, 'finished')
    expect(run.error?.message).toBe(
      'The run used up its budget (about $0.33 of $0.30 (estimated)) and was stopped.',
    )
  })

  test('counts what the agent told in the end, not the estimate', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'review', type: 'agent-pipeline', budget: { usd: 1 } })
    const { id } = kitchen.click('review')
    const container = await kitchen.scripted.nextStart()
    await container.record(start)
    await container.record(end(100_000, 0.05))
    container.end(1)
    expect(await kitchen.until(id, 'finished')).toMatchObject({ costUsd: 0.05, costEstimated: false })
  })

  test('is not warned of again after a restart, and still stops the run', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'review', type: 'agent-pipeline', budget: { tokens: 1000 } })
    const { id } = kitchen.click('review')
    const container = await kitchen.scripted.nextStart()
    await container.record(start)
    await container.record(usage(850))
    await kitchen.clock.advance(1000)
    await kitchen.restart()
    await kitchen.settle()
    await kitchen.clock.advance(1000)
    await container.record(usage(1001))
    await kitchen.clock.advance(1000)
    expect(await kitchen.until(id, 'finished')).toMatchObject({
      outcome: 'cancelled',
      error: { code: 'budget' },
    })
    expect((await logOf(kitchen, id)).match(/Most of the budget is used/g)).toHaveLength(1)
  })

  test('that was used up while no host was there leaves the run’s own end as it is', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'review', type: 'agent-pipeline', budget: { tokens: 10 } })
    const { id } = kitchen.click('review')
    const container = await kitchen.scripted.nextStart()
    await kitchen.until(id, 'running')
    await kitchen.service.leave()
    await container.record(start).catch(() => {})
    await container.record(usage(1000)).catch(() => {})
    container.end(0)
    await kitchen.restart()
    await kitchen.clock.advance(1000)
    expect(await kitchen.until(id, 'finished')).toMatchObject({ outcome: 'succeeded', tokens: tokens(1000) })
  })
})

describe('the budget of a day', () => {
  /** A run of yesterday or today that has cost something. */
  function spent(
    kitchen: ReturnType<typeof openRunKitchen>,
    jobId: string,
    startedAt: string,
    usd: number,
    more = {},
  ) {
    const run = kitchen.runs.create({
      id: `spent-${Math.random()}`,
      jobId,
      jobName: jobId,
      jobType: 'agent-pipeline',
      trigger: 'schedule',
      rehearsal: false,
      attempt: 1,
      dueAt: null,
      queuedAt: startedAt,
      image: 'i',
      source: null,
      ...more,
    })
    kitchen.runs.update(run.id, {
      state: 'finished',
      outcome: 'succeeded',
      startedAt,
      costUsd: usd,
      tokens: tokens(500),
    })
  }

  test('of a job: a due slot is skipped, a click refused unless it is forced', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'review', type: 'agent-pipeline', budget: { perDay: { usd: 1 } } })
    // Berlin's midnight is 23:00 UTC: this one was yesterday's.
    spent(kitchen, 'review', '2026-03-09T22:59:59.000Z', 5)
    spent(kitchen, 'other', '2026-03-10T09:00:00.000Z', 5)
    spent(kitchen, 'review', '2026-03-10T09:00:00.000Z', 5, { rehearsal: true })
    const before = kitchen.click('review')
    ;(await kitchen.scripted.nextStart()).end(0)
    await kitchen.until(before.id, 'finished')

    spent(kitchen, 'review', '2026-03-09T23:00:00.000Z', 1.25)
    expect(() => kitchen.click('review')).toThrow('The day\'s budget of "review" is spent: $1.25 of $1.00.')
    const dueAt = '2026-03-10T12:00:00.000Z'
    kitchen.slots.claim([{ jobId: 'review', dueAt }], dueAt)
    void kitchen.service.launchSlots([{ jobId: 'review', dueAt }], 'schedule')
    expect(kitchen.slots.list({ jobId: 'review', limit: 5 })).toMatchObject([
      { dueAt, state: 'skipped', cause: 'budget', runId: null },
    ])
    const forced = kitchen.click('review', { force: true })
    ;(await kitchen.scripted.nextStart()).end(0)
    await kitchen.until(forced.id, 'finished')
    const rehearsed = kitchen.click('review', { rehearse: true })
    ;(await kitchen.scripted.nextStart()).end(0)
    await kitchen.until(rehearsed.id, 'finished')

    await kitchen.clock.advanceTo('2026-03-10T23:00:00.000Z')
    const tomorrow = kitchen.click('review')
    ;(await kitchen.scripted.nextStart()).end(0)
    await kitchen.until(tomorrow.id, 'finished')
  })

  test('of the oven counts all jobs, in tokens too', () => {
    const kitchen = openRunKitchen({ config: { budget: { perDay: { tokens: 1000 } } } })
    kitchen.addJob({ id: 'review', type: 'agent-pipeline' })
    spent(kitchen, 'one', '2026-03-10T09:00:00.000Z', 0)
    expect(kitchen.deps.runs.spentSince('2026-03-10T00:00:00.000Z').tokens).toBe(500)
    spent(kitchen, 'two', '2026-03-10T10:00:00.000Z', 0)
    expect(() => kitchen.click('review')).toThrow(
      "The oven's budget for the day is spent: 1,000 of 1,000 tokens.",
    )
  })

  test('counts what a run at work has cost so far', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'review', type: 'agent-pipeline', budget: { perDay: { tokens: 1000 } } })
    const first = kitchen.click('review')
    const container = await kitchen.scripted.nextStart()
    await container.record(start)
    await container.record(usage(1000))
    await kitchen.clock.advance(1000)
    expect(() => kitchen.click('review')).toThrow('is spent')
    container.end(0)
    await kitchen.until(first.id, 'finished')
  })
})

describe('spending', () => {
  test('agrees with what Claude Code told of the recorded session', () => {
    const told = { input: 240, output: 80, cacheRead: 100, cacheCreation: 0 }
    expect(listPriceOf(told, 'claude-opus-4-8[1m]')).toBeCloseTo(0.00325, 10)
  })

  test('corrects its estimate by what agents of the same model told', () => {
    const spending = createSpending()
    spending.started('a', 'one', 'claude-sonnet-4-5')
    spending.ended('a', 'one', tokens(100_000), 0.15)
    spending.started('b', 'two', 'claude-sonnet-4-5')
    spending.used('b', 'two', tokens(200_000))
    expect(spending.total().usd).toBeCloseTo(0.15 + 0.3)
    expect(spending.total().estimated).toBe(true)
    spending.ended('b', 'two', tokens(200_000), 0.31)
    expect(spending.total().usd).toBeCloseTo(0.46)
    expect(spending.total().estimated).toBe(false)
  })

  test('keeps an estimate for an agent that was killed before it told its cost', () => {
    const spending = createSpending()
    spending.started('a', null, 'claude-haiku-4-5')
    spending.ended('a', null, tokens(1_000_000), null)
    expect(spending.total()).toMatchObject({ usd: 1, estimated: true })
    expect(spending.ofStage(null).usd).toBeNull()
  })

  test('takes a model it does not know for the dearest', () => {
    expect(listPriceOf(tokens(1_000_000), 'claude-opus-4-20250514')).toBe(15)
    expect(listPriceOf(tokens(1_000_000), null)).toBe(15)
    expect(listPriceOf(tokens(1_000_000), 'claude-opus-4-5-20251101')).toBe(5)
  })
})

test('a standing is told by the budget that is used most', () => {
  const spend = { tokens: tokens(100), costUsd: 0.9, costEstimated: false }
  expect(budgetStanding(spend, { usd: 1, tokens: 1000 })).toBe('nearly')
  expect(describeSpend(spend, { usd: 1, tokens: 1000 })).toBe('$0.90 of $1.00')
  expect(budgetStanding(spend, { usd: 1, tokens: 100 })).toBe('spent')
  expect(budgetStanding(spend, { perDay: { usd: 0.1 } })).toBe('within')
  expect(budgetStanding(spend, null)).toBe('within')
})
