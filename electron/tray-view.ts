import type { Pause } from '../contract/index.ts'

/** What the tray must know to say how the oven is. */
export interface TrayState {
  core: 'starting' | 'running' | 'failed'
  /** Names of runs under way, such as `nightly-audit #12`. */
  activeRuns: readonly string[]
  /** Whole sentences about what needs the user, the most urgent one first. */
  attention: readonly string[]
  pause: Pause | null
  /** Whether the number of active runs stands beside the icon. */
  showsCount: boolean
}

export interface TrayView {
  icon: 'trayTemplate' | 'trayBakingTemplate' | 'trayAttentionTemplate'
  tooltip: string
  /** Text beside the icon; empty for none. */
  title: string
}

/** The tray's icon, tooltip and title. What needs the user comes before what is baking. */
export function viewTray({ core, activeRuns, attention, pause, showsCount }: TrayState): TrayView {
  const baking = describeRuns(activeRuns)
  const lines = ['Agent Oven']
  if (core === 'starting') lines.push('Starting')
  lines.push(...attention.slice(0, 3))
  if (attention.length > 3) lines.push(`and ${attention.length - 3} more`)
  if (baking !== null) lines.push(baking)
  if (lines.length === 1) lines.push('Nothing is baking')
  if (pause !== null) lines.push(describePause(pause))
  return {
    icon: iconFor(core, activeRuns, attention),
    tooltip: lines.join('\n'),
    title: showsCount && activeRuns.length > 0 ? String(activeRuns.length) : '',
  }
}

/** `Schedules are paused until 08:00`; with the day where that is not today. */
export function describePause({ until }: Pause, now = new Date()): string {
  if (until === null) return 'Schedules are paused'
  const end = new Date(until)
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const isToday = end.toDateString() === now.toDateString()
  const words = end.toLocaleString('en-GB', isToday ? clock : { weekday: 'short', ...clock })
  return `Schedules are paused until ${words.replace(',', '')}`
}

function iconFor(
  core: TrayState['core'],
  activeRuns: readonly string[],
  attention: readonly string[],
): TrayView['icon'] {
  if (core === 'failed' || attention.length > 0) return 'trayAttentionTemplate'
  return activeRuns.length > 0 ? 'trayBakingTemplate' : 'trayTemplate'
}

function describeRuns(runs: readonly string[]): string | null {
  if (runs.length === 0) return null
  if (runs.length === 1) return `Baking ${runs[0]}`
  return `Baking ${runs.length} runs`
}
