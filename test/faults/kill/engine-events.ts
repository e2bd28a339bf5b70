import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** Actions of the engine on one install's containers, as they happen: `create`, `start`, `die`, `destroy`, … */
export interface EngineEvents {
  /** How often each run's container was started. */
  readonly starts: ReadonlyMap<string, number>
  /** Resolves at the next such action, or after `withinMs`. */
  next(action: string, withinMs: number): Promise<boolean>
  close(): void
}

/**
 * Listens to the shared engine beside the oven, so that what it says is no word of the oven's own. A stream that ends is
 * taken up again where it was: the engine remembers its last 256 events.
 */
export function watchEngine(installId: string): EngineEvents {
  const format = '{{.TimeNano}} {{.Action}} {{index .Actor.Attributes "agent-oven.run"}}'
  const filters = ['--filter', 'type=container', '--filter', `label=agent-oven.install=${installId}`]
  const starts = new Map<string, number>()
  const waiting = new Set<(action: string) => void>()
  let lastNano = ''
  let closed = false
  let child = listen()

  function listen(): ChildProcess {
    const since = lastNano === '' ? [] : ['--since', `${lastNano.slice(0, -9)}.${lastNano.slice(-9)}`]
    const events = spawn('docker', ['events', ...since, ...filters, '--format', format], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    createInterface({ input: events.stdout }).on('line', take)
    events.once('exit', () => {
      if (!closed) child = listen()
    })
    return events
  }

  function take(line: string): void {
    const [nano = '', action = '', runId = ''] = line.split(' ')
    if (nano.length === lastNano.length && nano <= lastNano) return
    lastNano = nano
    if (action === 'start') starts.set(runId, (starts.get(runId) ?? 0) + 1)
    for (const listener of [...waiting]) listener(action)
  }

  return {
    starts,
    next: (action, withinMs) =>
      new Promise((resolve) => {
        const settle = (came: boolean) => {
          clearTimeout(timer)
          waiting.delete(listener)
          resolve(came)
        }
        const listener = (seen: string) => {
          if (seen === action) settle(true)
        }
        const timer = setTimeout(() => settle(false), withinMs)
        waiting.add(listener)
      }),
    close() {
      closed = true
      child.kill('SIGTERM')
    },
  }
}
