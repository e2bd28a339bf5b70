import type { UpdateState } from '../contract/desktop.ts'

/** The program that fetches and installs: electron-updater's `AppUpdater`, as far as it is used. */
export interface Updater {
  autoDownload: boolean
  autoInstallOnAppQuit: boolean
  checkForUpdates(): Promise<{ isUpdateAvailable: boolean; updateInfo: { version: string } } | null>
  downloadUpdate(): Promise<unknown>
  quitAndInstall(): void
  on(event: 'download-progress', listener: (progress: { percent: number }) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
}

const CHECK_EVERY_MS = 24 * 3_600_000
/** The start of the app, and of the machine, has other things to do. */
const FIRST_CHECK_AFTER_MS = 90_000
/** A timer does not count the time that the machine sleeps, so the clock is asked. */
const LOOK_EVERY_MS = 30 * 60_000

export interface Updates {
  state(): UpdateState
  /** The state now, then each new one, until `signal` aborts. */
  watch(signal: AbortSignal | undefined): AsyncGenerator<UpdateState, void>
  onChange(listener: (state: UpdateState) => void): () => void
  /** Looks for a newer version now. Nothing is downloaded. */
  check(): Promise<UpdateState>
  /** The user wants it: downloads, then installs and starts anew as soon as no run is at work. */
  install(): UpdateState
  /** The user does not want to wait for the runs at work: installs what is downloaded. They go on in their containers. */
  installNow(): void
  /** Told how many runs are at work whenever that changes. */
  setActiveRuns(count: number): void
  /** Looks once a day while this is on. */
  setDaily(isOn: boolean): void
  close(): void
}

/**
 * Updates: looked for daily, offered, downloaded when wanted, and never installed in the
 * middle of a run unless the user agrees. `updater` is
 * null where this build cannot update itself, with the reason in `unsupported`.
 */
export function createUpdates(options: {
  updater: Updater | null
  unsupported: string | null
  version: string
  now: () => number
  log: (message: string, error: unknown) => void
  /** Called just before the app quits to be replaced. */
  beforeInstall: () => void
  onOffer: (version: string) => void
}): Updates {
  const { updater, now, log, beforeInstall, onOffer } = options
  const listeners = new Set<(state: UpdateState) => void>()
  let state: UpdateState = {
    status: updater === null ? 'unsupported' : 'idle',
    current: options.version,
    offered: null,
    percent: null,
    checkedAt: null,
    problem: updater === null ? options.unsupported : null,
  }
  let activeRuns = 0
  let isDaily = false
  let checking: Promise<UpdateState> | null = null
  let lastTriedMs = now() - CHECK_EVERY_MS + FIRST_CHECK_AFTER_MS

  function become(changes: Partial<UpdateState>): UpdateState {
    state = { ...state, ...changes }
    for (const listener of [...listeners]) listener(state)
    return state
  }

  function failed(doing: string, error: unknown): UpdateState {
    log(doing, error)
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error)
    return become({ status: 'failed', percent: null, problem: `${doing}: ${why}` })
  }

  async function look(from: Updater): Promise<UpdateState> {
    const before = state.offered
    lastTriedMs = now()
    become({ status: 'checking', problem: null })
    try {
      const found = await from.checkForUpdates()
      const checkedAt = new Date(now()).toISOString()
      if (found === null || !found.isUpdateAvailable)
        return become({ status: 'idle', offered: null, checkedAt })
      const { version } = found.updateInfo
      become({ status: 'available', offered: version, checkedAt })
      if (version !== before) onOffer(version)
      return state
    } catch (error) {
      return failed('Updates could not be looked for', error)
    }
  }

  async function download(from: Updater): Promise<void> {
    try {
      await from.downloadUpdate()
      become({ status: 'waiting', percent: null })
      installWhenIdle()
    } catch (error) {
      failed('The update could not be downloaded', error)
    }
  }

  function installWhenIdle(): void {
    if (activeRuns === 0) installNow()
  }

  function installNow(): void {
    if (updater === null || state.status !== 'waiting') return
    become({ status: 'installing' })
    beforeInstall()
    updater.quitAndInstall()
  }

  const isBusy = () => ['downloading', 'waiting', 'installing'].includes(state.status)

  function check(): Promise<UpdateState> {
    if (updater === null || isBusy()) return Promise.resolve(state)
    checking ??= look(updater).finally(() => {
      checking = null
    })
    return checking
  }

  function lookIfDue(): void {
    if (isDaily && now() - lastTriedMs >= CHECK_EVERY_MS) void check()
  }

  const timers: NodeJS.Timeout[] = []
  if (updater !== null) {
    updater.autoDownload = false
    // Otherwise a quit while containers go on would install it.
    updater.autoInstallOnAppQuit = false
    updater.on('download-progress', ({ percent }) => {
      if (state.status === 'downloading') become({ percent: Math.round(percent) })
    })
    // Each call tells its own failure; this one comes from the installation, after them.
    updater.on('error', (error) => {
      if (state.status === 'installing') failed('The update could not be installed', error)
    })
    timers.push(setTimeout(lookIfDue, FIRST_CHECK_AFTER_MS), setInterval(lookIfDue, LOOK_EVERY_MS))
    for (const timer of timers) timer.unref()
  }

  function onChange(listener: (state: UpdateState) => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  return {
    state: () => state,
    onChange,
    check,
    install() {
      if (updater === null || state.offered === null || isBusy() || checking !== null) return state
      become({ status: 'downloading', percent: 0, problem: null })
      void download(updater)
      return state
    },
    installNow,
    setActiveRuns(count) {
      activeRuns = count
      installWhenIdle()
    },
    setDaily(isOn) {
      isDaily = isOn
    },
    close() {
      for (const timer of timers) clearInterval(timer)
    },
    async *watch(signal) {
      let latest: UpdateState | null = state
      let wakeUp = () => {}
      const unsubscribe = onChange((next) => {
        latest = next
        wakeUp()
      })
      const stop = () => wakeUp()
      signal?.addEventListener('abort', stop)
      try {
        while (signal?.aborted !== true) {
          const told: UpdateState | null = latest
          latest = null
          if (told !== null) yield told
          else
            await new Promise<void>((resolve) => {
              wakeUp = resolve
            })
        }
      } finally {
        unsubscribe()
        signal?.removeEventListener('abort', stop)
      }
    },
  }
}
