import { expect, test } from 'vitest'
import { createCage } from '../../../core/cage/cage.ts'
import { PROBE_LABEL, PROBE_ROLE } from '../../../core/cage/prove-cage.ts'
import { ROLE_LABEL } from '../../../core/cage/run-egress.ts'
import { sweepLeftovers } from '../../../core/cage/sweep-leftovers.ts'
import { Config } from '../../../core/ports/config-store.ts'
import type { ContainerSpec, Engine, OutputSink } from '../../../core/ports/engine.ts'
import { FakeClock } from '../../support/fake-clock.ts'

const held = { reached: [], resolved: [], ipv6: [], proxyStatus: 403 }
const leaking = { ...held, resolved: ['example.com'] }
const silent = { ...held, proxyStatus: null }

/** A cage on an engine in memory: of its containers the proxy listens at once, and those that try answer in turn. */
function cageWhoseProbesSay(...answers: (object | string)[]) {
  const containers = new Map<string, ContainerSpec>()
  const networks = new Map<string, Record<string, string>>()
  let tries = 0
  let onTry = async () => {}
  const engine = {
    identify: async () => 'this engine',
    listNetworks: async () =>
      [...networks].map(([name, labels]) => ({ name, labels, subnets: [], gateways: ['172.17.0.1'] })),
    createInternalNetwork: async ({ name, labels }: { name: string; labels: Record<string, string> }) =>
      void networks.set(name, labels),
    connectNetwork: async () => {},
    removeNetwork: async (name: string) => void networks.delete(name),
    async createContainer(spec: ContainerSpec) {
      containers.set(spec.name, spec)
      return { containerId: spec.name }
    },
    listContainers: async () => [...containers].map(([containerId, { labels }]) => ({ containerId, labels })),
    removeContainer: async (id: string) => void containers.delete(id),
    async startContainer(containerId: string, { sink }: { sink: OutputSink }) {
      if (containers.get(containerId)!.command?.[0] === 'proxy') {
        sink.write('stdout', Buffer.from('{"t":"ready"}\n'))
        return { containerId, ended: new Promise(() => {}) }
      }
      await onTry()
      const answer = answers[Math.min(tries++, answers.length - 1)]!
      if (containers.has(containerId))
        sink.write('stdout', Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer)))
      return { containerId, ended: Promise.resolve({ kind: 'gone' }) }
    },
  } as unknown as Engine
  const cage = createCage({
    engine,
    images: {
      ensure: async () => ({ id: 'sha256:1', digest: null, sizeBytes: 1, createdAt: null, labels: {} }),
    },
    config: { read: () => Config.parse({}), write: () => Config.parse({}) },
    clock: new FakeClock(),
    installId: 'here',
    hostAddresses: () => [],
  })
  return {
    cage,
    engine,
    containers,
    networks,
    tries: () => tries,
    whileTrying: (work: () => Promise<void>) => {
      onTry = work
    },
  }
}

test.each([
  ['said nothing', ''],
  ['did not reach its proxy', silent],
])('a try that %s is made once more before any run is refused for it', async (_what, first) => {
  const { cage, tries, containers, networks } = cageWhoseProbesSay(first, held)
  await cage.requireProof({})
  expect(tries()).toBe(2)
  await cage.requireProof({})
  expect(tries()).toBe(2)
  expect([containers.size, networks.size]).toEqual([0, 0])
})

test('what could not be told is not believed for good', async () => {
  const { cage, tries } = cageWhoseProbesSay(silent, silent, held)
  await expect(cage.requireProof({})).rejects.toMatchObject({
    code: 'egress-not-enforced',
    message: expect.stringContaining('could not reach its proxy'),
  })
  await cage.requireProof({})
  expect(tries()).toBe(3)
})

test('a leak that was seen needs no second try, and stays', async () => {
  const { cage, tries } = cageWhoseProbesSay(leaking, held)
  await expect(cage.requireProof({})).rejects.toMatchObject({ code: 'egress-not-enforced' })
  await expect(cage.requireProof({})).rejects.toMatchObject({ code: 'egress-not-enforced' })
  expect(tries()).toBe(1)
})

test('what a host that just started sweeps away is not what its own proof is using', async () => {
  const { cage, engine, containers, networks, tries, whileTrying } = cageWhoseProbesSay(held)
  const left = { 'agent-oven.install': 'here', [ROLE_LABEL]: PROBE_ROLE, [PROBE_LABEL]: 'of a killed host' }
  networks.set('left', left)
  containers.set('left', { name: 'left', labels: left } as unknown as ContainerSpec)
  let swept = 0
  whileTrying(async () => {
    swept = await sweepLeftovers({ engine, runs: { find: () => null }, installId: 'here', cage })
  })
  expect(await cage.prove()).toMatchObject({ holds: true })
  expect([tries(), swept]).toEqual([1, 2])
})
