import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startHost } from '../support/host-fixture.ts'
import { runOven } from '../support/run-oven.ts'

vi.setConfig({ testTimeout: 60_000 })

const env = { DOCKER_HOST: 'unix:///nonexistent/engine.sock' }
let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'oven-serve-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

test('a host says where it listens, to its owner only, and takes that back when it stops', async () => {
  const host = await startHost({ home, env })
  const file = join(home, 'instance.json')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(home).mode & 0o777).toBe(0o700)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    port: host.port,
    pid: host.pid,
    kind: 'headless',
    token: expect.stringMatching(/^[\w-]{43}$/),
  })
  expect(await host.stop('SIGTERM')).toBe(0)
  expect(existsSync(file)).toBe(false)
})

test('the address it prints, and each that open prints, lets one window in', async () => {
  const host = await startHost({ home, env })
  const opened = await host.oven(['open', '--json'])
  for (const url of [host.url, opened.json.address]) {
    const key = new URL(url).hash.replace('#key=', '')
    const body = JSON.stringify({ key })
    const trade = () =>
      fetch(`${host.address}/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
    const { token } = (await (await trade()).json()) as { token: string }
    const headers = { authorization: `Bearer ${token}` }
    expect((await fetch(`${host.address}/api/status`, { headers })).status).toBe(200)
    expect((await trade()).status).toBe(401)
  }
  await host.stop()
  const secrets = [host.token, ...[host.url, opened.json.address].map((url) => new URL(url).hash.slice(5))]
  for (const name of readdirSync(home, { recursive: true, encoding: 'utf8' })) {
    const path = join(home, name)
    if (!statSync(path).isFile()) continue
    const content = readFileSync(path, 'latin1')
    for (const secret of secrets) expect([name, content.includes(secret)]).toEqual([name, false])
  }
  for (const secret of secrets) expect(host.stderr()).not.toContain(secret)
})

test('a folder has one host: the second says who is there', async () => {
  const host = await startHost({ home, env })
  const second = await runOven(['serve', '--port', '0', '--json'], { home, env })
  expect([second.exitCode, second.json.error.code]).toEqual([2, 'CONFLICT'])
  expect(second.stderr).toContain(`process ${host.pid}`)
  expect((await host.oven(['status', '--json'])).json.pid).toBe(host.pid)
  await host.stop()
})

test('of six hosts that start at once, one runs', async () => {
  const starts = await Promise.allSettled(Array.from({ length: 6 }, () => startHost({ home, env })))
  const running = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []))
  expect(running).toHaveLength(1)
  for (const start of starts) {
    if (start.status === 'rejected') expect(String(start.reason)).toContain('Another oven')
  }
  await running[0]!.stop()
})

test('a taken port is said, and the folder is free again', async () => {
  const other = createServer()
  const port = await new Promise<number>((resolve) =>
    other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port)),
  )
  const refused = await runOven(['serve', '--port', String(port), '--json'], { home, env })
  expect([refused.exitCode, refused.json.error.message]).toEqual([2, expect.stringContaining(`port ${port}`)])
  expect(refused.stderr).toContain('--port 0')
  expect(existsSync(join(home, 'instance.json'))).toBe(false)
  other.close()
  const host = await startHost({ home, env })
  expect(await host.stop()).toBe(0)
})

test('an address the machine does not have is said', async () => {
  const refused = await runOven(['serve', '--port', '0', '--host', '192.0.2.1'], { home, env })
  expect(refused.exitCode).toBe(2)
  expect(refused.stderr).toContain('192.0.2.1')
})

test('a host on another address is found by commands all the same', async () => {
  const host = await startHost({ home, env, words: ['--host', '127.0.0.2'] })
  expect(host.address).toBe(`http://127.0.0.2:${host.port}`)
  const headers = { authorization: `Bearer ${host.token}` }
  expect((await fetch(`${host.address}/api/status`, { headers })).status).toBe(200)
  expect((await host.oven(['status', '--json'])).json.pid).toBe(host.pid)
  expect(await host.stop()).toBe(0)
})

test('a host that was killed leaves nothing in the way', async () => {
  const killed = await startHost({ home, env })
  await killed.oven(['jobs', 'add', '--id', 'kept', '--image', 'example/none'])
  await killed.stop('SIGKILL')
  expect(existsSync(join(home, 'instance.json'))).toBe(true)
  const local = await runOven(['status', '--json'], { home, env })
  expect([local.exitCode, local.json.hostKind, local.json.counts.jobs]).toEqual([0, 'command', 1])
  const next = await startHost({ home, env })
  expect((await next.oven(['jobs', 'list', '--json'])).json).toHaveLength(1)
  await next.stop()
})

test('twenty jobs added by twenty processes at once are all there, with and without a host', async () => {
  const add = (id: string) => runOven(['jobs', 'add', '--id', id, '--image', 'example/none'], { home, env })
  const ids = (prefix: string) => Array.from({ length: 10 }, (_, number) => `${prefix}-${number}`)
  const alone = await Promise.all(ids('alone').map(add))
  expect(alone.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual(alone.map(() => [0, '']))
  const host = await startHost({ home, env })
  const hosted = await Promise.all(ids('hosted').map(add))
  expect(hosted.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual(hosted.map(() => [0, '']))
  expect((await host.oven(['jobs', 'list', '--json'])).json).toHaveLength(20)
  await host.stop()
})
