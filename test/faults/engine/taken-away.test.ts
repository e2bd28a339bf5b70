import { execFileSync } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureTinyImage } from '../../support/tiny-image.ts'
import { type FaultHost, leftovers, startFaultHost } from '../support/fault-host.ts'
import { keepFigures } from '../support/figures.ts'
import { createChance, inForm } from '../support/form.ts'

const removals = inForm({ short: 5, long: 50 })
const ownImage = 'agent-oven-test/faults-taken-away:1'

let image: string
let host: FaultHost

beforeAll(async () => {
  image = await ensureTinyImage()
  host = await startFaultHost()
})
afterAll(async () => {
  execFileSync('sh', ['-c', `docker rmi ${ownImage} || true`], { stdio: 'ignore' })
  await host.dispose()
})

test(`a container removed by hand in the middle of a run, ${removals} times: lost, and said plainly`, async () => {
  const chance = createChance('container removed')
  await host.add({ id: 'removed', image, command: ['sh', '-c', 'echo begun; sleep 600'] })
  for (let round = 0; round < removals; round += 1) {
    const { id } = await host.client.jobs.run({ id: 'removed' })
    await host.runWhen(id, (run) => run.startedAt !== null)
    await pause(chance.between(0, 400))
    execFileSync('sh', ['-c', `docker rm -f $(docker ps -aq --filter label=agent-oven.run=${id})`])
    const run = await host.finished(id)
    expect(run).toMatchObject({ outcome: 'lost', verdict: 'incomplete', error: { code: 'container-gone' } })
    expect(run.error?.message).toContain('removed by something else')
  }
  expect(leftovers(host.home)).toEqual([])
  keepFigures('container-removed', {
    title: 'A run’s container removed by hand (`docker rm -f`)',
    seed: chance.seed,
    figures: { times: removals, 'told as lost': removals },
  })
})

test('a container killed by hand is told as killed, not as lost', async () => {
  await host.add({ id: 'killed', image, command: ['sh', '-c', 'echo begun; sleep 600'] })
  const { id } = await host.client.jobs.run({ id: 'killed' })
  await host.runWhen(id, (run) => run.startedAt !== null)
  execFileSync('sh', ['-c', `docker kill $(docker ps -q --filter label=agent-oven.run=${id})`])
  expect(await host.finished(id)).toMatchObject({
    outcome: 'failed',
    exitCode: 137,
    error: { code: 'killed' },
  })
})

test('an image deleted between two runs: the second is blocked before any container, the third bakes again', async () => {
  const give = () => execFileSync('docker', ['tag', image, ownImage])
  give()
  await host.add({ id: 'imaged', image: ownImage, command: ['true'] })
  const bake = async () => host.finished((await host.client.jobs.run({ id: 'imaged' })).id)
  expect(await bake()).toMatchObject({ outcome: 'succeeded' })
  execFileSync('docker', ['rmi', ownImage])
  const blocked = await bake()
  expect(blocked).toMatchObject({ outcome: 'blocked', verdict: 'blocked', startedAt: null })
  expect(blocked.error?.message).toContain(ownImage)
  give()
  expect(await bake()).toMatchObject({ outcome: 'succeeded' })
  expect(leftovers(host.home)).toEqual([])
})
