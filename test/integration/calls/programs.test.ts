import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Delivery, NewToken, Run } from '../../../contract/index.ts'
import { freePort } from '../../server/calls/call-fixture.ts'
import { type HostFixture, removeContainersOf, startHost } from '../../support/host-fixture.ts'
import { askPort } from '../../support/http-fixture.ts'
import { ensureTinyImage } from '../../support/tiny-image.ts'

vi.setConfig({ testTimeout: 120_000 })

let home: string
let host: HostFixture
let port: number
let token: string

beforeAll(async () => {
  const image = await ensureTinyImage()
  home = mkdtempSync(join(tmpdir(), 'oven-programs-'))
  port = await freePort()
  host = await startHost({ home })
  for (const [id, script] of [
    ['slow', 'echo up; sleep 300'],
    ['reader', 'cat $OVEN_PAYLOAD'],
  ]) {
    const job = { type: 'docker', id, image, command: ['sh', '-c', script], schedule: { type: 'manual' } }
    await said(['jobs', 'add', '--file', '-'], JSON.stringify(job))
  }
  await said(['config', 'set', 'server.port', String(port)])
  await said(['config', 'set', 'server.enabled', 'true'])
  token = ((await said(['tokens', 'create', '--oven', '--label', 'a program'])) as NewToken).value
})
afterAll(async () => {
  await host?.stop()
  await removeContainersOf(home)
  rmSync(home, { recursive: true, force: true })
})

async function said(words: string[], input?: string): Promise<unknown> {
  const { stdout, stderr, exitCode } = await host.oven([...words, '--json'], { input })
  if (exitCode !== 0) throw new Error(`oven ${words.join(' ')} ended with ${exitCode}: ${stdout}${stderr}`)
  return JSON.parse(stdout)
}

const ask = (method: string, path: string, body?: unknown, bearer = token) =>
  askPort(port, path, { method, body, headers: { authorization: `Bearer ${bearer}` } })

const state = async (runId: string) => (await ask('GET', `/api/status/${runId}`)).json
const containersOf = (runId: string) =>
  execFileSync('docker', ['ps', '-q', '--filter', `label=agent-oven.run=${runId}`], {
    encoding: 'utf8',
  }).trim()

test('a run is started, watched, cancelled and repeated over HTTP, and the token outlives the host', async () => {
  const started = await ask('POST', '/api/jobs/slow/run', {})
  expect(started.status).toBe(200)
  const { id } = started.json
  await expect.poll(async () => (await state(id)).state, { timeout: 60_000 }).toBe('running')
  // It is written down as running before its container is started.
  await expect.poll(() => containersOf(id), { timeout: 60_000 }).not.toBe('')
  const cancelled = await ask('POST', `/api/runs/${id}/cancel`)
  expect([cancelled.status, cancelled.json.id]).toEqual([200, id])
  await expect
    .poll(() => state(id), { timeout: 60_000 })
    .toMatchObject({ state: 'finished', outcome: 'cancelled' })
  expect(containersOf(id)).toBe('')
  const late = await ask('POST', `/api/runs/${id}/cancel`)
  expect([late.status, late.json.message]).toEqual([
    409,
    expect.stringMatching(/^slow #1 has finished already/),
  ])

  await host.stop()
  host = await startHost({ home })
  const retried = await ask('POST', `/api/runs/${id}/retry`, {})
  expect([retried.status, retried.json]).toEqual([200, expect.objectContaining({ retryOf: id, number: 2 })])
  await expect.poll(async () => (await state(retried.json.id)).state, { timeout: 60_000 }).toBe('running')
  expect((await ask('POST', `/api/runs/${retried.json.id}/cancel`)).status).toBe(200)
  await expect.poll(async () => (await state(retried.json.id)).state, { timeout: 60_000 }).toBe('finished')
  expect((await ask('POST', '/api/runs/none/cancel')).status).toBe(404)
})

test('what was refused is delivered again, by HTTP and by command, with the data it came with', async () => {
  const job = ((await said(['tokens', 'create', 'reader'])) as NewToken).value
  await said(['jobs', 'disable', 'reader'])
  expect((await ask('POST', '/api/trigger/reader', { n: 'canary-8a' }, job)).status).toBe(409)
  await said(['jobs', 'enable', 'reader'])
  const refused = await ask('GET', '/api/webhooks/deliveries?jobId=reader&outcome[]=refused')
  const [delivery] = refused.json.deliveries as Delivery[]
  expect(delivery).toMatchObject({ canRedeliver: true, error: { code: 'job-disabled' } })
  const again = await ask('POST', `/api/webhooks/deliveries/${delivery!.id}/redeliver`)
  expect([again.status, again.json.via]).toEqual([200, 'redelivery'])
  await expect.poll(async () => (await state(again.json.runId)).state, { timeout: 60_000 }).toBe('finished')
  const third = (await said(['webhooks', 'redeliver', delivery!.id])) as Delivery
  await expect.poll(async () => (await state(third.runId!)).outcome, { timeout: 60_000 }).toBe('succeeded')
  for (const runId of [again.json.runId, third.runId!]) {
    const log = await host.oven(['runs', 'logs', runId])
    expect(log.stdout).toContain('{"n":"canary-8a"}')
  }
  const run = (await ask('GET', `/api/runs/${third.runId}`)).json as Run
  expect(run).toMatchObject({ jobId: 'reader', trigger: 'webhook', outcome: 'succeeded' })
})

test('the log of the host names operations and ends of tokens, and holds none whole', async () => {
  const text = () => host.stderr() + readFileSync(join(home, 'logs/host.log'), 'utf8')
  await expect.poll(text).toContain('POST /api/runs/{runId}/cancel')
  expect(text()).toContain(`****${token.replace(/[^A-Za-z0-9]/g, '').slice(-4)}`)
  expect(text()).not.toContain(token)
})
