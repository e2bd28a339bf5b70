import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { collectingSink, openTestEngine, runToEnd } from '../../support/engine-fixture.ts'

const { engine, spec, cleanUp } = openTestEngine()
afterAll(cleanUp)

/** Output with all that a log may stumble over. */
const awkward = Buffer.concat([
  Buffer.from('first\n\n\n\0 nul \r\n'),
  ...[16_383, 16_384, 16_385, 32_767, 32_768, 32_769, 100_000].map((length, at) =>
    Buffer.concat([Buffer.alloc(length, 97 + at), Buffer.from('\n')]),
  ),
  Buffer.from('\n\n'),
  randomBytes(200_000),
  Buffer.from('\nlast, without newline'),
])

describe('a stopped container', () => {
  test('its output goes on from any byte, as it was', async () => {
    const { containerId } = await engine.createContainer(spec('cat', { stdin: true }))
    const attached = collectingSink()
    await (await engine.startContainer(containerId, { stdin: awkward, sink: attached.sink })).ended
    expect(attached.bytes('stdout').equals(awkward)).toBe(true)
    for (const stdout of [0, 1, 5, 16_400, 32_800, 32_801, awkward.length - 1, awkward.length]) {
      const resumed = collectingSink()
      const live = await engine.resumeContainer(containerId, {
        received: { stdout, stderr: 0 },
        sink: resumed.sink,
      })
      expect(await live.ended).toMatchObject({ kind: 'exited', exitCode: 0 })
      expect(resumed.bytes('stdout').equals(awkward.subarray(stdout))).toBe(true)
    }
  })

  test('each stream has its own place', async () => {
    const { containerId } = await runToEnd(
      engine,
      spec('echo out 1; echo err 1 >&2; echo out 2; echo err 2 >&2; exit 4'),
    )
    const { sink, text } = collectingSink()
    const live = await engine.resumeContainer(containerId, { received: { stdout: 6, stderr: 3 }, sink })
    expect(await live.ended).toMatchObject({ exitCode: 4 })
    expect([text('stdout'), text('stderr')]).toEqual(['out 2\n', ' 1\nerr 2\n'])
  })

  test('one that was never started is told from one that ended', async () => {
    const { containerId } = await engine.createContainer(spec('true'))
    const { sink } = collectingSink()
    await expect(
      engine.resumeContainer(containerId, { received: { stdout: 0, stderr: 0 }, sink }),
    ).rejects.toMatchObject({ code: 'container-not-started' })
  })
})

describe('a running container', () => {
  test('the reader is killed in the middle; the next one goes on to the true end', async () => {
    const lines = 30_000
    const script = `i=0; while [ $i -lt ${lines} ]; do i=$((i+1)); echo "line $i of the run"; [ $((i % 3000)) = 0 ] && sleep 0.1; done; exit 9`
    const { containerId } = await engine.createContainer(spec(script))
    const folder = mkdtempSync(join(tmpdir(), 'agent-oven-reader-'))
    const file = join(folder, 'output')
    try {
      const reader = fork(new URL('../../support/output-reader.ts', import.meta.url), [containerId, file], {
        execArgv: [],
      })
      await once(reader, 'message')
      reader.kill('SIGKILL')
      await once(reader, 'exit')
      const before = readFileSync(file)
      expect(before.length).toBeGreaterThan(10_000)
      const rest = collectingSink()
      const live = await engine.resumeContainer(containerId, {
        received: { stdout: before.length, stderr: 0 },
        sink: rest.sink,
      })
      expect(await live.ended).toMatchObject({ kind: 'exited', exitCode: 9 })
      expect(rest.bytes('stdout').length).toBeGreaterThan(0)
      const whole = before.toString() + rest.text()
      const expected = Array.from({ length: lines }, (_, at) => `line ${at + 1} of the run\n`).join('')
      expect(whole === expected).toBe(true)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('output follows live, and an end without output too', async () => {
    const { containerId } = await engine.createContainer(spec('echo one; sleep 1; echo two; sleep 1; exit 2'))
    await engine.startContainer(containerId, { stdin: null, sink: { write: () => {} } })
    const { sink, text } = collectingSink()
    const live = await engine.resumeContainer(containerId, { received: { stdout: 4, stderr: 0 }, sink })
    expect((await engine.inspectContainer(containerId))?.status).toBe('running')
    expect(await live.ended).toMatchObject({ exitCode: 2 })
    expect(text()).toBe('two\n')
  })
})
