import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { listen } from '../../../server/listen.ts'
import { openOven } from '../../../server/open-oven.ts'
import { type Asking, askPort } from '../../support/http-fixture.ts'

/**
 * A real oven on scratch files with its server for calls on a free port, and the window's beside it. The oven is not started:
 * what is called for stays queued, or is blocked, as no engine is asked for before.
 */
export async function startCallFixture(server: Record<string, unknown> = {}) {
  const home = mkdtempSync(join(tmpdir(), 'oven-calls-'))
  const port = await freePort()
  writeFileSync(
    join(home, 'config.json'),
    JSON.stringify({ server: { enabled: true, port, ...server }, limits: { maxConcurrentRuns: 1 } }),
  )
  const lines: string[] = []
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) })
  const opened = await openOven({ home, hostKind: 'headless', schedule: false, env: {} })
  const window = await listen({ opened, host: '127.0.0.1', port: 0, log })
  const { services } = opened.oven
  const { token: ovenToken } = JSON.parse(await readInstance(home)) as { token: string }
  const addJob = (job: Record<string, unknown>) =>
    services.jobs.add({
      type: 'docker',
      image: 'agent-oven-test/there-is-none',
      command: ['true'],
      schedule: { type: 'manual' },
      overlap: 'allow',
      ...job,
    })

  let from = '127.0.0.1'

  return {
    callFrom(address: string) {
      from = address
    },
    home,
    port,
    opened,
    services,
    window,
    lines,
    ovenToken,
    addJob,
    /** A call of the server for calls. */
    ask: (path: string, how: Asking = {}) => askPort(port, path, { from, ...how }),
    /** The same at the window's server. */
    askWindow: (path: string, how: Asking = {}) => askPort(window.port, path, { from, ...how }),
    trigger: (jobId: string, bearer: string | null, how: Asking = {}) =>
      askPort(port, `/api/trigger/${jobId}`, {
        method: 'POST',
        from,
        ...how,
        headers: { ...(bearer !== null && { authorization: `Bearer ${bearer}` }), ...how.headers },
      }),
    async close() {
      await window.close()
      await opened.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

export type CallFixture = Awaited<ReturnType<typeof startCallFixture>>

async function readInstance(home: string): Promise<string> {
  const { readFile } = await import('node:fs/promises')
  return await readFile(join(home, 'instance.json'), 'utf8')
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const { createServer } = await import('node:net')
  return await new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
