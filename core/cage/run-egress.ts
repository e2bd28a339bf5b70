import type { Egress } from '../../contract/index.ts'
import { OvenError } from '../errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { ContainerSpec, Engine, LiveContainer } from '../ports/engine.ts'
import { createEgressLedger } from './egress-ledger.ts'
import { makeRunNetwork } from './run-network.ts'
import type { Subnet } from './subnets.ts'

/** On containers that stand beside a run's own. */
export const ROLE_LABEL = 'agent-oven.role'

const PORT = 3128
const MIB = 1024 * 1024
/** A busy machine takes long to start a container; a proxy that fails ends, and is not waited for. */
const READY_WITHIN_MS = 60_000
/** How long the proxy may take to say its last words once the run has ended. */
const LAST_WORDS_MS = 3_000

/** The only way out of one run's container: a network of its own, and a proxy on it. */
export interface RunEgress {
  network: string
  subnet: Subnet | null
  proxy: { address: string; port: number; token: string } | null
  /** What the run's processes need to find the proxy. */
  env: Record<string, string>
  /** What was asked for so far. */
  record(): Egress
  /** Ends the proxy and answers all that was asked for. Never throws: the run's end must not hang on it. */
  close(): Promise<Egress>
}

/** Who hears of a proxy: `onDecision` after each of its decisions, `onLost` when it ended though nobody ended it. */
export interface EgressListeners {
  onDecision: () => void
  onLost?: () => void
}

interface Wiring extends EgressListeners {
  engine: Engine
  clock: Clock
}

/**
 * Makes the network and the proxy of a run and waits until the proxy listens. What was made carries `labels` and is
 * removed by whoever removes the run's traces. Throws what the engine throws, and `egress-proxy-failed`.
 */
export async function openRunEgress(
  wiring: Wiring,
  request: {
    network: string
    proxyName: string
    labels: Record<string, string>
    imageId: string
    pool: string
    random: () => number
    token: string
    allow: string[]
    refuseAddresses: string[]
    forTests?: EgressForTests
  },
): Promise<RunEgress> {
  const { engine, clock } = wiring
  const { network, labels, token } = request
  const subnet = await makeRunNetwork(engine, { ...request, name: network })
  const listen = { address: subnet.proxy, port: PORT }
  const { allow, refuseAddresses, forTests } = request
  const settings = { listen, token, allow, refuseAddresses, ...(forTests ? { forTests } : {}) }
  const { containerId } = await engine.createContainer(proxyContainer(request))
  await engine.connectNetwork(network, containerId, { ip: subnet.proxy })
  const ledger = createEgressLedger(wiring)
  const live = await engine.startContainer(containerId, {
    stdin: Buffer.from(JSON.stringify(settings)),
    sink: ledger.sink,
  })
  await whenReady(clock, ledger.ready, live)
  const proxy = { ...listen, token }
  return { network, subnet, proxy, env: proxyEnv(proxy), ...follow(wiring, live, ledger) }

  function proxyContainer({ proxyName, imageId }: typeof request): ContainerSpec {
    return {
      name: proxyName,
      image: imageId,
      command: ['proxy'],
      env: {},
      labels: { ...labels, [ROLE_LABEL]: labels[ROLE_LABEL] ?? 'egress-proxy' },
      user: '1000:1000',
      stdin: true,
      mounts: [],
      tmpfs: {},
      readOnlyRoot: true,
      init: true,
      dropCapabilities: true,
      noNewPrivileges: true,
      pidsLimit: 64,
      memoryBytes: 192 * MIB,
      cpus: 1,
      network: 'bridge',
    }
  }
}

/** Takes the proxy of a run up again after the host was away: all it said is heard from the beginning. */
export async function resumeRunEgress(
  wiring: Wiring,
  found: { network: string; containerId: string },
): Promise<RunEgress> {
  const ledger = createEgressLedger(wiring)
  const live = await wiring.engine.resumeContainer(found.containerId, {
    received: { stdout: 0, stderr: 0 },
    sink: ledger.sink,
  })
  return { network: found.network, subnet: null, proxy: null, env: {}, ...follow(wiring, live, ledger) }
}

/** Private addresses and made-up names that a test's proxy may reach. Never set outside of tests. */
export interface EgressForTests {
  reachableRanges: string[]
  addressesOfNames: Record<string, string[]>
}

function follow(
  { engine, clock, onLost }: Wiring,
  live: LiveContainer,
  ledger: ReturnType<typeof createEgressLedger>,
): Pick<RunEgress, 'record' | 'close'> {
  const record = () => ({ enforced: true, ...ledger.totals() })
  let isClosing = false
  live.ended.then(
    () => !isClosing && onLost?.(),
    () => undefined,
  )
  return {
    record,
    async close() {
      isClosing = true
      await engine.signalContainer(live.containerId, 'SIGTERM').catch(() => undefined)
      await withinMs(clock, LAST_WORDS_MS, live.ended).catch(() => undefined)
      return record()
    },
  }
}

async function whenReady(clock: Clock, ready: Promise<void>, live: LiveContainer): Promise<void> {
  const ended = live.ended.then((end) => {
    throw proxyFailed(`it ended${end.kind === 'exited' ? ` with code ${end.exitCode}` : ''}`)
  })
  ended.catch(() => undefined)
  const inTime = await withinMs(clock, READY_WITHIN_MS, Promise.race([ready.then(() => true), ended]))
  if (!inTime) throw proxyFailed(`it did not listen within ${READY_WITHIN_MS / 1000} s`)
}

/** What the promise answers, or `null` when that takes longer. */
async function withinMs<T>(clock: Clock, ms: number, promise: Promise<T>): Promise<T | null> {
  let cancel = () => {}
  const late = new Promise<null>((resolve) => {
    cancel = clock.after(ms, () => resolve(null))
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    cancel()
  }
}

function proxyFailed(why: string): OvenError {
  return new OvenError('egress-proxy-failed', `The proxy of the run's network did not start: ${why}.`, {
    hint: 'Build its image anew with `oven images build egress-proxy`, then run again.',
  })
}

/** For curl, git, npm, pip, Node and most others; programs that know no proxy reach nothing. */
function proxyEnv({ address, port, token }: { address: string; port: number; token: string }) {
  const url = `http://oven:${token}@${address}:${port}`
  const none = 'localhost,127.0.0.1,::1'
  return {
    HTTP_PROXY: url,
    HTTPS_PROXY: url,
    http_proxy: url,
    https_proxy: url,
    NO_PROXY: none,
    no_proxy: none,
    NODE_USE_ENV_PROXY: '1',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.proxy',
    GIT_CONFIG_VALUE_0: url,
  }
}
