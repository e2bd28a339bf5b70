import type { Engine } from '../ports/engine.ts'
import type { HostProbe } from '../ports/host-probe.ts'
import type { Network } from '../ports/network.ts'
import type { Check } from './checks.ts'

const MIB = 1024 ** 2
/** With less than this not even a run's steps can be written down. Else a full disk holds a run back until there is room. */
const TOO_LITTLE_BYTES = MIB
/** With less than this a run's log and artifacts may not fit. */
const LITTLE_BYTES = 2048 * MIB
/** Tokens and certificates are refused by clocks that are further apart than minutes. */
const SKEW_MS = 30_000

/** What runs need of the machine and the engine's: room, a network, and clocks that agree. */
export function createHostChecks(options: {
  engine: Pick<Engine, 'state' | 'clockOffsetMs'>
  probe: HostProbe
  network: Network
  ovenHome: string
}) {
  const { engine, probe, network, ovenHome } = options

  const disk: Check = {
    id: 'disk',
    title: 'Disk',
    applicable: () => true,
    async check() {
      const free = await probe.freeBytes(ovenHome)
      const room = `${Math.round(free / MIB).toLocaleString('en')} MiB are free where the oven keeps its files`
      const fixes = [{ description: 'Remove old logs and artifacts.', command: 'oven clean' }]
      if (free < TOO_LITTLE_BYTES) {
        return { passed: false, code: 'disk-low', description: `Only ${room}.`, fixes }
      }
      if (free < LITTLE_BYTES) return { passed: true, isRisk: true, description: `Only ${room}.`, fixes }
      return { passed: true, description: `${room}.`, fixes: [] }
    },
  }

  const networkCheck = (host: string | null): Check => ({
    id: host === null ? 'network' : `network:${host}`,
    title: 'Network',
    applicable: () => true,
    async check() {
      const isReady = await network.ready(host)
      if (isReady) {
        return {
          passed: true,
          description: host === null ? 'This machine has an address.' : `${host} is found.`,
          fixes: [],
        }
      }
      return {
        passed: false,
        code: 'network',
        description: `This machine has no network${host === null ? '' : `, or cannot find ${host}`}.`,
        fixes: [{ description: 'Connect it. Runs that came due meanwhile are made up for.', command: null }],
      }
    },
  })

  const clock: Check = {
    id: 'clock',
    title: 'Clocks',
    applicable: () => engine.state().status === 'up',
    async check() {
      const offsetMs = await engine.clockOffsetMs()
      const seconds = Math.round(Math.abs(offsetMs) / 1000)
      if (Math.abs(offsetMs) < SKEW_MS) {
        return { passed: true, description: "This machine's clock and the engine's agree.", fixes: [] }
      }
      return {
        passed: false,
        code: 'clock-skew',
        description: `The engine's clock is ${seconds} s ${offsetMs > 0 ? 'ahead of' : 'behind'} this machine's: logins and certificates may be refused.`,
        fixes: [
          {
            description: 'Restart the container engine: its machine takes over the time then.',
            command: null,
          },
        ],
      }
    },
  }

  return { disk, network: networkCheck, clock }
}
