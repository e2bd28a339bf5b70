import type { Logger } from 'pino'
import { createNativeCommandNotifier, findNativeCommand } from '../adapters/notifications/native-command.ts'
import type { Notifier } from '../core/ports/notifier.ts'
import { isLoopback } from './access.ts'
import { openHostLog } from './host-log.ts'
import type { HttpServer } from './http-server.ts'
import { listen } from './listen.ts'
import { type OpenOven, openOven } from './open-oven.ts'
import { createReleases } from './releases.ts'

/** How long a host may take to stop before its process is ended all the same. */
const STOP_PATIENCE_MS = 15_000

export interface HeadlessOptions {
  home?: string
  /** Address to listen on; anything but loopback is warned about. */
  host: string
  /** 0 takes a free one. */
  port: number
}

export interface HeadlessHost {
  opened: OpenOven
  server: HttpServer
  log: Logger
  stop(): Promise<void>
}

/** Starts an oven without a desktop. Throws `host-running`, `port-taken`, `address-unusable`, and what the oven's folder makes it throw. */
export async function startHeadless(options: HeadlessOptions): Promise<HeadlessHost> {
  const releases = createReleases()
  try {
    let log: Logger | undefined
    const opened = await openOven({
      hostKind: 'headless',
      home: options.home,
      // The oven that just ended may still be tidying up.
      waitForLockMs: 1000,
      onWarning: (sentence) => log?.warn(sentence),
      notifier: createNotifier(() => log),
    })
    releases.add(() => opened.close())
    const opening = openHostLog({ file: opened.home.hostLog, stderr: process.stderr })
    log = opening.log
    releases.add(() => opening.close())
    const server = await listen({ opened, host: options.host, port: options.port, log })
    // Streams end before the oven that feeds them.
    releases.add(() => server.close())
    await opened.oven.start()
    return { opened, server, log, stop: () => releases.run() }
  } catch (error) {
    await releases.run()
    throw error
  }
}

/** Messages stand in the host's log, and are shown where this machine has a program for it. */
function createNotifier(log: () => Logger | undefined): Notifier {
  const command = findNativeCommand({ platform: process.platform, env: process.env })
  const shown = command && createNativeCommandNotifier(command, (sentence) => log()?.warn(sentence))
  return {
    notify(message) {
      log()?.info({ notification: message.title }, message.body)
      shown?.notify(message)
    },
  }
}

/**
 * Runs a headless host until SIGINT or SIGTERM, and answers the exit code. A second signal ends the process at once.
 * Under `json` one line on standard output says where it listens; otherwise the same is said in words.
 */
export async function runHeadless(options: HeadlessOptions & { json?: boolean }): Promise<number> {
  const host = await startHeadless(options)
  announce(host, options)
  const signal = await nextSignal()
  const active = host.opened.oven.activeRuns()
  host.log.info(
    active === 0
      ? `${signal}: stopping`
      : `${signal}: stopping; ${active === 1 ? 'one run goes' : `${active} runs go`} on in their containers and are taken up at the next start`,
  )
  process.once('SIGINT', () => process.exit(1))
  process.once('SIGTERM', () => process.exit(1))
  setTimeout(() => process.exit(1), STOP_PATIENCE_MS).unref()
  await host.stop()
  return 0
}

function announce(
  { opened, server, log }: HeadlessHost,
  options: HeadlessOptions & { json?: boolean },
): void {
  const url = server.openAddress()
  if (options.json) {
    const line = { address: server.address, url, port: server.port, pid: process.pid, home: opened.home.path }
    process.stdout.write(`${JSON.stringify(line)}\n`)
  } else {
    process.stdout.write(
      `The oven of ${opened.home.path} is running. Open its window at\n\n  ${url}\n\n` +
        'The address lets one browser in, within 15 minutes; `oven open` prints another. Ctrl-C stops the oven.\n',
    )
  }
  if (!isLoopback(options.host)) {
    log.warn(
      `Listening on ${options.host}: every machine that reaches this address can knock, and what is said goes unencrypted. Put a VPN or an SSH tunnel between, or leave --host away.`,
    )
  }
}

function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const settle = (signal: NodeJS.Signals) => {
      process.off('SIGINT', settle)
      process.off('SIGTERM', settle)
      resolve(signal)
    }
    process.on('SIGINT', settle)
    process.on('SIGTERM', settle)
  })
}
