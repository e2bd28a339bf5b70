import type { DockerJob, PipelineJob, Run } from '../../../contract/index.ts'
import type { RunDependencies } from '../run-dependencies.ts'
import type { StopRequest } from '../run-session.ts'

const RETRY_MS = 30_000

/**
 * Every secret that a run which another host began may have been given, replaced ones included. What such a run says
 * cannot be masked while they are unknown, so a vault that does not open is waited for: the container goes on, the
 * engine keeps what it says. Throws when the run is stopped or let go of meanwhile.
 */
export async function vaultSecretsAgain(
  deps: Pick<RunDependencies, 'vault' | 'clock' | 'onWarning'>,
  run: Run,
  job: PipelineJob | DockerJob | null,
  stop: StopRequest,
): Promise<string[]> {
  const mayHaveSome = job === null || Boolean(job.secrets?.length) || deps.vault.remembers(run.id)
  const signal = AbortSignal.any([stop.signal, stop.leave])
  for (let isTold = false; ; isTold = true) {
    try {
      return await deps.vault.everything()
    } catch (error) {
      // Queued runs were given nothing yet; they are refused in words of their own when their turn comes.
      if (!mayHaveSome || run.state === 'queued') return []
      const why = (error as Error).message
      if (!isTold)
        deps.onWarning(`${run.jobName} #${run.number} is not taken up before its secrets open: ${why}`)
      await pause(deps, signal)
    }
  }
}

function pause({ clock }: Pick<RunDependencies, 'clock'>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      cancel()
      reject(signal.reason)
    }
    const cancel = clock.after(RETRY_MS, () => {
      signal.removeEventListener('abort', giveUp)
      resolve()
    })
    if (signal.aborted) giveUp()
    else signal.addEventListener('abort', giveUp, { once: true })
  })
}
