import { expect, it } from 'vitest'
import type { EngineProgress, EngineState } from '../../../contract/index.ts'
import { createEngineService } from '../../../core/engine/engine-service.ts'
import type { Engine } from '../../../core/ports/engine.ts'
import type { EngineStarter } from '../../../core/ports/engine-starter.ts'
import { FakeClock } from '../../support/fake-clock.ts'

const down: EngineState = { status: 'down', reason: 'Nothing answers.', hint: 'Look.' }
const up = { status: 'up', version: '27.1' } as EngineState

function setUp(starter: Partial<EngineStarter> = {}) {
  const clock = new FakeClock('2026-01-01T00:00:00Z')
  let state: EngineState = down
  let tell: (state: EngineState) => void = () => {}
  const service = createEngineService({
    engine: {
      state: () => state,
      probe: async () => state,
      onChange(listener: (state: EngineState) => void) {
        tell = listener
        return () => {}
      },
    } as unknown as Engine,
    disk: { diskUse: async () => Promise.reject(new Error('No engine answers.')) },
    starter: {
      name: 'Colima',
      command: 'colima start',
      isAvailable: () => true,
      start: async () => {},
      ...starter,
    },
    runFiles: {
      list: async () => [
        { runId: '1', jobId: 'a', logBytes: 10, artifactBytes: 0, modifiedAt: '' },
        { runId: '2', jobId: 'a', logBytes: 5, artifactBytes: 7, modifiedAt: '' },
      ],
      remove: async () => {},
    },
    ownFiles: { databaseBytes: async () => 100, freeBytes: async () => null },
    clock,
    installId: 'install',
    platform: 'linux',
  })
  const become = (next: EngineState) => {
    state = next
    tell(next)
  }
  return { clock, service, become }
}

async function read(stream: AsyncGenerator<EngineProgress>): Promise<string[]> {
  const texts: string[] = []
  for await (const { text } of stream) texts.push(text)
  return texts
}

it('says since when it is down, until it is up', async () => {
  const { clock, service, become } = setUp()
  become(down)
  await clock.advance(60_000)
  become(down)
  expect(await service.show({ fresh: false })).toMatchObject({ downSince: '2026-01-01T00:00:00.000Z' })
  become(up)
  expect(service.downSince()).toBeNull()
})

it('starts once for all who ask, tells a late one everything, and ends when the engine answers', async () => {
  const begun = Promise.withResolvers<void>()
  let starts = 0
  const { clock, service, become } = setUp({
    async start(onLine) {
      starts += 1
      onLine('creating')
      await begun.promise
      onLine('created')
    },
  })
  const first = read(service.start())
  await clock.advance(0)
  const second = read(service.start())
  begun.resolve()
  await clock.advance(5_000)
  become(up)
  await clock.advance(1_000)
  const said = [
    'creating',
    'created',
    'Waiting for the engine to answer',
    'The engine answers: 27.1',
    'The engine is up',
  ]
  expect(await first).toEqual(said)
  expect(await second).toEqual(said)
  expect(starts).toBe(1)
})

it('goes on when its listener leaves', async () => {
  const ended = Promise.withResolvers<void>()
  let isOver = false
  const { clock, service } = setUp({
    async start() {
      await ended.promise
      isOver = true
    },
  })
  const leave = new AbortController()
  const texts = read(service.start(leave.signal))
  await clock.advance(0)
  leave.abort()
  expect(await texts).toEqual([])
  ended.resolve()
  await clock.advance(0)
  expect(isOver).toBe(true)
})

it('says so when the engine does not come, and where it cannot be started', async () => {
  const { clock, service } = setUp()
  const refused = expect(read(service.start())).rejects.toMatchObject({
    code: 'engine-start-failed',
    hint: 'Look.',
  })
  await clock.advance(40_000)
  await refused
  const without = setUp({ isAvailable: () => false })
  await expect(read(without.service.start())).rejects.toMatchObject({
    code: 'engine-start-impossible',
    hint: expect.stringContaining('systemctl start docker'),
  })
})

it('adds up what it can, and says what it could not look at', async () => {
  expect(await setUp().service.disk()).toEqual({
    engine: null,
    logs: { count: 2, bytes: 15 },
    artifacts: { count: 1, bytes: 7 },
    databaseBytes: 100,
    freeBytes: null,
    troubles: ['The engine did not tell what it keeps: No engine answers.'],
  })
})
