import type { Run } from '../contract/index.ts'
import type { Connection } from './connect.ts'
import { exitCodes } from './failure.ts'
import { onInterrupts } from './interrupts.ts'
import { createRunProgress } from './print/run-progress.ts'
import type { Screen } from './print/screen.ts'

/**
 * Follows a run to its end, telling it on the screens. Ctrl-C says what a second one does; the second cancels the run;
 * the third ends the command.
 */
export async function followRun(
  connection: Connection,
  runId: string,
  screens: { out: Screen; err: Screen },
): Promise<Run> {
  const { client, host } = connection
  const { out, err } = screens
  const progress = createRunProgress(out, err)
  const stopListening = onInterrupts((count) => {
    if (count === 1) {
      err.line('Press Ctrl-C again to cancel the run; to leave it running, just wait or close this terminal.')
    } else if (count === 2) {
      err.line('Cancelling the run …')
      client.runs
        .cancel({ runId })
        .catch((error: Error) => err.line(`The run was not cancelled: ${error.message}`))
    } else {
      err.line(host ? 'Leaving; the host goes on cancelling.' : 'Leaving at once.')
      process.exit(exitCodes.failed)
    }
  })
  try {
    let run: Run | undefined
    for await (const now of await client.runs.watch({ runId })) {
      run = now
      progress.update(now)
    }
    return run?.state === 'finished' ? run : await client.runs.show({ runId })
  } finally {
    err.progress('')
    stopListening()
  }
}

/** 0 when the run succeeded, else 1. */
export function exitCodeOf(run: Run): number {
  return run.outcome === 'succeeded' ? exitCodes.done : exitCodes.failed
}
