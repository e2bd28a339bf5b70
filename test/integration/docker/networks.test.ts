import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, test } from 'vitest'
import { collectingSink, openTestEngine } from '../../support/engine-fixture.ts'

const { engine, labels, spec, cleanUp } = openTestEngine()
afterAll(async () => {
  for (const { containerId } of await engine.listContainers(labels)) await engine.removeContainer(containerId)
  for (const { name } of await engine.listNetworks(labels)) await engine.removeNetwork(name)
  await cleanUp()
})

const newName = () => `agent-oven-test-${randomUUID()}`

describe('a network that leads nowhere', () => {
  test('is made, found by its labels, joined at an address, and removed with containers still on it', async () => {
    const name = newName()
    await engine.createInternalNetwork({ name, subnet: '10.231.126.0/28', labels })
    expect(await engine.listNetworks(labels)).toEqual([
      { name, labels, subnets: ['10.231.126.0/28'], gateways: expect.any(Array) },
    ])
    expect((await engine.listNetworks({})).map((network) => network.name)).toContain('bridge')
    const { containerId } = await engine.createContainer(
      spec('ip -4 addr | grep -o "inet 10[^/]*"; sleep 120', { network: 'bridge' }),
    )
    await engine.connectNetwork(name, containerId, { ip: '10.231.126.5' })
    const { sink, text } = collectingSink()
    await engine.startContainer(containerId, { stdin: null, sink })
    await expect.poll(() => text()).toBe('inet 10.231.126.5\n')
    await engine.removeNetwork(name)
    expect(await engine.listNetworks(labels)).toEqual([])
    await engine.removeNetwork(name)
    await engine.removeContainer(containerId)
  })

  test('with addresses of another is refused as such, and so is its name a second time', async () => {
    const name = newName()
    await engine.createInternalNetwork({ name, subnet: '10.231.126.32/28', labels })
    const again = { name: newName(), labels }
    await expect(
      engine.createInternalNetwork({ ...again, subnet: '10.231.126.32/28' }),
    ).rejects.toMatchObject({
      code: 'subnet-taken',
    })
    await expect(engine.createInternalNetwork({ ...again, subnet: '10.231.126.0/24' })).rejects.toMatchObject(
      {
        code: 'subnet-taken',
      },
    )
    await expect(
      engine.createInternalNetwork({ name, labels, subnet: '10.231.126.64/28' }),
    ).rejects.toMatchObject({ code: 'engine-refused' })
    await engine.removeNetwork(name)
  })
})

test('an engine is known again by its identity', async () => {
  const id = execFileSync('docker', ['info', '-f', '{{.ID}} {{.ServerVersion}}'], { encoding: 'utf8' }).trim()
  expect(await engine.identify()).toBe(id)
  expect(await engine.identify()).toBe(id)
})

test('looking for engines anew cuts off no call that is under way', async () => {
  const names = Array.from({ length: 20 }, newName)
  const made = Promise.all(names.map((name) => engine.createVolume(name, labels)))
  for (let look = 0; look < 5; look++) expect((await engine.probe()).status).toBe('up')
  await made
  expect((await engine.listVolumes(labels)).sort()).toEqual([...names].sort())
})
