import { describe, expect, test } from 'vitest'
import { openRunKitchen, type RunKitchen } from '../run-kitchen.ts'

const jobOf = (container: { spec: { labels: Record<string, string> } }) =>
  container.spec.labels['agent-oven.job']
const runOf = (container: { spec: { labels: Record<string, string> } }) =>
  container.spec.labels['agent-oven.run']

function due(
  kitchen: RunKitchen,
  jobId: string,
  dueAt: string,
  trigger: 'schedule' | 'catch-up' = 'schedule',
) {
  kitchen.slots.claim([{ jobId, dueAt }], dueAt)
  void kitchen.service.launchSlots([{ jobId, dueAt }], trigger)
}

describe('a ceiling on runs at work', () => {
  test('holds, says so, and lets clicks go before clocks and clocks before what was missed', async () => {
    const kitchen = openRunKitchen({ config: { limits: { maxConcurrentRuns: 1 } } })
    for (const id of ['first', 'missed', 'clock', 'click']) kitchen.addJob({ id })
    kitchen.click('first')
    let container = await kitchen.scripted.nextStart()
    due(kitchen, 'missed', '2026-03-10T10:00:00.000Z', 'catch-up')
    due(kitchen, 'clock', '2026-03-10T12:00:00.000Z')
    const click = kitchen.click('click')
    await kitchen.settle()
    expect(kitchen.scripted.containers.size).toBe(1)
    expect(kitchen.run(click.id)).toMatchObject({
      state: 'queued',
      progress: 'Waiting for another run to end: all places are taken.',
    })
    const order: (string | undefined)[] = []
    for (let count = 0; count < 3; count += 1) {
      container.end(0)
      container = await kitchen.scripted.nextStart()
      expect(kitchen.scripted.containers.size).toBeLessThanOrEqual(2)
      order.push(jobOf(container))
    }
    container.end(0)
    await kitchen.service.whenIdle()
    expect(order).toEqual(['click', 'clock', 'missed'])
  })

  test('never lets more run than it says, whatever their number', async () => {
    const kitchen = openRunKitchen({ config: { limits: { maxConcurrentRuns: 3 } } })
    kitchen.addJob({ id: 'many' })
    const ids = Array.from({ length: 12 }, () => kitchen.click('many').id)
    const order: (string | undefined)[] = []
    for (let count = 0; count < 12; count += 1) {
      const container = await kitchen.scripted.nextStart()
      order.push(runOf(container))
      const atWork = ids.filter((id) => !['queued', 'finished'].includes(kitchen.run(id).state))
      expect(atWork.length).toBeLessThanOrEqual(3)
      container.end(0)
    }
    await kitchen.service.whenIdle()
    expect([...order].sort()).toEqual([...ids].sort())
    // Let in one after another; the two that may be on their way beside a run can be quicker to start.
    for (const [place, id] of ids.entries())
      expect(Math.abs(order.indexOf(id) - place)).toBeLessThanOrEqual(2)
  })

  test('counts runs taken up after a restart, and the line keeps its order', async () => {
    const kitchen = openRunKitchen({ config: { limits: { maxConcurrentRuns: 1 } } })
    for (const id of ['a', 'b', 'c']) kitchen.addJob({ id })
    kitchen.click('a')
    const first = await kitchen.scripted.nextStart()
    const [b, c] = [kitchen.click('b'), kitchen.click('c')]
    await kitchen.settle()
    await kitchen.restart()
    await kitchen.settle()
    expect([b, c].map(({ id }) => kitchen.run(id).state)).toEqual(['queued', 'queued'])
    first.end(0)
    const second = await kitchen.scripted.nextStart()
    expect(jobOf(second)).toBe('b')
    second.end(0)
    const third = await kitchen.scripted.nextStart()
    expect(jobOf(third)).toBe('c')
    third.end(0)
    await kitchen.service.whenIdle()
  })

  test('that is raised lets the next in without waiting for an end', async () => {
    const kitchen = openRunKitchen({ config: { limits: { maxConcurrentRuns: 1 } } })
    kitchen.addJob({ id: 'a' })
    kitchen.addJob({ id: 'b' })
    kitchen.click('a')
    const first = await kitchen.scripted.nextStart()
    kitchen.click('b')
    await kitchen.settle()
    kitchen.configure({})
    await kitchen.clock.advance(30_000)
    const second = await kitchen.scripted.nextStart()
    expect(jobOf(second)).toBe('b')
    for (const container of [first, second]) container.end(0)
    await kitchen.service.whenIdle()
  })
})

describe('overlap', () => {
  test('queue keeps the order over restarts, and waits for runs taken up', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'in-line', overlap: 'queue' })
    const ids = Array.from({ length: 4 }, () => kitchen.click('in-line').id)
    const first = await kitchen.scripted.nextStart()
    expect(runOf(first)).toBe(ids[0])
    await kitchen.restart()
    await kitchen.restart()
    await kitchen.settle()
    expect(kitchen.scripted.containers.size).toBe(1)
    first.end(0)
    for (const id of ids.slice(1)) {
      const container = await kitchen.scripted.nextStart()
      expect(runOf(container)).toBe(id)
      await kitchen.settle()
      expect(kitchen.scripted.containers.size).toBe(1)
      container.end(0)
    }
    await kitchen.service.whenIdle()
  })

  test('skip lets a retry wait for its turn instead of dropping it', async () => {
    const kitchen = openRunKitchen()
    const retry = { maxAttempts: 2, backoffSeconds: 60, onFailure: true }
    kitchen.addJob({ id: 'alone', overlap: 'skip', retry })
    const first = kitchen.click('alone')
    ;(await kitchen.scripted.nextStart()).end(1)
    await kitchen.until(first.id, 'finished')
    // A retry that waits stands in nobody's way.
    kitchen.click('alone')
    const second = await kitchen.scripted.nextStart()
    await kitchen.clock.advance(60_000)
    await kitchen.settle()
    expect(kitchen.scripted.containers.size).toBe(1)
    second.end(1)
    const third = await kitchen.scripted.nextStart()
    expect(runOf(third)).toBe(kitchen.runs.findRetryOf(first.id)!.id)
    third.end(0)
    await kitchen.service.whenIdle()
  })
})

describe('a cancel', () => {
  test('of a run that waits for a place ends it at once, and the line goes on', async () => {
    const kitchen = openRunKitchen({ config: { limits: { maxConcurrentRuns: 1 } } })
    kitchen.addJob({ id: 'a' })
    kitchen.click('a')
    const first = await kitchen.scripted.nextStart()
    const [second, third] = [kitchen.click('a'), kitchen.click('a')]
    await kitchen.settle()
    kitchen.service.cancel(second.id)
    expect(await kitchen.until(second.id, 'finished')).toMatchObject({
      outcome: 'cancelled',
      startedAt: null,
      error: { code: 'cancelled', message: 'The run was cancelled before its container started.' },
    })
    first.end(0)
    const next = await kitchen.scripted.nextStart()
    expect(runOf(next)).toBe(third.id)
    next.end(0)
    await kitchen.service.whenIdle()
  })

  test('of a queued run holds over a kill of the host right after it', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'in-line', overlap: 'queue' })
    kitchen.click('in-line')
    const first = await kitchen.scripted.nextStart()
    const second = kitchen.click('in-line')
    await kitchen.service.leave()
    // The wish was written down, and then the host was killed.
    kitchen.runs.writeInternals(second.id, { stopCause: 'cancelled' })
    await kitchen.restart()
    expect(await kitchen.until(second.id, 'finished')).toMatchObject({
      outcome: 'cancelled',
      startedAt: null,
    })
    first.end(0)
    await kitchen.service.whenIdle()
    expect(kitchen.scripted.started()).toBe(0)
  })

  test('while its image is fetched gives the image up', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'pulling' })
    let gaveUp = false
    const ensure = (_: string, { signal }: { signal: AbortSignal }) =>
      new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          gaveUp = true
          reject(signal.reason)
        })
      })
    Object.assign(kitchen.images, { ensure })
    const { id } = kitchen.click('pulling')
    await kitchen.until(id, 'preparing')
    kitchen.service.cancel(id)
    expect(await kitchen.until(id, 'finished')).toMatchObject({ outcome: 'cancelled', startedAt: null })
    expect(gaveUp).toBe(true)
  })

  test('while results are collected comes too late: the outcome stands, over a restart too', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'review', type: 'agent-pipeline' })
    const collecting = Promise.withResolvers<void>()
    Object.assign(kitchen.scripted.engine, {
      readFiles: async () => {
        await collecting.promise
        return []
      },
    })
    const { id } = kitchen.click('review')
    ;(await kitchen.scripted.nextStart()).end(0)
    await kitchen.until(id, 'collecting')
    expect(() => kitchen.service.cancel(id)).toThrow('review #1 has ended by itself')
    expect(kitchen.runs.readInternals(id).stopCause).toBeNull()
    collecting.resolve()
    expect(await kitchen.until(id, 'finished')).toMatchObject({ outcome: 'succeeded', error: null })
  })

  test('begins with SIGINT, goes on to SIGTERM after 10 s and SIGKILL after 5 s more', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'stubborn' })
    const { id } = kitchen.click('stubborn')
    const container = await kitchen.scripted.nextStart()
    container.onSignal = () => {}
    await kitchen.until(id, 'running')
    kitchen.service.cancel(id)
    await kitchen.settle()
    expect(container.signals).toEqual(['SIGINT'])
    await kitchen.clock.advance(9_999)
    expect(container.signals).toEqual(['SIGINT'])
    await kitchen.clock.advance(1)
    expect(container.signals).toEqual(['SIGINT', 'SIGTERM'])
    await kitchen.clock.advance(4_999)
    expect(container.signals).toEqual(['SIGINT', 'SIGTERM'])
    await kitchen.clock.advance(1)
    expect(await kitchen.until(id, 'finished')).toMatchObject({ outcome: 'cancelled', exitCode: 137 })
    expect(container.signals).toEqual(['SIGINT', 'SIGTERM', 'SIGKILL'])
    expect(kitchen.scripted.removed).toEqual([container.containerId])
  })
})

describe('the first cause', () => {
  test('wins: a timeout that comes while a cancel is under way changes nothing, over a restart too', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'slow', resources: { timeout: 5 } })
    const { id } = kitchen.click('slow')
    const container = await kitchen.scripted.nextStart()
    container.onSignal = () => {}
    await kitchen.until(id, 'running')
    await kitchen.clock.advance(4_000)
    kitchen.service.cancel(id)
    await kitchen.clock.advance(4_000)
    await kitchen.restart()
    await kitchen.settle()
    await kitchen.clock.advance(16_000)
    expect(await kitchen.until(id, 'finished')).toMatchObject({
      outcome: 'cancelled',
      error: { code: 'cancelled' },
    })
  })

  test('is the run’s own end, when it ended in time while no host was there', async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'slow', resources: { timeout: 5 } })
    const { id } = kitchen.click('slow')
    const container = await kitchen.scripted.nextStart()
    await kitchen.until(id, 'running')
    await kitchen.service.leave()
    container.end(0)
    await kitchen.clock.advance(60_000)
    await kitchen.restart()
    await kitchen.clock.advance(1_000)
    expect(await kitchen.until(id, 'finished')).toMatchObject({ outcome: 'succeeded', error: null })
  })
})
