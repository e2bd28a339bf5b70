import { isDeepStrictEqual } from 'node:util'
import type { Logger } from 'pino'
import type { Settings } from '../../contract/index.ts'
import { OvenError } from '../../core/errors.ts'
import type { OvenServices } from '../../core/oven-services.ts'
import { reachOf } from '../../core/triggers/call-server-state.ts'
import { isLoopback } from '../access.ts'
import { type CallServerOptions, type RunningCallServer, startCallServer } from './call-server.ts'

/** A port that another program holds is tried again this often. */
const TRY_AGAIN_MS = 30_000

type Wanted = Omit<Settings['server'], 'perAddress' | 'perToken'>

/**
 * Keeps the server for calls as the settings want it, for as long as the host lives: starts it, ends it, moves it. That it
 * cannot listen keeps nothing else from working: it is said where calls are looked at, and in the log.
 */
export function keepCallServer(
  options: Omit<CallServerOptions, 'host' | 'port' | 'names' | 'proxies' | 'rates' | 'services'> & {
    services: OvenServices
    log: Logger
  },
): { settled(): Promise<void>; close(): Promise<void> } {
  const { services, log } = options
  const { settings } = services.callServer
  let running: { server: RunningCallServer; wanted: Wanted } | null = null
  let turn: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | null = null
  let closed = false

  function follow(): void {
    turn = turn.then(adjust)
  }

  async function adjust(): Promise<void> {
    if (timer) clearTimeout(timer)
    timer = null
    const { perAddress: _, perToken: __, ...wanted } = settings()
    if (closed || (running && isDeepStrictEqual(running.wanted, wanted))) return
    await running?.server.close()
    running = null
    if (!wanted.enabled) return services.callServer.report({ address: null, problem: null })
    try {
      const server = await startCallServer({ ...options, ...wanted, rates: settings })
      running = { server, wanted }
      services.callServer.report({ address: server.address, problem: null })
      if (!isLoopback(wanted.host)) log.warn(reachOf(wanted))
    } catch (error) {
      tellTrouble(error)
    }
  }

  function tellTrouble(error: unknown): void {
    const { message, hint } =
      error instanceof OvenError ? error : { message: 'The server for calls could not start.', hint: null }
    if (services.callServer.show().problem?.message !== message) {
      log.warn({ err: error }, `Calls from outside are not taken: ${message}`)
    }
    services.callServer.report({ address: null, problem: { message, hint } })
    timer = setTimeout(follow, TRY_AGAIN_MS).unref()
  }

  const stopWatching = services.changes.on((change) => {
    if (change.type === 'settings') follow()
  })
  follow()

  return {
    settled: () => turn,
    async close() {
      closed = true
      stopWatching()
      await turn
      if (timer) clearTimeout(timer)
      await running?.server.close()
      running = null
      services.callServer.report({ address: null, problem: null })
    },
  }
}
