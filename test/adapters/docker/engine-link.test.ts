import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { defaultDeadlines, defaultIntervals } from '../../../adapters/docker/deadlines.ts'
import { EngineLink } from '../../../adapters/docker/engine-link.ts'

test.each([
  ['answers again soon', 1_000],
  ['is silent at first', 2_500],
])('an engine that is started at once and %s was lost when its connections broke', async (_, silentMs) => {
  const folder = mkdtempSync(join(tmpdir(), 'agent-oven-link-'))
  const path = join(folder, 'engine.sock')
  const events: ServerResponse[] = []
  let startMs = 0
  const server = createServer(async (request, response) => {
    response.setHeader('api-version', '1.41')
    if (request.url?.includes('/events')) {
      response.flushHeaders()
      events.push(response)
      return
    }
    // An engine that starts takes connections before it answers.
    if (request.url === '/_ping') await pause(startMs)
    response.end(JSON.stringify({ Version: '20.10.0', ApiVersion: '1.41', NCPU: 2, MemTotal: 1 }))
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  const link = new EngineLink({
    discovery: { env: { DOCKER_HOST: `unix://${path}` }, home: folder, platform: 'linux' },
    deadlines: defaultDeadlines,
    intervals: defaultIntervals,
    log: () => {},
  })
  const release = link.watch()
  try {
    await link.connect()
    await expect.poll(() => events.length).toBe(1)
    startMs = silentMs
    const brokenAt = Date.now()
    events[0]!.destroy()
    await expect.poll(() => link.lastLoss()).not.toBeNull()
    expect(Date.now() - brokenAt).toBeGreaterThan(900)
    expect(link.lastLoss()).toMatchObject({ died: true })
    // Not when it answered again.
    expect(link.lastLoss()!.at - brokenAt).toBeLessThan(silentMs)
  } finally {
    release()
    link.close()
    server.close()
    server.closeAllConnections()
    rmSync(folder, { recursive: true })
  }
})
