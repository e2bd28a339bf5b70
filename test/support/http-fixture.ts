import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { OvenServices } from '../../core/oven-services.ts'
import { router } from '../../core/router/router.ts'
import { startHttpServer } from '../../server/http-server.ts'
import { openOven } from '../../server/open-oven.ts'
import { randomToken } from '../../server/sessions.ts'

export interface HttpFixtureOptions {
  home?: string
  host?: string
  rendererFolder?: string
  services?: (real: OvenServices) => OvenServices
}

/** A real oven on scratch files, not started (it needs no engine), behind a real HTTP server on a free port. */
export async function startHttpFixture(options: HttpFixtureOptions = {}) {
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'oven-http-'))
  const opened = await openOven({ home, hostKind: 'headless', schedule: false })
  const token = randomToken()
  const { services } = opened.oven
  const server = await startHttpServer({
    api: { router, context: options.services?.(services) ?? services },
    sessions: opened.sessions,
    token,
    version: '0.0.0',
    host: options.host ?? '127.0.0.1',
    port: 0,
    rendererFolder: options.rendererFolder ?? join(home, 'no-renderer'),
    log: pino({ level: 'silent' }),
    calls: { services, rates: () => services.callServer.settings() },
  })

  return {
    home,
    opened,
    server,
    token,
    /** One request whose headers, `Host` and `Origin` too, are whatever the test says. */
    ask: (path: string, how: Asking = {}) => askPort(server.port, path, how),
    withToken: (path: string, how: Asking = {}) =>
      askPort(server.port, path, { ...how, headers: { authorization: `Bearer ${token}`, ...how.headers } }),
    async close() {
      await server.close()
      await opened.close()
      if (!options.home) rmSync(home, { recursive: true, force: true })
    },
  }
}

export type HttpFixture = Awaited<ReturnType<typeof startHttpFixture>>

export interface Asking {
  method?: string
  headers?: Record<string, string>
  body?: unknown
  /** The loopback address to call from; 127.0.0.1 when left out. */
  from?: string
}

export interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: an answer may be anything; the tests say what
  json: any
}

export function askPort(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body, from }: Asking,
): Promise<Answer> {
  const payload = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        port,
        host: '127.0.0.1',
        path,
        method,
        ...(from && { localAddress: from, agent: false }),
        headers: { ...(payload !== undefined && { 'content-type': 'application/json' }), ...headers },
      },
      async (response) => {
        let text = ''
        for await (const piece of response) text += piece
        let json: unknown
        try {
          json = JSON.parse(text)
        } catch {
          json = undefined
        }
        resolve({ status: response.statusCode!, headers: response.headers, text, json })
      },
    )
    sent.on('error', reject)
    sent.end(payload)
  })
}
