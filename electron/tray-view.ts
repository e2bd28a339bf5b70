/** What the tray must know to say how the oven is. */
export interface TrayState {
  core: 'starting' | 'running' | 'failed'
  /** Names of runs under way, such as `nightly-audit #12`. */
  activeRuns: readonly string[]
  /** Whole sentences about what needs the user, the most urgent one first. */
  attention: readonly string[]
}

export interface TrayView {
  icon: 'trayTemplate' | 'trayBakingTemplate' | 'trayAttentionTemplate'
  tooltip: string
}

/** The tray's icon and tooltip. What needs the user comes before what is baking. */
export function viewTray({ core, activeRuns, attention }: TrayState): TrayView {
  const baking = describeRuns(activeRuns)
  const lines = ['Agent Oven']
  if (core === 'starting') lines.push('Starting')
  lines.push(...attention.slice(0, 3))
  if (attention.length > 3) lines.push(`and ${attention.length - 3} more`)
  if (baking !== null) lines.push(baking)
  if (lines.length === 1) lines.push('Nothing is baking')
  return { icon: iconFor(core, activeRuns, attention), tooltip: lines.join('\n') }
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
