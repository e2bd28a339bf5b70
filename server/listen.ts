import { join } from 'node:path'
import type { Logger } from 'pino'
import { router } from '../core/router/router.ts'
import { createBearerCheck } from './access.ts'
import { keepCallServer } from './calls/keep-call-server.ts'
import { type HttpServer, startHttpServer } from './http-server.ts'
import type { OpenOven } from './open-oven.ts'
import { programRoot } from './program-root.ts'
import { randomToken } from './sessions.ts'
import { version } from './version.ts'

/** The built window beside the sources; a packed app passes its own place. */
const builtRenderer = join(programRoot, 'dist/renderer')

/** Lets clients in over HTTP and says in `instance.json` where. Throws what `startHttpServer` throws, having published nothing. */
export async function listen(options: {
  opened: OpenOven
  host: string
  port: number
  log: Logger
  rendererFolder?: string
  /** Whether calls from outside are taken as the settings want it. Not by hosts that last no longer than a command. */
  takesCalls?: boolean
}): Promise<HttpServer> {
  const { opened, log } = options
  const { services } = opened.oven
  const token = randomToken()
  const { settings } = services.callServer
  const rendererFolder = options.rendererFolder ?? builtRenderer
  const server = await startHttpServer({
    api: { router, context: services },
    sessions: opened.sessions,
    token,
    version,
    host: options.host,
    port: options.port,
    rendererFolder,
    log,
    calls: { services, rates: settings },
  })
  opened.publish({ port: server.port, token })
  if (options.takesCalls === false) return server
  const calls = keepCallServer({
    api: { router, context: services },
    services,
    bearerOf: createBearerCheck({ token, sessions: opened.sessions }),
    version,
    rendererFolder,
    log,
  })
  await calls.settled()
  return {
    ...server,
    async close(how) {
      await calls.close()
      await server.close(how)
    },
  }
}
