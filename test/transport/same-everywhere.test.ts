import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Change } from '../../contract/index.ts'
import { type HttpFixture, startHttpFixture } from '../support/http-fixture.ts'
import { type Client, carrierNames, openCarrier } from './carriers.ts'

let http: HttpFixture
beforeAll(async () => {
  http = await startHttpFixture()
})
afterAll(() => http.close())

const job = {
  type: 'docker',
  image: 'example/none',
  command: "sh -c 'echo ü; exit 3'",
  schedule: { type: 'cron', cron: '0 2 * * *', timezone: 'Europe/Berlin' },
  env: { GREETING: 'grüß dich\n"quoted" ☕' },
}

/** What a refused call says, as its caller sees it. */
async function refusalOf(call: Promise<unknown>) {
  const error = await call.then(
    () => expect.fail('the call was not refused'),
    (thrown) => thrown,
  )
  const { code, status, message, data, defined } = error
  return { code, status, message, data, defined }
}

describe.each(carrierNames)('over %s', (name) => {
  let client: Client
  let close: () => void
  beforeAll(() => {
    ;({ client, close } = openCarrier(name, http))
  })
  afterAll(() => close())

  test('a job goes in and comes back the same', async () => {
    const id = name.replaceAll(' ', '-')
    const added = await client.jobs.add({ job: { ...job, id } })
    expect(added.job).toMatchObject({
      id,
      command: ['sh', '-c', 'echo ü; exit 3'],
      env: job.env,
      enabled: true,
    })
    expect(await client.jobs.show({ id })).toEqual(added)
    const changed = await client.jobs.update({ id, changes: { env: null, enabled: false, name: 'Renamed' } })
    expect(changed.job).not.toHaveProperty('env')
    expect(changed.job).toMatchObject({ name: 'Renamed', enabled: false })
    expect((await client.jobs.list()).map((view) => view.job.id)).toContain(id)
    expect(await client.jobs.remove({ id, force: false })).toEqual({ removed: id })
  })

  test('the same questions are answered the same as directly', async () => {
    const direct = openCarrier('direct', http).client
    const at = { from: '2026-10-24T00:00:00Z', count: 3 }
    const schedule = { type: 'cron', cron: '30 2 * * *', timezone: 'Europe/Berlin' } as const
    expect(await client.jobs.preview({ schedule, ...at })).toEqual(
      await direct.jobs.preview({ schedule, ...at }),
    )
    const filter = { outcome: ['failed', 'lost'], since: '2026-01-01T00:00:00Z', limit: 7 } as const
    const asked = { ...filter, outcome: [...filter.outcome] }
    expect(await client.runs.list(asked)).toEqual(await direct.runs.list(asked))
    expect(await client.slots.list({ state: ['missed'], limit: 5 })).toEqual([])
    const { now: _now, ...status } = await client.status.show()
    expect(await direct.status.show()).toMatchObject(status)
  })

  test('refusals say the same', async () => {
    expect(await refusalOf(client.jobs.show({ id: 'nobody' }))).toEqual({
      code: 'NOT_FOUND',
      status: 404,
      message: expect.stringContaining('nobody'),
      data: { hint: expect.any(String), fields: [] },
      defined: true,
    })
    const wrong = await refusalOf(
      client.jobs.add({ job: { ...job, id: '../x', memory: '2g', image: 'UPPER CASE' } }),
    )
    expect(wrong).toMatchObject({ code: 'INPUT_INVALID', status: 422, defined: true })
    expect(wrong.data.fields.map((each: { field: string }) => each.field).sort()).toEqual([
      'id',
      'image',
      'memory',
    ])
    const outOfRange = await refusalOf(client.runs.list({ limit: 9999 }))
    expect(outOfRange).toMatchObject({
      code: 'INPUT_INVALID',
      status: 422,
      data: { fields: [{ field: 'limit' }] },
    })
    expect(await refusalOf(client.runs.logs({ runId: 'zzzz' }))).toMatchObject({
      code: 'NOT_FOUND',
      status: 404,
    })
  })

  test('a second job of the same id is refused as a clash', async () => {
    await client.jobs.add({ job: { ...job, id: 'twin' } })
    expect(await refusalOf(client.jobs.add({ job: { ...job, id: 'twin' } }))).toMatchObject({
      code: 'CONFLICT',
      status: 409,
      defined: true,
    })
    await client.jobs.remove({ id: 'twin' })
  })

  test('a stream that fails after it began refuses in the same words', async () => {
    const stream = await client.images.build({ name: 'agent-oven/no-such-image' })
    const read = (async () => {
      for await (const _ of stream) expect.fail('nothing can be built')
    })()
    expect(await refusalOf(read)).toMatchObject({ code: 'NOT_FOUND', status: 404, defined: true })
  })

  test('changes arrive in order, and stop when the reader leaves', async () => {
    const stop = new AbortController()
    const seen: Change[] = []
    const stream = await client.changes.watch(undefined, { signal: stop.signal })
    const reading = (async () => {
      for await (const change of stream) {
        seen.push(change)
        if (seen.length === 4) return
      }
    })()
    while (seen.length === 0) await pause(5)
    for (const number of [1, 2, 3]) {
      await client.jobs.add({ job: { ...job, id: `change-${number}`, schedule: { type: 'manual' } } })
    }
    await reading
    expect(seen[0]).toMatchObject({ type: 'hello' })
    expect(seen.slice(1).map((change) => 'jobId' in change && change.jobId)).toEqual([
      'change-1',
      'change-2',
      'change-3',
    ])
    expect(seen.map((change) => change.seq)).toEqual(
      [...seen.map((change) => change.seq)].sort((a, b) => a - b),
    )
    stop.abort()
    for (const number of [1, 2, 3]) await client.jobs.remove({ id: `change-${number}` })
  })

  test('twenty jobs added at once are all there', async () => {
    const ids = Array.from({ length: 20 }, (_, number) => `many-${number}`)
    await Promise.all(ids.map((id) => client.jobs.add({ job: { ...job, id } })))
    expect((await client.jobs.export({ ids })).jobs).toHaveLength(20)
    await Promise.all(ids.map((id) => client.jobs.remove({ id })))
    expect((await client.jobs.list()).length).toBe(0)
  })
})
