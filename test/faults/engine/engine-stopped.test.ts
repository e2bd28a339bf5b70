import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type SecondEngine, startSecondEngine } from '../../support/second-engine.ts'
import { tinyImage } from '../../support/tiny-image.ts'
import { type FaultHost, leftovers, readLog, startFaultHost, waitFor } from '../support/fault-host.ts'
import { keepFigures } from '../support/figures.ts'
import { createChance, inForm } from '../support/form.ts'

const rounds = inForm({ short: 2, long: 20 })
const lines = 150
const script = `i=0; while [ $i -lt ${lines} ]; do i=$((i+1)); echo line $i; usleep 40000; done; exit 6`
/** Lines that were in a killed engine's memory only; nobody can have them (docs/decisions/0021). */
const lostWithAnEngine = 3

let second: SecondEngine
let home: string
let host: FaultHost

const start = async () => {
  host = await startFaultHost({ home, env: { DOCKER_HOST: second.endpoint } })
}
const engineIs = (status: 'up' | 'down', withinMs: number) =>
  waitFor(
    `the engine to be ${status}`,
    async () => (await host.client.status.show()).engine.status === status,
    withinMs,
  )
const printed = (run: { id: string; jobId: string }) =>
  readLog(home, run)
    .toString()
    .split('\n')
    .flatMap((line) => (line.startsWith('line ') ? [Number(line.slice(5))] : []))

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'oven-engine-'))
})
afterEach(async () => {
  await host.stop('SIGKILL')
  rmSync(home, { recursive: true, force: true })
})

describe('an engine that keeps its containers over its restarts', () => {
  beforeAll(async () => {
    second = await startSecondEngine({ liveRestore: true })
  })
  afterAll(() => second.remove())

  test('absent at the start: the oven says so, blocks runs with the reason, and bakes once it is there', async () => {
    await second.kill()
    await start()
    await host.add({ id: 'early', image: tinyImage, command: ['echo', 'baked'] })
    await host.add({
      id: 'ticking',
      image: tinyImage,
      command: ['true'],
      schedule: { type: 'cron', cron: '* * * * * *' },
    })
    await engineIs('down', 30_000)
    const { engine } = await host.client.status.show()
    expect(engine).toMatchObject({ status: 'down', reason: expect.stringContaining('docker.sock') })
    expect((await host.oven(['status', '--json'])).json).toMatchObject({ engine: { status: 'down' } })
    const { id } = await host.client.jobs.run({ id: 'early' })
    expect(await host.finished(id)).toMatchObject({
      outcome: 'blocked',
      verdict: 'blocked',
      startedAt: null,
      error: { code: 'engine-down' },
    })
    const [slot] = await waitFor('a slot to be settled', async () => {
      const slots = await host.client.slots.list({ jobId: 'ticking', state: ['skipped', 'missed'] })
      return slots.length > 0 && slots
    })
    expect(slot).toMatchObject({ cause: 'engine-down' })
    await host.client.jobs.disable({ id: 'ticking' })
    await second.start()
    await engineIs('up', 60_000)
    const again = await host.client.jobs.run({ id: 'early' })
    expect(await host.finished(again.id)).toMatchObject({ outcome: 'succeeded' })
  })

  test(`killed and started ${rounds} times in the middle of runs: each run goes on to its true end`, async () => {
    const chance = createChance('engine killed')
    await start()
    await host.add({ id: 'counting', image: tinyImage, command: ['sh', '-c', script] })
    let runs = 0
    let missing = 0
    for (let round = 0; round < rounds; round += 1) {
      const asked = await Promise.all(
        Array.from({ length: 3 }, () => host.client.jobs.run({ id: 'counting' })),
      )
      await host.runWhen(asked[0]!.id, (run) => run.startedAt !== null)
      await pause(chance.between(0, 4000))
      await second.kill()
      await pause(chance.pick([0, 500, 2000]))
      await second.start()
      for (const { id } of asked) {
        const run = await host.finished(id)
        expect(run, JSON.stringify(run.error)).toMatchObject({ outcome: 'failed', exitCode: 6 })
        const seen = printed(run)
        expect(new Set(seen).size, 'no line stands twice').toBe(seen.length)
        expect(seen, 'the lines are in their order').toEqual([...seen].sort((a, b) => a - b))
        expect(seen.length).toBeGreaterThanOrEqual(lines - lostWithAnEngine)
        missing += lines - seen.length
        runs += 1
      }
    }
    expect(leftovers(home, { DOCKER_HOST: second.endpoint })).toEqual([])
    keepFigures('engine-killed', {
      title: 'SIGKILL of the engine (live-restore) in the middle of runs',
      seed: chance.seed,
      figures: {
        kills: rounds,
        runs,
        'runs without their true end': 0,
        'lines repeated': 0,
        'lines that died in the engine’s memory': missing,
        'lines printed': runs * lines,
      },
    })
  })

  test('frozen: it is said, every question is answered without the engine, and thawed the run goes on', async () => {
    await start()
    await host.add({ id: 'counting', image: tinyImage, command: ['sh', '-c', script] })
    const { id } = await host.client.jobs.run({ id: 'counting' })
    await host.runWhen(id, (run) => run.startedAt !== null)
    second.freeze()
    try {
      await engineIs('down', 30_000)
      const slowest = await slowestAnswer()
      expect(slowest).toBeLessThan(10_000)
      const blocked = await host.client.jobs.run({ id: 'counting' })
      const from = Date.now()
      expect(await host.finished(blocked.id)).toMatchObject({
        outcome: 'blocked',
        error: { code: 'engine-down' },
      })
      expect(Date.now() - from).toBeLessThan(60_000)
      const cli = await host.oven(['runs', 'list', '--json'])
      expect(cli.exitCode).toBe(0)
      keepFigures('engine-frozen', {
        title: 'An engine that takes connections and answers nothing (SIGSTOP)',
        figures: { 'slowest answer of the host while it is frozen, ms': Math.round(slowest) },
      })
    } finally {
      second.thaw()
    }
    const run = await host.finished(id)
    expect(run).toMatchObject({ outcome: 'failed', exitCode: 6 })
    expect(printed(run)).toEqual(Array.from({ length: lines }, (_, index) => index + 1))
  })

  test('a run cancelled while the engine is frozen is cancelled when it answers again', async () => {
    await start()
    await host.add({ id: 'endless', image: tinyImage, command: ['sleep', '600'] })
    const { id } = await host.client.jobs.run({ id: 'endless' })
    await host.runWhen(id, (run) => run.startedAt !== null)
    second.freeze()
    const from = Date.now()
    await host.client.runs.cancel({ runId: id })
    expect(Date.now() - from).toBeLessThan(10_000)
    await pause(4_000)
    second.thaw()
    expect(await host.finished(id)).toMatchObject({ outcome: 'cancelled' })
    expect(leftovers(home, { DOCKER_HOST: second.endpoint })).toEqual([])
  })

  /** Of what the window asks when it opens. */
  async function slowestAnswer(): Promise<number> {
    let slowest = 0
    for (const ask of [
      () => host.client.status.show(),
      () => host.client.jobs.list(),
      () => host.client.runs.list({}),
      () => host.client.slots.list({}),
    ]) {
      const from = performance.now()
      await ask()
      slowest = Math.max(slowest, performance.now() - from)
    }
    return slowest
  }
})

describe('an engine that takes its containers with it', () => {
  beforeAll(async () => {
    second = await startSecondEngine({ liveRestore: false })
  })
  afterAll(() => second.remove())

  test('killed and started in the middle of a run: the run ends, plainly said, and nothing is left', async () => {
    await start()
    await host.add({ id: 'counting', image: tinyImage, command: ['sh', '-c', script] })
    const { id } = await host.client.jobs.run({ id: 'counting' })
    await host.runWhen(id, (run) => run.logBytes > 200)
    await second.kill()
    await second.start()
    const run = await host.finished(id)
    expect(run.outcome).toMatch(/^(failed|lost)$/)
    expect(run.error?.message).toMatch(/\.$/)
    const seen = printed(run)
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, index) => index + 1))
    expect(leftovers(home, { DOCKER_HOST: second.endpoint })).toEqual([])
  })
})
