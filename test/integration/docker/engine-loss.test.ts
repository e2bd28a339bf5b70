import { execFileSync } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { EngineState } from '../../../contract/index.ts'
import { collectingSink, openTestEngine } from '../../support/engine-fixture.ts'
import { type SecondEngine, startSecondEngine } from '../../support/second-engine.ts'

const script = (lines: number) =>
  `i=0; while [ $i -lt ${lines} ]; do i=$((i+1)); echo "line $i"; usleep 20000; done; printf 'no newline'; exit 6`
/** Lines that were in a killed engine's memory only; nobody can have them. */
const lostWithTheEngine = 3
const printed = (lines: number) =>
  `${Array.from({ length: lines }, (_, at) => `line ${at + 1}\n`).join('')}no newline`

describe('an engine that keeps its containers over its own restarts', () => {
  let second: SecondEngine
  beforeAll(async () => {
    second = await startSecondEngine({ liveRestore: true })
  })
  beforeEach(() => second.start())
  afterAll(() => second.remove())

  const open = () => openTestEngine({ endpoint: second.endpoint })

  test('killed and started again mid-run: the run goes on to its true end, its output once and whole', async () => {
    const { engine, spec, cleanUp } = open()
    const { containerId } = await engine.createContainer(spec(script(300)))
    const seen: [status: EngineState['status'], at: number][] = []
    engine.onChange((state) => seen.push([state.status, Date.now()]))
    const { sink, text } = collectingSink()
    const live = await engine.startContainer(containerId, { stdin: null, sink })
    await pause(1_000)
    const killedAt = Date.now()
    await second.kill()
    await expect.poll(() => seen.map(([status]) => status)).toEqual(['down'])
    expect(seen[0]![1] - killedAt).toBeLessThan(10_000)
    await expect(engine.inspectContainer(containerId)).rejects.toMatchObject({ code: 'engine-down' })
    await second.start()
    expect(await live.ended).toMatchObject({ kind: 'exited', exitCode: 6 })
    expect(seen.map(([status]) => status)).toEqual(['down', 'up'])
    expect(expectOnceAndInOrder(text())).toBeGreaterThanOrEqual(300 - lostWithTheEngine)
    expect(text()).toMatch(/line 300\nno newline$/)
    await cleanUp()
  })

  test('killed twice, the run goes on twice', async () => {
    const { engine, spec, cleanUp } = open()
    const { containerId } = await engine.createContainer(spec(script(400)))
    const { sink, text } = collectingSink()
    const live = await engine.startContainer(containerId, { stdin: null, sink })
    for (let round = 0; round < 2; round++) {
      await pause(1_500)
      await second.kill()
      await second.start()
    }
    expect(await live.ended).toMatchObject({ kind: 'exited', exitCode: 6 })
    expect(expectOnceAndInOrder(text())).toBeGreaterThanOrEqual(400 - 2 * lostWithTheEngine)
    expect(text()).toMatch(/line 400\nno newline$/)
    await cleanUp()
  })

  test('ended while the engine was away: its end is found, with what the engine had of its output', async () => {
    const { engine, spec, cleanUp } = open()
    const { containerId } = await engine.createContainer(spec(script(60)))
    const { sink, text } = collectingSink()
    const live = await engine.startContainer(containerId, { stdin: null, sink })
    await pause(500)
    await second.kill()
    await pause(2_000)
    await second.start()
    expect(await live.ended).toMatchObject({ kind: 'exited', exitCode: 6 })
    expect(expectOnceAndInOrder(text())).toBeGreaterThan(5)
    await cleanUp()
  })

  test('frozen, it is found out, and no call waits for its deadline; thawed, the run goes on', async () => {
    const { engine, spec, cleanUp } = open()
    const { containerId } = await engine.createContainer(spec(script(500)))
    const { sink, text } = collectingSink()
    const live = await engine.startContainer(containerId, { stdin: null, sink })
    await pause(300)
    const frozenAt = Date.now()
    second.freeze()
    await expect(engine.inspectContainer(containerId)).rejects.toMatchObject({ code: 'engine-down' })
    expect(Date.now() - frozenAt).toBeLessThan(15_000)
    expect(engine.state().status).toBe('down')
    await pause(500)
    second.thaw()
    expect(await live.ended).toMatchObject({ kind: 'exited', exitCode: 6 })
    expect(text()).toBe(printed(500))
    await cleanUp()
  })

  test('removed while the engine’s end was not noticed, it is gone', async () => {
    const { engine, spec, cleanUp } = open()
    const { containerId } = await engine.createContainer(spec('sleep 100'))
    const live = await engine.startContainer(containerId, { stdin: null, sink: { write: () => {} } })
    await second.kill()
    await second.start()
    execFileSync('docker', ['--host', second.endpoint, 'rm', '--force', containerId])
    expect(await live.ended).toEqual({ kind: 'gone' })
    await cleanUp()
  })
})

describe('an engine that ends its containers with itself', () => {
  let second: SecondEngine
  beforeAll(async () => {
    second = await startSecondEngine({ liveRestore: false })
  })
  afterAll(() => second.remove())

  test('killed and started again: the run ends, with what it had printed', async () => {
    const { engine, spec, cleanUp } = openTestEngine({ endpoint: second.endpoint })
    const { containerId } = await engine.createContainer(spec(script(2_000)))
    const { sink, text } = collectingSink()
    const live = await engine.startContainer(containerId, { stdin: null, sink })
    await pause(1_000)
    await second.kill()
    await second.start()
    const end = await live.ended
    expect(end.kind).toBe('exited')
    expect(end.kind === 'exited' && end.exitCode).not.toBe(0)
    expect(text()).toMatch(/^line 1\nline 2\n/)
    expect(expectOnceAndInOrder(text())).toBeGreaterThan(10)
    await cleanUp()
  })
})

/** No line twice, none out of order. Answers how many there are. */
function expectOnceAndInOrder(text: string): number {
  const numbers = text.match(/line \d+\n/g)!.map((line) => Number(line.slice(5)))
  for (const [at, number] of numbers.entries()) if (at > 0) expect(number).toBeGreaterThan(numbers[at - 1]!)
  return numbers.length
}
