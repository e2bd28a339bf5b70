import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDockerEngine, type DockerEngine } from '../../../adapters/docker/docker-engine.ts'
import type { EngineState } from '../../../contract/index.ts'

let folder: string
let engine: DockerEngine | null
const servers: { close(): void }[] = []
const sockets = new Set<Socket>()

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agent-oven-absence-'))
  engine = null
})
afterEach(() => {
  engine?.close()
  for (const server of servers.splice(0)) server.close()
  for (const socket of sockets) socket.destroy()
  rmSync(folder, { recursive: true })
})

const open = (changes: Parameters<typeof createDockerEngine>[0]) => {
  engine = createDockerEngine({ home: folder, platform: 'linux', env: {}, ...changes })
  return engine
}
const listen = (server: Server, path: string) =>
  new Promise<void>((resolve) => {
    servers.push(server)
    server.on('connection', (socket) => sockets.add(socket))
    server.listen(path, resolve)
  })

describe('no engine', () => {
  test('a socket that is not there: a state with a reason and a hint, and a refusal of every call', async () => {
    const { probe, state, inspectContainer } = open({ env: { DOCKER_HOST: `unix://${folder}/none.sock` } })
    expect(state()).toEqual({ status: 'unknown' })
    const found = await probe()
    expect(found).toEqual({
      status: 'down',
      reason: `No container engine answers at DOCKER_HOST: There is no socket unix://${folder}/none.sock.`,
      hint: expect.stringContaining('DOCKER_HOST'),
    })
    expect(state()).toEqual(found)
    await expect(inspectContainer('0123')).rejects.toMatchObject({ code: 'engine-down', kind: 'ENGINE_DOWN' })
  })

  test('a socket that its engine left behind: nothing listens there', async () => {
    const path = join(folder, 'dead.sock')
    const server = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`
    spawnSync(process.execPath, ['-e', server, path])
    const { probe } = open({ env: { DOCKER_HOST: `unix://${path}` } })
    expect(await probe()).toMatchObject({
      status: 'down',
      reason: expect.stringContaining('Nothing listens on'),
    })
  })

  test('a docker context that is not there is named', async () => {
    const { probe } = open({ env: { DOCKER_CONTEXT: 'elsewhere' } })
    expect(await probe()).toMatchObject({
      status: 'down',
      reason: 'The docker context “elsewhere” is not there or cannot be read.',
      hint: expect.stringContaining('docker context ls'),
    })
  })

  test('an address over SSH is refused with a way around it', async () => {
    const { probe } = open({ env: { DOCKER_HOST: 'ssh://me@remote' } })
    expect(await probe()).toMatchObject({
      status: 'down',
      reason: expect.stringContaining('SSH'),
      hint: expect.stringContaining('ssh -NL'),
    })
  })
})

describe('an engine that takes connections but never answers', () => {
  test('is down after the ping’s deadline, and no call hangs', async () => {
    const path = join(folder, 'silent.sock')
    await listen(createServer(), path)
    const { probe, createVolume } = open({ endpoint: `unix://${path}`, deadlines: { pingMs: 300 } })
    const asked = Date.now()
    expect(await probe()).toMatchObject({
      status: 'down',
      reason: expect.stringContaining('did not answer within 0.3 s'),
    })
    await expect(createVolume('v', {})).rejects.toMatchObject({ code: 'engine-down' })
    expect(Date.now() - asked).toBeLessThan(20_000)
  })

  test('when it falls silent later, a call ends long before its own deadline and the change is told', async () => {
    const path = join(folder, 'engine.sock')
    const double = await startEngineDouble(path)
    const { probe, listVolumes, onChange } = open({
      endpoint: `unix://${path}`,
      deadlines: { pingMs: 200 },
      intervals: { doubtMs: 200, downIdleMs: 100 },
    })
    expect(await probe()).toMatchObject({ status: 'up', version: '1.2.3', cpus: 2, foundBy: 'settings' })
    const seen: EngineState['status'][] = []
    onChange((state) => seen.push(state.status))
    double.silent = true
    const asked = Date.now()
    await expect(listVolumes({})).rejects.toMatchObject({ code: 'engine-down' })
    expect(Date.now() - asked).toBeLessThan(20_000)
    expect(seen).toEqual(['down'])
    double.silent = false
    await expect.poll(() => seen).toEqual(['down', 'up'])
    expect(await listVolumes({})).toEqual([])
  })

  test('a call that is refused leaves the engine up', async () => {
    const path = join(folder, 'engine.sock')
    await startEngineDouble(path)
    const { probe, createVolume, state } = open({ endpoint: `unix://${path}` })
    await probe()
    await expect(createVolume('v', {})).rejects.toMatchObject({
      code: 'engine-refused',
      message: 'The container engine did not make the volume v: not today',
    })
    expect(state().status).toBe('up')
  })
})

describe('how often an engine is asked', () => {
  test('not at all while nobody listens, rarely while somebody does', async () => {
    const path = join(folder, 'engine.sock')
    const double = await startEngineDouble(path)
    const { probe, onChange } = open({ endpoint: `unix://${path}`, intervals: { idleMs: 100 } })
    await probe()
    const asked = double.pings
    await pause(400)
    expect(double.pings).toBe(asked)
    const stop = onChange(() => {})
    const from = performance.now()
    await expect.poll(() => double.pings).toBeGreaterThanOrEqual(asked + 3)
    expect(double.pings - asked).toBeLessThanOrEqual((performance.now() - from) / 100 + 1)
    stop()
    // One may be on its way.
    await pause(300)
    const last = double.pings
    await pause(300)
    expect(double.pings).toBe(last)
  })
})

/** The few answers that discovery needs, over a real socket; `silent` makes it take requests and say nothing. */
async function startEngineDouble(path: string) {
  const double = { silent: false, pings: 0 }
  const answers: Record<string, object> = {
    '/version': { Version: '1.2.3', ApiVersion: '1.41', Os: 'linux', Arch: 'amd64' },
    '/info': { NCPU: 2, MemTotal: 1024, SystemTime: new Date().toISOString() },
    '/volumes': { Volumes: null },
  }
  const server = createHttpServer((request, response) => {
    if (double.silent) return
    const route = (request.url ?? '').replace(/^\/v1\.41/, '').replace(/\?.*$/, '')
    if (route === '/_ping') {
      double.pings++
      response.setHeader('Api-Version', '1.41').end('OK')
      return
    }
    const answer = answers[route]
    if (!answer) response.statusCode = 500
    response
      .setHeader('Content-Type', 'application/json')
      .end(JSON.stringify(answer ?? { message: 'not today' }))
  })
  await listen(server, path)
  return double
}
