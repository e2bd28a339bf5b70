import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { openConnection } from '../../../adapters/docker/connection.ts'

test('a request does not cost more the more connections are open', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'agent-oven-connection-'))
  const path = join(folder, 'engine.sock')
  const waiting: (() => void)[] = []
  const server = createServer((request, response) => {
    response.setHeader('api-version', '1.41')
    if (request.url?.endsWith('/containers/json')) waiting.push(() => response.end('[]'))
    else response.end(JSON.stringify({ Version: '20.10.0', ApiVersion: '1.41', NCPU: 2, MemTotal: 1 }))
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  const { docker, close } = await openConnection(
    { endpoint: { url: `unix://${path}`, address: { kind: 'socket', socketPath: path } }, foundBy: 'a test' },
    { pingMs: 30_000, infoMs: 30_000 },
  )
  try {
    // docker-modem writes its options out at every request, with all that the agent knows of its connections.
    const described = () => inspect(docker.modem, { showHidden: true, depth: null }).length
    const alone = described()
    const asked = Array.from({ length: 20 }, () => docker.listContainers())
    await expect.poll(() => waiting.length).toBe(20)
    expect(described()).toBe(alone)
    for (const answer of waiting) answer()
    expect(await Promise.all(asked)).toHaveLength(20)
  } finally {
    close()
    server.close()
    rmSync(folder, { recursive: true })
  }
})
