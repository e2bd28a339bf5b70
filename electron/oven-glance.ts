import type { ContractRouterClient } from '@orpc/contract'
import type { AttentionKind, contract, Pause, Settings } from '../contract/index.ts'

export type OvenClient = ContractRouterClient<typeof contract>

/** What the menu bar shows of the oven. */
export interface OvenGlance {
  activeRuns: string[]
  attention: string[]
  pause: Pause | null
  /** Whether the number of active runs stands beside the icon. */
  showsCount: boolean
}

export const EMPTY_GLANCE: OvenGlance = { activeRuns: [], attention: [], pause: null, showsCount: false }

/** What the desktop's own services follow: how many runs are at work, whether they have an engine, what is wished. */
export interface OvenAtWork {
  activeRuns: number
  isEngineDown: boolean
  desktop: Settings['desktop']
}

const UNFINISHED = ['queued', 'preparing', 'running', 'collecting'] as const

/** What may come to nothing is for the window to say; the icon would hardly ever be calm. */
const CALM: readonly AttentionKind[] = ['login-ending', 'job-at-risk']

/** Reads the oven's state: what bakes, what needs the user, and whether schedules are paused. */
export async function glanceAtOven(client: OvenClient): Promise<OvenGlance & { atWork: OvenAtWork }> {
  const [status, settings, active, attention] = await Promise.all([
    client.status.show(),
    client.settings.show(),
    client.runs.list({ state: [...UNFINISHED], limit: 50 }),
    client.attention.list(),
  ])
  const baking = active.runs.filter((run) => !run.notBeforeAt)
  const { desktop } = settings.settings
  return {
    // One that waits for its next attempt is not baking.
    activeRuns: baking.map((run) => `${run.jobName} #${run.number}`),
    attention: attention.filter(({ kind }) => !CALM.includes(kind)).map(({ title }) => title),
    pause: status.pause,
    showsCount: desktop.showRunCount,
    atWork: { activeRuns: baking.length, isEngineDown: status.engine?.status === 'down', desktop },
  }
}
