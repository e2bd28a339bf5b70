import { randomBytes } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { createDockerEngine } from '../../../adapters/docker/docker-engine.ts'

test('only what carries the label is added up', async () => {
  const engine = createDockerEngine()
  const value = `disk-use-${randomBytes(4).toString('hex')}`
  const label = { name: 'agent-oven.install', value }
  expect(await engine.diskUse(label)).toEqual({
    images: { count: 0, bytes: 0 },
    containers: { count: 0, bytes: 0 },
    volumes: { count: 0, bytes: 0 },
  })
  onTestFinished(async () => {
    await engine.removeVolume(value)
    engine.close()
  })
  await engine.createVolume(value, { [label.name]: value })
  expect(await engine.diskUse(label)).toMatchObject({ volumes: { count: 1 }, containers: { count: 0 } })
})
