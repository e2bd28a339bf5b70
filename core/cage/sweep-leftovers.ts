import type { Engine } from '../ports/engine.ts'
import type { RunStore } from '../ports/run-store.ts'
import type { Cage } from './cage.ts'
import { PROBE_LABEL, PROBE_ROLE } from './prove-cage.ts'
import { ROLE_LABEL } from './run-egress.ts'

/**
 * Removes containers and networks of this install whose run has finished, and those of probes: what a host that was
 * killed in the middle of cleaning up left behind. Answers how many there were. Only for a host that just started.
 */
export async function sweepLeftovers(options: {
  engine: Engine
  runs: Pick<RunStore, 'find'>
  installId: string
  /** A proof of this host may be under way already, and must not be robbed of what it made. */
  cage: Pick<Cage, 'isOwnProbe'>
}): Promise<number> {
  const { engine, runs, cage } = options
  const install = { 'agent-oven.install': options.installId }
  const isLeft = ({ labels }: { labels: Record<string, string> }) => {
    const runId = labels['agent-oven.run']
    if (runId !== undefined) return runs.find(runId)?.state === 'finished'
    return labels[ROLE_LABEL] === PROBE_ROLE && !cage.isOwnProbe(labels[PROBE_LABEL] ?? '')
  }
  const containers = (await engine.listContainers(install)).filter(isLeft)
  for (const { containerId } of containers) await engine.removeContainer(containerId)
  const networks = (await engine.listNetworks(install)).filter(isLeft)
  for (const { name } of networks) await engine.removeNetwork(name)
  return containers.length + networks.length
}
