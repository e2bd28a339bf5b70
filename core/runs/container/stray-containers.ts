import type { Engine } from '../../ports/engine.ts'
import type { RunStore } from '../../ports/run-store.ts'
import { engineUp, withEnginePatience } from './engine-patience.ts'

/**
 * Ends and removes containers of runs that the history does not know, as after it was lost: nobody could stop them, or
 * learn what came of them. Containers of runs it knows are looked after by those. Resolves when the engine was looked at.
 */
export async function removeStrays(options: {
  engine: Engine
  runs: Pick<RunStore, 'find'>
  installId: string
  leave: AbortSignal
  onWarning: (sentence: string) => void
}): Promise<void> {
  const { engine, runs, leave } = options
  await engineUp(engine, leave)
  await withEnginePatience(engine, leave, async () => {
    for (const { containerId, labels, name } of await engine.listContainers({
      'agent-oven.install': options.installId,
    })) {
      const runId = labels['agent-oven.run']
      if (runId === undefined || runs.find(runId)) continue
      await engine.removeContainer(containerId)
      options.onWarning(
        `The container ${name} of job "${labels['agent-oven.job'] ?? 'unknown'}" was removed: its run is not in the history, so nobody could have stopped it.`,
      )
    }
  })
}
