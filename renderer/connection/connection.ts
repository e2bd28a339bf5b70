import type { Change } from '../../contract/index.ts'
import { backOffMs, pause } from './back-off.ts'
import { type Carrier, CoreFailedError, SignedOutError } from './carrier.ts'
import { createSwitchableClient, type OvenClient, type OvenLink } from './client.ts'
import { createObservable, type Observable } from './observable.ts'
import { watchVisibility } from './visibility.ts'

/** What the window knows about its line to the host. */
export type ConnectionState =
  | { kind: 'connecting' }
  | { kind: 'connected' }
  | { kind: 'disconnected'; since: number }
  | { kind: 'signed-out' }
  | { kind: 'failed'; message: string; hint: string | null }

export interface Connection {
  client: OvenClient
  state: Observable<ConnectionState>
  /** Is anybody looking? Streams of the pages wait while this is false. */
  visible: Observable<boolean>
  /** Ends the present wait and tries at once. */
  retryNow: () => void
  start: () => () => void
}

export interface ConnectionOptions {
  carrier: Carrier
  document: Document
  /** Called with every change; a `hello` means that anything may have changed since the last one. */
  onChange: (change: Change) => void
  waitMs?: (attempt: number) => number
  now?: () => number
}

/**
 * Keeps one line to the host open for as long as the window lives. The stream of changes is its pulse: when that
 * breaks the window is disconnected, and it tries again with growing pauses until a `hello` comes.
 */
export function createConnection(options: ConnectionOptions): Connection {
  const { carrier, onChange, waitMs = backOffMs, now = Date.now } = options
  const state = createObservable<ConnectionState>({ kind: 'connecting' })
  const visible = watchVisibility(options.document, carrier.pausesWhenHidden)
  let link: OvenLink | null = null
  let wake = new AbortController()
  const client = createSwitchableClient(() => link)

  const wakeUp = () => wake.abort()

  async function converse(stop: AbortSignal): Promise<void> {
    const line = new AbortController()
    const end = () => line.abort()
    stop.addEventListener('abort', end, { once: true })
    const unwatch = visible.subscribe(() => {
      if (!visible.get()) end()
    })
    try {
      link = await carrier.open(end, line.signal)
      for await (const change of await client.changes.watch(undefined, { signal: line.signal })) {
        if (change.type === 'hello') state.set({ kind: 'connected' })
        onChange(change)
      }
    } finally {
      unwatch()
      stop.removeEventListener('abort', end)
      line.abort()
      link = null
    }
  }

  async function untilVisible(stop: AbortSignal): Promise<void> {
    if (visible.get() || stop.aborted) return
    await new Promise<void>((resolve) => {
      const done = () => {
        unsubscribe()
        resolve()
      }
      const unsubscribe = visible.subscribe(done)
      stop.addEventListener('abort', done, { once: true })
    })
  }

  async function keepTrying(stop: AbortSignal): Promise<void> {
    let attempt = 0
    while (!stop.aborted) {
      wake = new AbortController()
      try {
        await converse(stop)
      } catch (error) {
        if (error instanceof SignedOutError) state.set({ kind: 'signed-out' })
        if (error instanceof CoreFailedError)
          state.set({ kind: 'failed', message: error.message, hint: error.hint })
      }
      if (stop.aborted) return
      if (!visible.get()) {
        await untilVisible(stop)
        continue
      }
      const current = state.get().kind
      if (current === 'connected') {
        attempt = 0
        state.set({ kind: 'disconnected', since: now() })
      }
      if (current === 'signed-out') await pause(2 ** 31 - 1, AbortSignal.any([stop, wake.signal]))
      else await pause(waitMs(attempt), AbortSignal.any([stop, wake.signal]))
      attempt += 1
    }
  }

  return {
    client,
    state,
    visible,
    retryNow: wakeUp,
    start() {
      const stop = new AbortController()
      const forgetReady = carrier.onReady(wakeUp)
      void keepTrying(stop.signal)
      return () => {
        forgetReady()
        stop.abort()
      }
    },
  }
}
