import type { ContractRouterClient } from '@orpc/contract'
import type { contract, RunSummary, Status } from '../contract/index.ts'

export type OvenClient = ContractRouterClient<typeof contract>

/** What the tray shows of the oven. */
export interface OvenGlance {
  activeRuns: string[]
  attention: string[]
}

export const EMPTY_GLANCE: OvenGlance = { activeRuns: [], attention: [] }

const UNFINISHED = ['queued', 'preparing', 'running', 'collecting'] as const
const UNHAPPY = ['failed', 'timed-out', 'blocked', 'lost'] as const

/** Reads the oven's state: what bakes, and what needs the user since `seenUntil` (an ISO instant). */
export async function glanceAtOven(client: OvenClient, seenUntil: string): Promise<OvenGlance> {
  const [status, active, unhappy] = await Promise.all([
    client.status.show(),
    client.runs.list({ state: [...UNFINISHED], limit: 50 }),
    client.runs.list({ outcome: [...UNHAPPY], limit: 50 }),
  ])
  const unseen = unhappy.runs.filter((run) => run.finishedAt !== null && run.finishedAt > seenUntil)
  return {
    // One that waits for its next attempt is not baking.
    activeRuns: active.runs.filter((run) => !run.notBeforeAt).map(nameOf),
    attention: [...describeEngine(status), ...unseen.map(describeUnhappy), ...status.warnings],
  }
}

function describeEngine({ engine, counts }: Status): string[] {
  return engine.status === 'down' && counts.enabledJobs > 0 ? [engine.reason] : []
}

function describeUnhappy(run: RunSummary): string {
  const how =
    run.outcome === 'timed-out'
      ? 'ran out of time'
      : run.outcome === 'failed'
        ? 'failed'
        : `was ${run.outcome}`
  return `${nameOf(run)} ${how}`
}

function nameOf(run: RunSummary): string {
  return `${run.jobName} #${run.number}`
}
