import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { tinyImage } from '../../support/tiny-image.ts'
import { type FaultHost, startFaultHost, waitFor } from '../support/fault-host.ts'

let folder: string
let server: Server
let host: FaultHost | undefined
const sockets = new Set<Socket>()

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'oven-silent-'))
  server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(join(folder, 'docker.sock'), resolve))
})
afterEach(async () => {
  await host?.stop('SIGKILL')
  for (const socket of sockets) socket.destroy()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

test('a socket that takes every connection and never answers stops neither the start nor any question', async () => {
  const from = Date.now()
  const home = join(folder, 'home')
  host = await startFaultHost({ home, env: { DOCKER_HOST: `unix://${folder}/docker.sock` } })
  const { client } = host
  await host.add({ id: 'waiting', image: tinyImage, command: ['true'] })
  const status = await waitFor('the engine to be down', async () => {
    const { engine } = await client.status.show()
    return engine.status === 'down' && engine
  })
  expect(status.reason).toContain('did not answer within')
  expect(Date.now() - from).toBeLessThan(60_000)
  const { id } = await client.jobs.run({ id: 'waiting' })
  expect(await host.finished(id, 60_000)).toMatchObject({
    outcome: 'blocked',
    error: { code: 'engine-down' },
  })
  const asked = Date.now()
  const doctor = await host.oven(['doctor', '--json'])
  expect(doctor.json.checks.some((check: { passed: boolean }) => check.passed === false)).toBe(true)
  const images = await host.oven(['images', 'list', '--json'])
  expect(images.exitCode).toBe(3)
  expect(Date.now() - asked).toBeLessThan(60_000)
  const stopping = Date.now()
  expect(await host.stop('SIGTERM')).toBe(0)
  expect(Date.now() - stopping).toBeLessThan(30_000)
})
