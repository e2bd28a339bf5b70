import type { CleanUpItem } from '../../contract/index.ts'
import type { ContainerState, Engine } from '../ports/engine.ts'
import type { RunStore } from '../ports/run-store.ts'
import { volumeOf } from '../runs/container/run-container.ts'
import type { CleanUpStep } from './clean-up-step.ts'

/** Ids as `createRunId` makes them. */
const RUN_ID = /^[0-9a-hjkmnp-tv-z]{20}$/

/**
 * What finished runs have left at the engine, and images that a newer build of the same has taken the place of. Only
 * what carries this install's label is looked at, and nothing that a run at work may need is among it.
 */
export async function findLeftovers(deps: {
  engine: Engine
  runs: Pick<RunStore, 'find' | 'unfinished'>
  installId: string
}): Promise<CleanUpStep[]> {
  const { engine, runs, installId } = deps
  const label = { 'agent-oven.install': installId }
  const containers = await engine.listContainers(label)

  /** A run that the history does not know (it was set aside as broken) is over when nothing of it runs any more. */
  function isOver(runId: string | undefined): runId is string {
    if (runId === undefined) return false
    const run = runs.find(runId)
    if (run) return run.state === 'finished'
    return !containers.some((container) => runOf(container) === runId && isAlive(container))
  }

  function item(kind: CleanUpItem['kind'], name: string, runId: string | null): CleanUpItem {
    const jobId = runId === null ? null : (runs.find(runId)?.jobId ?? null)
    return { kind, name, runId, jobId, reason: 'left-behind', bytes: null }
  }

  const steps: CleanUpStep[] = []
  for (const container of containers) {
    const runId = runOf(container)
    if (!isOver(runId)) continue
    steps.push({
      item: item('container', container.containerId, runId),
      remove: () => engine.removeContainer(container.containerId),
    })
  }
  for (const network of await engine.listNetworks(label)) {
    const runId = network.labels['agent-oven.run']
    if (!isOver(runId)) continue
    steps.push({
      item: item('network', network.name, runId),
      remove: () => engine.removeNetwork(network.name),
    })
  }
  const prefix = volumeOf(installId, '')
  for (const name of await engine.listVolumes(label)) {
    const runId = name.startsWith(prefix) ? name.slice(prefix.length).replace(/-data$/, '') : ''
    if (!RUN_ID.test(runId) || !isOver(runId)) continue
    steps.push({ item: item('volume', name, runId), remove: () => engine.removeVolume(name) })
  }
  const needed = new Set(runs.unfinished().map((run) => run.image.id))
  for (const image of await engine.listUntaggedImages(label)) {
    if (needed.has(image.id)) continue
    steps.push({
      item: { ...item('image', image.id, null), reason: 'superseded' },
      remove: () => engine.removeImage(image.id),
    })
  }
  return steps
}

function runOf(container: ContainerState): string | undefined {
  return container.labels['agent-oven.run']
}

function isAlive({ status }: ContainerState): boolean {
  return status === 'running' || status === 'paused' || status === 'restarting'
}
