import type { Job } from '../../contract/index.ts'
import type { Engine } from '../ports/engine.ts'
import type { RunStore } from '../ports/run-store.ts'
import type { Cage } from './cage.ts'
import { sweepLeftovers } from './sweep-leftovers.ts'

/**
 * What a host does for the cage when it starts: what a killed one left behind is removed, and jobs with an allow-list
 * learn early whether they can run. An oven without such a job tries nothing. Never throws; `warn` is told.
 */
export async function tendCage(options: {
  engine: Engine
  runs: Pick<RunStore, 'find'>
  installId: string
  cage: Cage
  jobs: Job[]
  warn: (sentence: string) => void
}): Promise<void> {
  const { cage, jobs, warn } = options
  try {
    await sweepLeftovers(options)
    if (!jobs.some((job) => job.enabled && job.network === 'allowlist')) return
    const { holds, description } = await cage.prove()
    if (!holds) warn(description)
  } catch (error) {
    if (!cage.isClosed()) warn(`The network cage could not be looked after: ${(error as Error).message}`)
  }
}
