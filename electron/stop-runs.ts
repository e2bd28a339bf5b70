import type { OvenClient } from './oven-glance.ts'

const ACTIVE = ['queued', 'preparing', 'running', 'collecting'] as const
const ASK_EVERY_MS = 250

/**
 * Cancels all runs and waits until they have ended, at most for `withinMs`: a container gets 15 s to stop before it is
 * killed. Those that wait for their next attempt are left to wait. Answers how many have not ended.
 */
export async function stopAllRuns(options: { client: OvenClient; withinMs: number }): Promise<number> {
  const { client, withinMs } = options
  const active = async () => {
    const { runs } = await client.runs.list({ state: [...ACTIVE], limit: 200 })
    return runs.filter((run) => !run.notBeforeAt)
  }
  const endMs = Date.now() + withinMs
  // One that has just ended by itself cannot be cancelled, and need not be.
  for (const { id } of await active()) await client.runs.cancel({ runId: id }).catch(() => {})
  for (;;) {
    const left = await active()
    if (left.length === 0 || Date.now() > endMs) return left.length
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS))
  }
}
