import { expect, it } from 'vitest'
import { signHub, signStandard } from '../../../core/triggers/signature.ts'
import { openTriggerFixture } from './trigger-fixture.ts'

async function setUp() {
  const fixture = openTriggerFixture()
  fixture.addJob({ id: 'bake' })
  const { value } = await fixture.tokens.create({ jobId: 'bake', kind: 'token' })
  const secret = await fixture.tokens.create({ jobId: 'bake', kind: 'secret' })
  const history = () => fixture.calls.list({}, { limit: 200 }).deliveries
  const runs = () => fixture.runs.list({}, { limit: 200 }).runs
  return { ...fixture, bearer: value, secret: secret.value, history, runs }
}

it('makes a run, notes who called, and hands it its data', async () => {
  const { ask, bearer, history, runs, payloads, tokens, changed } = await setUp()
  const body = Buffer.from('{"ref":"main"}')
  const { run, isDuplicate } = await ask({ bearer, body, from: '10.1.2.3' })
  expect(isDuplicate).toBe(false)
  expect(runs()).toMatchObject([{ id: run.id, jobId: 'bake', trigger: 'webhook' }])
  expect(Buffer.from(payloads.ofRun(run.id)!.body!).equals(body)).toBe(true)
  expect(history()).toMatchObject([
    { outcome: 'accepted', via: 'token', runId: run.id, from: '10.1.2.3', status: 202, payloadBytes: 14 },
  ])
  expect(tokens.list('bake').find(({ kind }) => kind === 'token')).toMatchObject({
    uses: 1,
    lastUsedFrom: '10.1.2.3',
  })
  expect(changed).toContain('call')
})

it('names runs that the oven’s own token asks for as a program’s', async () => {
  const { ask, runs } = await setUp()
  await ask({ isOven: true })
  expect(runs()).toMatchObject([{ trigger: 'api' }])
})

it('makes one run of a call that comes again under its name', async () => {
  const { ask, bearer, runs, history } = await setUp()
  const body = Buffer.from('{}')
  const first = await ask({ bearer, body, idempotencyKey: 'one' })
  const again = await ask({ bearer, body, idempotencyKey: 'one' })
  expect([again.run.id, again.isDuplicate]).toEqual([first.run.id, true])
  await expect(ask({ bearer, body: Buffer.from('[]'), idempotencyKey: 'one' })).rejects.toMatchObject({
    status: 422,
    code: 'key-reused',
  })
  await ask({ bearer, body, idempotencyKey: 'two' })
  expect(runs()).toHaveLength(2)
  expect(history().map(({ outcome }) => outcome)).toEqual(['accepted', 'refused', 'duplicate', 'accepted'])
})

it('makes one run of what is repeated with a signature that holds no time', async () => {
  const { ask, secret, runs } = await setUp()
  const body = Buffer.from('{"zen":1}')
  const signature = { hubSignature: signHub(body, secret) }
  const first = await ask({ body, signature, deliveryId: 'a' })
  // Whoever saw the call can give it another id, as that is not signed.
  const replayed = await ask({
    body,
    signature: { hubSignature: signature.hubSignature.toUpperCase().replace('SHA256', 'sha256') },
    deliveryId: 'b',
  })
  expect([replayed.isDuplicate, replayed.run.id]).toEqual([true, first.run.id])
  expect(runs()).toHaveLength(1)
})

it('takes a Standard Webhook once, and no old one', async () => {
  const { ask, secret, runs, clock } = await setUp()
  const body = Buffer.from('{"type":"x"}')
  const timestamp = String(Math.floor(clock.now() / 1000))
  const signature = {
    webhookId: 'msg_1',
    webhookTimestamp: timestamp,
    webhookSignature: signStandard({ id: 'msg_1', timestamp, body }, secret),
  }
  await ask({ body, signature })
  expect((await ask({ body, signature })).isDuplicate).toBe(true)
  await clock.advance(6 * 60_000)
  await expect(ask({ body, signature })).rejects.toMatchObject({ status: 401, code: 'signature-stale' })
  expect(runs()).toHaveLength(1)
})

it('notes why it refuses, and keeps no data of who is not known', async () => {
  const { ask, bearer, history, database, addJob, jobs } = await setUp()
  const body = Buffer.from('{"secret":"canary-7f3a"}')
  await expect(ask({ bearer: 'ovt_wrong', body })).rejects.toMatchObject({ status: 401 })
  await expect(ask({ body })).rejects.toMatchObject({ status: 401, code: 'token-missing' })
  await expect(ask({ body, signature: { hubSignature: 'sha256=00' } })).rejects.toMatchObject({ status: 400 })
  await expect(ask({ bearer, body: Buffer.from('{') })).rejects.toMatchObject({ code: 'body-invalid' })
  await expect(ask({ bearer, body: Buffer.from([0x22, 0xff, 0x22]) })).rejects.toMatchObject({
    code: 'body-invalid',
  })
  await expect(ask({ bearer, idempotencyKey: 'ä' })).rejects.toMatchObject({ code: 'key-invalid' })
  expect(database.prepare('SELECT count(*) AS count FROM payloads').get()).toEqual({ count: 0 })
  expect(history().map(({ error }) => error?.code)).toEqual([
    'key-invalid',
    'body-invalid',
    'body-invalid',
    'signature-malformed',
    'token-missing',
    'token-unknown',
  ])
  await expect(ask({ jobId: 'cake', bearer: 'x' })).rejects.toMatchObject({ status: 401 })
  expect(history()).toHaveLength(6)
  jobs.delete('bake')
  addJob({ id: 'bake', enabled: false })
  await expect(ask({ bearer })).rejects.toMatchObject({ code: 'job-disabled' })
})

it('delivers again what a known caller sent and could not be taken', async () => {
  const { ask, bearer, history, callService, addJob, jobs, payloads, until, scripted } = await setUp()
  jobs.delete('bake')
  addJob({ id: 'bake', overlap: 'skip' })
  const first = await ask({ bearer })
  const body = Buffer.from('{"n":2}')
  await expect(ask({ bearer, body, idempotencyKey: 'n2' })).rejects.toMatchObject({ code: 'already-running' })
  const refused = history()[0]!
  expect(refused).toMatchObject({ outcome: 'refused', status: 409, canRedeliver: true, payloadBytes: 7 })
  expect(() => callService.redeliver(refused.id)).toThrow(/running already/)
  const container = await scripted.nextStart()
  container.end(0)
  await until(first.run.id, 'finished')
  const again = callService.redeliver(refused.id)
  expect(again).toMatchObject({ via: 'redelivery', outcome: 'accepted', payloadBytes: 7 })
  expect(Buffer.from(payloads.ofRun(again.runId!)!.body!).equals(body)).toBe(true)
  expect(() => callService.redeliver('nothing')).toThrow(/no delivery/)
})

it('does not deliver again what nobody known sent', async () => {
  const { ask, history, callService } = await setUp()
  await expect(ask({ bearer: 'wrong' })).rejects.toMatchObject({ status: 401 })
  expect(history()[0]!.canRedeliver).toBe(false)
  expect(() => callService.redeliver(history()[0]!.id)).toThrow(/Nobody knows/)
})

it('keeps the history bounded, and what was taken apart from a flood of refusals', async () => {
  const { ask, bearer, history } = await setUp()
  await ask({ bearer })
  for (let count = 0; count < 150; count += 1) await ask({ bearer: 'wrong' }).catch(() => {})
  const kept = history()
  expect(kept.filter(({ outcome }) => outcome === 'refused')).toHaveLength(100)
  expect(kept.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1)
})

it('throws away old data, but not what a waiting run still needs', async () => {
  const { ask, bearer, callService, payloads, clock, runs, history, database } = await setUp()
  const { run } = await ask({ bearer, body: Buffer.from('1') })
  clock.sleep(31 * 86_400_000)
  callService.tidy()
  expect(payloads.ofRun(run.id)?.body).not.toBeNull()
  database.prepare(`UPDATE runs SET state = 'finished', outcome = 'succeeded'`).run()
  callService.tidy()
  expect(payloads.ofRun(run.id)).toMatchObject({ body: null })
  expect(history()[0]!.canRedeliver).toBe(false)
  expect(() => callService.redeliver(history()[0]!.id)).toThrow(/not kept any more/)
  expect(runs()).toHaveLength(1)
})

it('hands an attempt the data of the run that it repeats', async () => {
  const { ask, bearer, payloads, scripted, until, service } = await setUp()
  const { run } = await ask({ bearer, body: Buffer.from('{"a":1}') })
  const container = await scripted.nextStart()
  expect(container.spec.env.OVEN_PAYLOAD).toBe('/workspace/.oven/payload.json')
  expect(JSON.stringify(container.spec)).not.toContain('"a"')
  container.end(1)
  await until(run.id, 'finished')
  const retry = service.retry(run.id)
  expect(Buffer.from(payloads.ofRun(retry.id)!.body!).toString()).toBe('{"a":1}')
  const second = await scripted.nextStart()
  expect(second.spec.env.OVEN_PAYLOAD).toBe('/workspace/.oven/payload.json')
  second.end(0)
  await until(retry.id, 'finished')
})
