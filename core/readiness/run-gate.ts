import type { Job } from '../../contract/index.ts'

/** Stands before every run: lets it through, or says why it would be in vain. */
export interface RunGate {
  /**
   * Throws the first failed check as an `OvenError` with its code and its fixes, before anything of the run is made.
   * `onRisk` is told of what may end it early. What passed within the last minute is not looked at again.
   */
  require(job: Job, options: { timeoutSeconds: number; onRisk?: (sentence: string) => void }): Promise<void>
}
