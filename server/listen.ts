import { join } from 'node:path'
import type { Logger } from 'pino'
import { router } from '../core/router/router.ts'
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
}): Promise<HttpServer> {
  const { opened } = options
  const token = randomToken()
  const server = await startHttpServer({
    api: { router, context: opened.oven.services },
    sessions: opened.sessions,
    token,
    version,
    host: options.host,
    port: options.port,
    rendererFolder: options.rendererFolder ?? builtRenderer,
    log: options.log,
  })
  opened.publish({ port: server.port, token })
  return server
}
