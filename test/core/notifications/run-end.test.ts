import { expect, test } from 'vitest'
import { openRunKitchen } from '../runs/run-kitchen.ts'

test('a host that goes between telling of a run and calling it finished has told it once, and so has the next', async () => {
  const kitchen = openRunKitchen()
  kitchen.addJob({ id: 'broken' })
  const { runs } = kitchen
  const { update } = runs
  let refusals = 0
  let isGone = false
  runs.update = (id, changes) => {
    if (changes.state === 'finished' && !isGone) isGone = refusals === 0
    if (isGone) {
      refusals += 1
      throw new Error('The host is gone.')
    }
    return update.call(runs, id, changes)
  }
  const { id } = kitchen.click('broken')
  const container = await kitchen.scripted.nextStart()
  container.end(1)
  for (let turns = 0; refusals === 0 && turns < 500; turns += 1) await kitchen.settle()
  expect(refusals).toBeGreaterThan(0)
  await kitchen.settle()
  expect(kitchen.run(id).state).not.toBe('finished')
  const told = () => kitchen.notices.filter((notice) => notice.startsWith('broken #1: failed'))
  expect(told()).toHaveLength(1)
  isGone = false
  await kitchen.restart()
  await kitchen.until(id, 'finished')
  expect(told()).toHaveLength(1)
})

test('only what changed is told, attempts at the same run left out', async () => {
  const kitchen = openRunKitchen({ config: { notifications: { onSuccess: true, onlyOnChange: true } } })
  kitchen.addJob({ id: 'job', retry: { maxAttempts: 2, backoffSeconds: 1, onFailure: true } })
  const end = async (id: string, exitCode: number) => {
    const container = await kitchen.scripted.nextStart()
    container.end(exitCode)
    await kitchen.until(id, 'finished')
  }
  const bake = async (...exitCodes: number[]) => {
    let run = kitchen.click('job')
    for (const [at, exitCode] of exitCodes.entries()) {
      await end(run.id, exitCode)
      if (at + 1 === exitCodes.length) return
      run = kitchen.runs.findRetryOf(run.id)!
      await kitchen.clock.advance(10_000)
    }
  }
  await bake(0)
  await bake(1, 1)
  await bake(1, 1)
  await bake(1, 0)
  await bake(0)
  expect(kitchen.notices).toEqual(['job #3: failed', 'job #7: worked'])
})
