import { expect, test } from 'vitest'
import { OvenError } from '../../../../core/errors.ts'
import { openRunKitchen } from '../run-kitchen.ts'

const SECOND = 1000
const engineDown = () => new OvenError('engine-down', 'The engine did not answer.', { kind: 'ENGINE_DOWN' })
const diskFull = () => new OvenError('disk-full', 'The disk is full.', {})

/** Fails the named call of the engine so many times. */
function failing(
  kitchen: ReturnType<typeof openRunKitchen>,
  name: 'startContainer' | 'createContainer',
  times: number,
) {
  const engine = kitchen.scripted.engine as unknown as Record<
    string,
    (...words: unknown[]) => Promise<unknown>
  >
  const real = engine[name]!
  let left = times
  engine[name] = async (...words) => {
    if (left-- > 0) throw engineDown()
    return real(...words)
  }
}

test.each(['startContainer', 'createContainer'] as const)(
  'an engine that falls silent at %s is waited for, and the run begins once',
  async (name) => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'job' })
    failing(kitchen, name, 1)
    const { id } = kitchen.click('job')
    const container = await kitchen.scripted.nextStart()
    container.end(0)
    expect(await kitchen.until(id, 'finished')).toMatchObject({ outcome: 'succeeded', exitCode: 0 })
    expect(kitchen.scripted.containers.size).toBe(0)
    expect(kitchen.scripted.started()).toBe(0)
  },
)

test('an engine that is lost over a container each time is not asked for ever', async () => {
  const kitchen = openRunKitchen()
  kitchen.addJob({ id: 'job' })
  failing(kitchen, 'startContainer', 1000)
  const { id } = kitchen.click('job')
  const run = await kitchen.until(id, 'finished')
  expect(run).toMatchObject({ outcome: 'failed', error: { code: 'engine-down' } })
})

test('an engine that stays away while a run is prepared blocks it, after a grace', async () => {
  const kitchen = openRunKitchen()
  kitchen.addJob({ id: 'job' })
  kitchen.images.ensure = async () => {
    kitchen.scripted.setUp(false)
    throw engineDown()
  }
  const { id } = kitchen.click('job')
  await kitchen.settle()
  expect(kitchen.run(id).outcome).toBeNull()
  await kitchen.clock.advance(20 * SECOND)
  expect(await kitchen.until(id, 'finished')).toMatchObject({
    outcome: 'blocked',
    error: { code: 'engine-down', message: 'The engine did not answer.' },
  })
})

test('an engine that is known to be away blocks a run at once', async () => {
  const kitchen = openRunKitchen()
  kitchen.addJob({ id: 'job' })
  kitchen.scripted.setUp(false)
  const { id } = kitchen.click('job')
  expect(await kitchen.until(id, 'finished')).toMatchObject({
    outcome: 'blocked',
    error: { code: 'engine-down' },
  })
})

test('a history that finds no room ends no run: it is told once, and goes on when there is room', async () => {
  const kitchen = openRunKitchen()
  kitchen.addJob({ id: 'job' })
  const { id } = kitchen.click('job')
  const container = await kitchen.scripted.nextStart()
  await kitchen.until(id, 'running')
  const { update } = kitchen.runs
  kitchen.runs.update = () => {
    throw diskFull()
  }
  container.end(4)
  await kitchen.settle()
  for (let round = 0; round < 3; round += 1) {
    await kitchen.clock.advance(3 * SECOND)
    await kitchen.settle()
  }
  expect(kitchen.run(id)).toMatchObject({ state: 'running', outcome: null })
  expect(kitchen.notices.filter((sentence) => sentence.includes('waits for room'))).toHaveLength(1)
  kitchen.runs.update = update
  await kitchen.clock.advance(3 * SECOND)
  expect(await kitchen.until(id, 'finished')).toMatchObject({ outcome: 'failed', exitCode: 4 })
  expect(kitchen.scripted.started()).toBe(0)
})
