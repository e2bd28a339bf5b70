import type { AttentionItem, EngineState, Slot } from '../../contract/index.ts'

/** A sentence the oven said, and when. */
export interface Warning {
  sentence: string
  at: string
}

/** The engine, while it does not answer and somebody may need it. */
export function findEngineTrouble(
  engine: EngineState,
  { downSince, isNeeded, canStart }: { downSince: string | null; isNeeded: boolean; canStart: boolean },
): AttentionItem[] {
  if (engine.status !== 'down' || !isNeeded) return []
  return [
    {
      id: 'engine',
      kind: 'engine-down',
      tone: 'failed',
      title: 'No container engine answers',
      detail: engine.reason,
      fixes: engine.hint === null ? [] : [{ description: engine.hint, command: null }],
      since: downSince,
      action: canStart
        ? { kind: 'start-engine', label: 'Start Colima' }
        : { kind: 'open-page', label: 'Open settings', page: 'settings' },
      dismissible: false,
    },
  ]
}

/** Moments that were missed and not made up for, newest first as the ledger answers them. */
export function findMissedSlots(missed: readonly Slot[], nameOf: (jobId: string) => string): AttentionItem[] {
  const [newest] = missed
  if (newest === undefined) return []
  const names = [...new Set(missed.map(({ jobId }) => nameOf(jobId)))]
  const who =
    names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more jobs` : names.join(', ')
  const why = missed.every(({ cause }) => cause === 'quit')
    ? 'the oven was closed'
    : 'this machine slept or the oven was closed'
  return [
    {
      id: `slots:${newest.dueAt}`,
      kind: 'slots-missed',
      tone: 'attention',
      title: missed.length === 1 ? `${who} missed its moment` : `${missed.length} due moments were missed`,
      detail: `${missed.length === 1 ? 'It' : `${who}: they`} came while ${why}, and ${missed.length === 1 ? 'is' : 'are'} not made up for.`,
      fixes: [],
      since: newest.dueAt,
      action: { kind: 'open-page', label: 'Open the schedule', page: 'schedule' },
      dismissible: true,
    },
  ]
}

/** What the oven warned of. */
export function findWarnings(warnings: readonly Warning[]): AttentionItem[] {
  return warnings.map(({ sentence, at }) => {
    const isFile = /\bwas kept as\b/.test(sentence)
    const isSettings = sentence.startsWith('config.json')
    return {
      id: `warning:${sentence}`,
      kind: isFile ? ('file-broken' as const) : ('warning' as const),
      tone: 'attention' as const,
      title: isFile ? 'A file could not be read' : sentence.replace(/\.$/, ''),
      detail: isFile ? sentence : null,
      fixes: [],
      since: at,
      action: isSettings
        ? { kind: 'open-page' as const, label: 'Open settings', page: 'settings' as const }
        : null,
      dismissible: true,
    }
  })
}
