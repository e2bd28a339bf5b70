import type { Egress } from '../../contract/index.ts'
import type { OutputSink } from '../ports/engine.ts'

/** Longer lines are none of the proxy's. */
const MAX_LINE = 4096

/** What a proxy says (images/egress-proxy/ledger.js), added up. */
export interface EgressLedger {
  sink: OutputSink
  /** Resolves when the proxy listens. */
  ready: Promise<void>
  totals(): Omit<Egress, 'enforced'>
}

/** `onDecision` is called after every decision that was read. */
export function createEgressLedger(options: { onDecision: () => void }): EgressLedger {
  const allowed = new Map<string, number>()
  const refused = new Map<string, { host: string; reason: string; count: number }>()
  let rest = ''
  let isReady = () => {}
  const ready = new Promise<void>((resolve) => {
    isReady = resolve
  })

  function take(line: string): void {
    const said = readLine(line)
    if (said?.t === 'ready') isReady()
    if (said?.t !== 'decision') return
    const { host, port, reason, count } = said
    const name = port === 443 ? host : `${host}:${port}`
    if (reason === null) allowed.set(name, (allowed.get(name) ?? 0) + count)
    else {
      const key = `${reason} ${name}`
      refused.set(key, { host: name, reason, count: (refused.get(key)?.count ?? 0) + count })
    }
    options.onDecision()
  }

  return {
    ready,
    sink: {
      write(stream, bytes) {
        if (stream !== 'stdout') return
        const lines = (rest + bytes.toString('utf8')).split('\n')
        rest = (lines.pop() ?? '').slice(0, MAX_LINE)
        for (const line of lines) take(line)
      },
    },
    totals: () => ({
      allowed: [...allowed].map(([host, count]) => ({ host, count })),
      refused: [...refused.values()],
    }),
  }
}

type Said =
  | { t: 'ready' }
  | { t: 'decision'; host: string; port: number; reason: string | null; count: number }

function readLine(line: string): Said | null {
  try {
    return JSON.parse(line) as Said
  } catch {
    return null
  }
}
