import type { CoreFailure } from './ipc-channels.ts'

/** The oven as the desktop needs it, however it is put together. */
export interface OpenCore<Services> {
  services: Services
  wake(reason: string): void
  /** Stops the oven and gives its folder free. Containers go on without it. */
  close(): Promise<void>
}

export type CoreState<Services> =
  | { status: 'starting' }
  | { status: 'running'; core: OpenCore<Services> }
  | ({ status: 'failed' } & CoreFailure)
  | { status: 'closed' }

export interface CoreHost<Services> {
  readonly state: CoreState<Services>
  /** Called with the present state at once, then with each new one. */
  watch(listener: (state: CoreState<Services>) => void): () => void
  /** Starts the core; does nothing while one is starting or running. A failed one is tried again. */
  start(): Promise<void>
  wake(reason: string): void
  close(): Promise<void>
}

/**
 * Holds the core for the windows and the tray. A core that cannot start is a state they show, never a crash: the app
 * stays, says why, and can be quit.
 */
export function createCoreHost<Services>(options: {
  open: () => Promise<OpenCore<Services>>
  log: (message: string, error: unknown) => void
}): CoreHost<Services> {
  const { open, log } = options
  const listeners = new Set<(state: CoreState<Services>) => void>()
  let state: CoreState<Services> = { status: 'starting' }
  let starting: Promise<void> | null = null
  let loggedFailure: string | null = null

  function become(next: CoreState<Services>): void {
    state = next
    for (const listener of [...listeners]) listener(next)
  }

  async function openCore(): Promise<void> {
    try {
      become({ status: 'running', core: await open() })
    } catch (error) {
      const failure = describeFailure(error)
      // A window tries again by itself; the same reason need not be logged each time.
      if (failure.message !== loggedFailure) log('The oven could not start', error)
      loggedFailure = failure.message
      become({ status: 'failed', ...failure })
    }
  }

  return {
    get state() {
      return state
    },
    watch(listener) {
      listeners.add(listener)
      listener(state)
      return () => listeners.delete(listener)
    },
    start() {
      if (state.status === 'failed') {
        starting = null
        become({ status: 'starting' })
      }
      if (state.status === 'starting') starting ??= openCore()
      return starting ?? Promise.resolve()
    },
    wake(reason) {
      if (state.status === 'running') state.core.wake(reason)
    },
    async close() {
      await starting
      if (state.status !== 'running') return
      const { core } = state
      become({ status: 'closed' })
      await core.close()
    },
  }
}

/** Puts a failure into words. Errors of the oven bring their own sentence and hint. */
export function describeFailure(error: unknown): CoreFailure {
  const { message, hint } = (error ?? {}) as { message?: unknown; hint?: unknown }
  return {
    message: typeof message === 'string' && message !== '' ? message : 'The oven could not start.',
    hint: typeof hint === 'string' ? hint : null,
  }
}
