import { describe, expect, test } from 'vitest'
import { slotCauseOf } from '../../../core/runs/queue/slot-cause.ts'
import { openRunKitchen, type RunKitchen } from './run-kitchen.ts'

const dueAt = '2026-03-10T12:00:00.000Z'

function launch(kitchen: RunKitchen, ...moments: string[]): Promise<void> {
  const slots = moments.map((moment) => ({ jobId: 'job', dueAt: moment }))
  kitchen.slots.claim(slots, dueAt)
  return kitchen.service.launchSlots(slots, 'schedule')
}

const ends = (kitchen: RunKitchen) =>
  kitchen.slots
    .list({ limit: 100 })
    .reverse()
    .map(({ state, cause }) => [state, cause])

function runsOf(kitchen: RunKitchen) {
  return kitchen.runs.list({ jobId: 'job' }, { limit: 100 }).runs.reverse()
}

describe('a scheduled run and its slot', () => {
  test('one that starts has run; the launch is over when the run is', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'job' })
    let over = false
    const launched = launch(kitchen, dueAt).then(() => {
      over = true
    })
    const container = await kitchen.scripted.nextStart()
    await kitchen.settle()
    expect([ends(kitchen), over]).toEqual([[['ran', null]], false])
    container.end(0)
    await launched
    expect(runsOf(kitchen)[0]!.state).toBe('finished')
  })

  test('one that waited behind another of its job is late for that', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'job', overlap: 'queue' })
    void launch(kitchen, dueAt)
    const first = await kitchen.scripted.nextStart()
    void launch(kitchen, '2026-03-10T12:00:01.000Z')
    await kitchen.settle()
    await kitchen.clock.advance(120_000)
    first.end(0)
    const second = await kitchen.scripted.nextStart()
    await kitchen.settle()
    expect(ends(kitchen)).toEqual([
      ['ran', null],
      ['late', 'overlap'],
    ])
    second.end(0)
    await kitchen.service.whenIdle()
  })

  test('one that is cancelled in the queue is skipped, for that', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'job', overlap: 'queue' })
    void launch(kitchen, dueAt)
    const first = await kitchen.scripted.nextStart()
    void launch(kitchen, '2026-03-10T12:00:01.000Z')
    kitchen.service.cancel(runsOf(kitchen)[1]!.id)
    await kitchen.settle()
    expect(ends(kitchen)[1]).toEqual(['skipped', 'cancelled'])
    first.end(0)
    await kitchen.service.whenIdle()
  })

  test('one whose image is not to be had is skipped as blocked', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'job' })
    kitchen.images.ensure = () => Promise.reject(new Error('no such image'))
    await launch(kitchen, dueAt)
    expect(ends(kitchen)).toEqual([['skipped', 'blocked']])
  })

  test('a job that was switched off or removed before its slot came to its turn', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'job', enabled: false })
    await launch(kitchen, dueAt)
    kitchen.jobs.clear()
    await launch(kitchen, '2026-03-10T13:00:00.000Z')
    expect(ends(kitchen)).toEqual([
      ['skipped', 'disabled'],
      ['skipped', 'disabled'],
    ])
    expect(runsOf(kitchen)).toEqual([])
  })

  test('a host that dies between writing the run and its slot: the slot gets that run, and no second one', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'job' })
    const { assignRun } = kitchen.slots
    kitchen.slots.assignRun = () => {
      throw new Error('killed')
    }
    void launch(kitchen, dueAt)
    await kitchen.service.leave()
    kitchen.slots.assignRun = assignRun
    expect(kitchen.slots.orphans()).toHaveLength(1)
    await kitchen.clock.advance(600_000)
    await kitchen.restart()
    expect(kitchen.slots.orphans()).toEqual([])
    const container = await kitchen.scripted.nextStart()
    await kitchen.settle()
    expect(ends(kitchen)).toEqual([['late', 'quit']])
    expect(kitchen.slots.list({ limit: 1 })[0]!.runId).toBe(runsOf(kitchen)[0]!.id)
    container.end(0)
    await kitchen.service.whenIdle()
    expect(runsOf(kitchen)).toHaveLength(1)
  })
})

test.each([
  ['blocked', 'engine-down', false, 'engine-down'],
  ['blocked', 'login-missing', false, 'auth'],
  ['blocked', 'key-missing', false, 'auth'],
  ['blocked', 'budget-spent', false, 'budget'],
  ['blocked', 'image-missing', false, 'blocked'],
  ['failed', 'engine-refused', false, 'blocked'],
  ['cancelled', 'cancelled', false, 'cancelled'],
  ['cancelled', 'job-disabled', false, 'disabled'],
  ['lost', 'container-gone', true, 'disabled'],
] as const)('%s with %s (job gone: %s) is skipped for %s', (outcome, code, jobGone, cause) => {
  expect(slotCauseOf({ outcome, error: { code, message: '', hint: null } }, { jobGone })).toBe(cause)
})
