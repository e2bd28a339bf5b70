import type { NativeMessage, NotifyAct } from '../core/ports/notifier.ts'
import type { OvenClient } from './oven-glance.ts'

type Subject = Pick<NativeMessage, 'title' | 'runId' | 'jobId'>

/** The page on which the sign-in is open already. */
export const SIGN_IN_PAGE = '/credentials?sign-in'

/**
 * Does what a notification offers. Show and Sign in open the window at the run, the job or the sign-in; Run again starts
 * the run, or the job where the message is about no run, without a window, and tells only what it was refused.
 */
export function createNotificationActs(options: {
  /** Null while no oven runs. */
  client: () => OvenClient | null
  openWindow: (page: string | null) => void
  tell: (message: NativeMessage) => void
}): (act: NotifyAct, message: Subject) => void {
  const { client, openWindow, tell } = options

  async function runAgain(message: Subject): Promise<void> {
    const { title, runId, jobId } = message
    try {
      await startAgain(client(), message)
    } catch (error) {
      const { message: why, data } = error as Error & { data?: { hint?: string | null } }
      const body = [why, data?.hint].filter(Boolean).join(' ')
      tell({ title: `Not run again: ${title}`, body, runId, jobId, acts: ['show'] })
    }
  }

  return (act, message) => {
    if (act === 'run-again') void runAgain(message)
    else openWindow(act === 'sign-in' ? SIGN_IN_PAGE : pageOf(message))
  }
}

async function startAgain(client: OvenClient | null, { runId, jobId }: Subject): Promise<void> {
  if (client === null) throw new Error('The oven is not running.')
  if (runId !== null) await client.runs.retry({ runId })
  else if (jobId !== null) await client.jobs.run({ id: jobId })
}

function pageOf({ runId, jobId }: Subject): string | null {
  if (runId !== null) return `/runs/${encodeURIComponent(runId)}`
  if (jobId !== null) return `/jobs/${encodeURIComponent(jobId)}`
  return null
}
