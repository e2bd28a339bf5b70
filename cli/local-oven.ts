import type { Need } from './command.ts'
import type { Connection } from './connect.ts'

/*
 * The one file of the command line that knows the server: with no host running, the command is the host for as long as
 * it takes. Loaded only then.
 */

/** Opens the oven in this process. Throws `host-running` when another process holds the folder. */
export async function openLocal(options: {
  folder: string
  need: Need
  waitForLockMs: number
  onWarning: (sentence: string) => void
}): Promise<Pick<Connection, 'client' | 'close'>> {
  const [{ openOven }, { createDirectClient }] = await Promise.all([
    import('../server/open-oven.ts'),
    import('../server/direct-client.ts'),
  ])
  const opened = await openOven({
    hostKind: 'command',
    home: options.folder,
    schedule: false,
    waitForLockMs: options.waitForLockMs,
    onWarning: options.onWarning,
  })
  const { oven } = opened
  try {
    const stopListening = options.need === 'stays' ? await letOthersIn(opened) : async () => {}
    if (options.need !== 'files') await oven.start()
    return {
      client: createDirectClient(oven),
      async close() {
        // Other commands may have started runs in this host, and follow them.
        if (options.need === 'stays' && oven.activeRuns() > 0) {
          options.onWarning('Other runs are baking in this process: it stays until they have finished.')
          await oven.whenIdle()
        }
        await stopListening()
        await opened.close()
      },
    }
  } catch (error) {
    await opened.close()
    throw error
  }
}

/** A command that stays holds the folder: others reach the oven through it meanwhile. */
async function letOthersIn(opened: Awaited<ReturnType<typeof import('../server/open-oven.ts').openOven>>) {
  const [{ listen }, { openHostLog }] = await Promise.all([
    import('../server/listen.ts'),
    import('../server/host-log.ts'),
  ])
  const { log, close } = openHostLog({ file: opened.home.hostLog, stderr: null })
  const server = await listen({ opened, host: '127.0.0.1', port: 0, log, takesCalls: false })
  return async () => {
    // Whoever follows the same run is told its end too.
    await server.close({ graceMs: 1000 })
    close()
  }
}

/** `oven serve`: runs a headless host until it is told to stop, and answers the exit code. */
export async function serveUntilStopped(options: {
  folder: string
  host: string
  port: number
  json: boolean
}): Promise<number> {
  const { runHeadless } = await import('../server/headless.ts')
  return runHeadless({ home: options.folder, host: options.host, port: options.port, json: options.json })
}
