import type { ContainerState, Engine } from '../../ports/engine.ts'
import { labelsOf } from './run-container.ts'

/**
 * Finds what a run has at the engine. Runs that ask at the same time share one listing of all the install's containers:
 * fifty that are taken up after a crash would else have the engine go through all its containers fifty times.
 */
export function createContainerFinder(engine: Engine, installId: string) {
  let underWay: Promise<ContainerState[]> | null = null

  function listAll(): Promise<ContainerState[]> {
    underWay ??= engine.listContainers({ 'agent-oven.install': installId }).finally(() => {
      underWay = null
    })
    return underWay
  }

  return async (run: { id: string; jobId: string }): Promise<ContainerState[]> => {
    const wanted = Object.entries(labelsOf(installId, run))
    const all = await listAll()
    return all.filter(({ labels }) => wanted.every(([name, value]) => labels[name] === value))
  }
}
