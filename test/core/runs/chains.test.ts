import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { SqlitePayloadStore } from '../../../adapters/sqlite/sqlite-payload-store.ts'
import type { Run } from '../../../contract/index.ts'
import { openRunKitchen } from './run-kitchen.ts'

function setUp(after: Record<string, unknown> = {}, child: Record<string, unknown> = {}) {
  const kitchen = openRunKitchen()
  kitchen.addJob({ id: 'build' })
  kitchen.addJob({ id: 'deploy', after: { job: 'build', ...after }, ...child })
  const payloads = new SqlitePayloadStore({ database: kitchen.database })
  return {
    ...kitchen,
    /** Bakes a run of the parent to its end. */
    async build(exitCode: number, how: { rehearse?: boolean } = {}): Promise<Run> {
      const { id } = kitchen.click('build', how)
      const container = await kitchen.scripted.nextStart()
      container.end(exitCode)
      return await kitchen.until(id, 'finished')
    },
    ofJob: (jobId: string) => kitchen.runs.list({ jobId }, { limit: 50 }).runs,
    toldOf: (run: { id: string }) => JSON.parse(Buffer.from(payloads.ofRun(run.id)!.body!).toString()),
    logOf(run: Run): string {
      const logs = join(kitchen.folder, 'logs', 'jobs', run.jobId)
      const name = readdirSync(logs).find((each) => each.endsWith(`${run.id}.log`))
      return readFileSync(join(logs, name!), 'utf8')
    },
  }
}

it('begins after the run it follows, told of it, and both name each other', async () => {
  const kitchen = setUp()
  const parent = await kitchen.build(0)
  const container = await kitchen.scripted.nextStart()
  const [child] = kitchen.ofJob('deploy')
  expect(child).toMatchObject({ trigger: 'chain', attempt: 1, dueAt: null })
  expect(container.spec.env).toMatchObject({ OVEN_PAYLOAD: '/workspace/.oven/payload.json' })
  expect(kitchen.toldOf(child!)).toMatchObject({
    trigger: 'chain',
    parent: {
      runId: parent.id,
      jobId: 'build',
      number: 1,
      outcome: 'succeeded',
      verdict: 'worked',
      exitCode: 0,
    },
  })
  const ref = { id: parent.id, jobId: 'build', jobName: 'build', number: 1 }
  expect(kitchen.run(child!.id).chainedFrom).toEqual(ref)
  expect(kitchen.run(parent.id)).toMatchObject({
    chainedFrom: null,
    followers: [{ jobId: 'deploy', run: { id: child!.id, number: 1 }, cause: null }],
  })
  expect(kitchen.logOf(parent)).toContain('"deploy" follows as #1.')
})

it.each([
  [{}, 3, 0],
  [{ on: ['failed'] }, 3, 1],
  [{ on: ['failed'] }, 0, 0],
  [{ on: ['finished'] }, 3, 1],
  [{ on: ['succeeded', 'timed-out'] }, 0, 1],
  [{ on: ['finished'], verdicts: ['worked'] }, 0, 1],
  [{ on: ['finished'], verdicts: ['worked'] }, 3, 0],
])('with %j after exit code %i makes %i runs', async (after, exitCode, count) => {
  const kitchen = setUp(after)
  await kitchen.build(exitCode)
  expect(kitchen.ofJob('deploy')).toHaveLength(count)
})

it('goes on down the line, and to all that follow', async () => {
  const kitchen = setUp()
  kitchen.addJob({ id: 'tell', after: { job: 'build', on: ['finished'] } })
  kitchen.addJob({ id: 'watch', after: { job: 'deploy', on: ['finished'] } })
  await kitchen.build(0)
  for (let runs = 0; runs < 3; runs += 1) (await kitchen.scripted.nextStart()).end(0)
  await expect.poll(() => kitchen.runs.unfinished()).toEqual([])
  const [watch] = kitchen.ofJob('watch')
  expect(kitchen.run(watch!.id).chainedFrom).toMatchObject({ jobId: 'deploy', number: 1 })
  expect(kitchen.ofJob('tell')).toHaveLength(1)
})

it.each([
  ['disabled', { enabled: false }],
  ['paused', {}],
  ['overlap', { overlap: 'skip' }],
  ['budget', { type: 'agent-pipeline', budget: { perDay: { tokens: 1 } } }],
] as const)('skips what is %s, for good, and says so', async (cause, child) => {
  const kitchen = setUp({}, child)
  if (cause === 'paused') kitchen.paused.now = true
  const other = cause === 'overlap' ? kitchen.click('deploy') : null
  const running = other && (await kitchen.scripted.nextStart())
  if (cause === 'budget') {
    const spent = kitchen.click('deploy')
    const container = await kitchen.scripted.nextStart()
    container.end(1)
    await kitchen.until(spent.id, 'finished')
    kitchen.runs.update(spent.id, { tokens: { input: 9, output: 9, cacheRead: 0, cacheCreation: 0 } })
  }
  const before = kitchen.ofJob('deploy').length
  const parent = await kitchen.build(0)
  expect(kitchen.ofJob('deploy')).toHaveLength(before)
  expect(kitchen.run(parent.id).followers).toEqual([{ jobId: 'deploy', run: null, cause }])
  expect(kitchen.logOf(parent)).toContain('"deploy" follows, but is skipped: ')
  running?.end(0)
  kitchen.paused.now = false
  await kitchen.restart()
  await kitchen.settle()
  expect(kitchen.ofJob('deploy')).toHaveLength(before)
})

it('with `queue` waits for the run of it that is at work', async () => {
  const kitchen = setUp({}, { overlap: 'queue' })
  const first = kitchen.click('deploy')
  const container = await kitchen.scripted.nextStart()
  await kitchen.build(0)
  await kitchen.settle()
  const [chained] = kitchen.ofJob('deploy')
  expect([chained!.trigger, chained!.state]).toEqual(['chain', 'queued'])
  container.end(0)
  await kitchen.until(first.id, 'finished')
  await kitchen.scripted.nextStart()
  expect(kitchen.run(chained!.id).state).toBe('running')
})

it('a rehearsal is followed by nothing', async () => {
  const kitchen = setUp({ on: ['finished'] })
  kitchen.addJob({ id: 'build', type: 'agent-pipeline' })
  const parent = await kitchen.build(0, { rehearse: true })
  expect([parent.rehearsal, parent.followers]).toEqual([true, []])
  expect(kitchen.ofJob('deploy')).toEqual([])
})

it('of several attempts only the last one is followed', async () => {
  const kitchen = setUp({ on: ['finished'] })
  kitchen.addJob({ id: 'build', retry: { maxAttempts: 2, backoffSeconds: 60, onFailure: true } })
  const first = await kitchen.build(3)
  expect(first.followers).toEqual([])
  await kitchen.clock.advance(61_000)
  const again = await kitchen.scripted.nextStart()
  again.end(4)
  await expect.poll(() => kitchen.ofJob('deploy')).toHaveLength(1)
  const [second] = kitchen.ofJob('build')
  expect(kitchen.run(kitchen.ofJob('deploy')[0]!.id).chainedFrom).toMatchObject({ id: second!.id, number: 2 })
  expect(kitchen.toldOf(kitchen.ofJob('deploy')[0]!).parent).toMatchObject({ attempt: 2, exitCode: 4 })
})

it('another attempt at what followed knows what it followed, and is told the same', async () => {
  const kitchen = setUp()
  const parent = await kitchen.build(0)
  const container = await kitchen.scripted.nextStart()
  container.end(1)
  const [child] = kitchen.ofJob('deploy')
  await kitchen.until(child!.id, 'finished')
  const retry = kitchen.service.retry(child!.id)
  expect(kitchen.run(retry.id)).toMatchObject({ trigger: 'retry', chainedFrom: { id: parent.id } })
  expect(kitchen.toldOf(retry).parent.runId).toBe(parent.id)
})

it('a host killed between the end and what follows leaves both to the next, once', async () => {
  const kitchen = setUp()
  const { id } = kitchen.click('build')
  const container = await kitchen.scripted.nextStart()
  // The end is written down, and then nothing more: this host dies before it comes to what follows.
  const { chains } = kitchen.deps
  const has = chains.has.bind(chains)
  let asked = 0
  chains.has = () => {
    asked += 1
    throw new Error('killed')
  }
  container.end(0)
  await expect.poll(() => asked).toBeGreaterThan(0)
  expect(kitchen.run(id)).toMatchObject({ state: 'collecting', outcome: 'succeeded' })
  expect(kitchen.ofJob('deploy')).toEqual([])
  chains.has = has
  await kitchen.restart()
  await kitchen.until(id, 'finished')
  expect(kitchen.ofJob('deploy')).toHaveLength(1)
  await kitchen.restart()
  await kitchen.settle()
  expect(kitchen.ofJob('deploy')).toHaveLength(1)
})

it('a host killed after what follows was written down, and before the run was called finished, makes no second one', async () => {
  const kitchen = setUp()
  const { id } = kitchen.click('build')
  const container = await kitchen.scripted.nextStart()
  const { vault } = kitchen.deps
  const forget = vault.forget
  let reached = 0
  vault.forget = async () => {
    reached += 1
    throw new Error('killed')
  }
  container.end(0)
  await expect.poll(() => reached).toBeGreaterThan(0)
  vault.forget = forget
  expect(kitchen.run(id)).toMatchObject({ state: 'collecting', outcome: 'succeeded' })
  const [child] = kitchen.ofJob('deploy')
  await kitchen.restart()
  await kitchen.until(id, 'finished')
  expect(kitchen.ofJob('deploy').map((run) => run.id)).toEqual([child!.id])
  expect(kitchen.run(id).followers).toMatchObject([{ run: { id: child!.id } }])
})

it('a run and its link are written together: what cannot be linked is not there either', async () => {
  const kitchen = setUp()
  const { chains } = kitchen.deps
  const keep = chains.keep.bind(chains)
  let tries = 0
  chains.keep = () => {
    tries += 1
    throw new Error('killed')
  }
  const { id } = kitchen.click('build')
  const container = await kitchen.scripted.nextStart()
  container.end(0)
  await expect.poll(() => tries).toBeGreaterThan(0)
  expect(kitchen.ofJob('deploy')).toEqual([])
  chains.keep = keep
  await kitchen.restart()
  await kitchen.until(id, 'finished')
  expect(kitchen.ofJob('deploy').map(({ number }) => number)).toEqual([1])
})

it('tells of the job that follows what came of each end, the newest first, also where it was skipped', async () => {
  const kitchen = setUp({ on: ['finished'] })
  kitchen.addJob({ id: 'tell', after: { job: 'build' } })
  const first = await kitchen.build(0)
  const started = await kitchen.scripted.nextStart()
  started.end(0)
  ;(await kitchen.scripted.nextStart()).end(0)
  await expect.poll(() => kitchen.runs.unfinished()).toEqual([])
  kitchen.addJob({ id: 'deploy', enabled: false, after: { job: 'build', on: ['finished'] } })
  await kitchen.clock.advance(1000)
  const second = await kitchen.build(3)
  const [deployed] = kitchen.ofJob('deploy')
  const { chains } = kitchen.deps
  expect(chains.list({ jobId: 'deploy', limit: 10 })).toEqual([
    {
      at: expect.any(String),
      jobId: 'deploy',
      parent: { id: second.id, jobId: 'build', jobName: 'build', number: 2, outcome: 'failed' },
      run: null,
      cause: 'disabled',
    },
    {
      at: expect.any(String),
      jobId: 'deploy',
      parent: { id: first.id, jobId: 'build', jobName: 'build', number: 1, outcome: 'succeeded' },
      run: { id: deployed!.id, jobId: 'deploy', jobName: 'deploy', number: 1 },
      cause: null,
    },
  ])
  expect(chains.list({ jobId: 'deploy', limit: 1 })).toHaveLength(1)
  expect(chains.list({ limit: 10 }).map(({ jobId }) => jobId)).toEqual(['deploy', 'deploy', 'tell'])
  expect(chains.list({ jobId: 'build', limit: 10 })).toEqual([])
})
