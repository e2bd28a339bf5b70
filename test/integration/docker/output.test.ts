import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { collectingSink, hashingSink, openTestEngine, repeatedLine } from '../../support/engine-fixture.ts'

const { engine, spec, cleanUp } = openTestEngine()
afterAll(cleanUp)

const mebibyte = 1024 * 1024
const line = 'a line of the length that lines of a build or of an agent happen to have, more or less'

test('100 MB into a slow sink: every byte, and memory stays where it was', async () => {
  const length = 100_000_000
  const expected = createHash('sha256').update(repeatedLine(line, length)).digest('hex')
  const { containerId } = await engine.createContainer(spec(`yes '${line}' | head -c ${length}`))
  global.gc?.()
  const before = process.memoryUsage().rss
  let peak = before
  let writes = 0
  const { sink, sums, digest } = hashingSink(async () => {
    peak = Math.max(peak, process.memoryUsage().rss)
    // one long stop, with the container ready to print on, then a crawl
    await pause(writes++ === 20 ? 1_500 : writes % 8 === 0 ? 2 : 0)
  })
  const live = await engine.startContainer(containerId, { stdin: null, sink })
  expect(await live.ended).toMatchObject({ exitCode: 0 })
  expect(sums.stdout).toBe(length)
  expect(digest()).toBe(expected)
  // A reader without back-pressure was seen to take 290 MB.
  expect(peak - before).toBeLessThan(128 * mebibyte)
})

test('a sink that waits holds the container back', async () => {
  const { containerId } = await engine.createContainer(spec('head -c 50000000 /dev/zero; echo done >&2'))
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  let calls = 0
  const { sink, sums } = hashingSink(() => {
    calls++
    return held
  })
  const live = await engine.startContainer(containerId, { stdin: null, sink })
  await expect.poll(() => calls).toBe(1)
  await pause(1_500)
  expect(calls).toBe(1)
  expect((await engine.inspectContainer(containerId))?.status).toBe('running')
  release()
  await live.ended
  expect(sums).toEqual({ stdout: 50_000_000, stderr: 5 })
})

test('a sink that refuses ends the reading, with its own error, and not the container', async () => {
  const { containerId } = await engine.createContainer(spec('while :; do echo again; sleep 0.05; done'))
  const refusal = new Error('The disk is full.')
  const live = await engine.startContainer(containerId, {
    stdin: null,
    sink: {
      write: async () => {
        throw refusal
      },
    },
  })
  await expect(live.ended).rejects.toBe(refusal)
  expect((await engine.inspectContainer(containerId))?.status).toBe('running')
})

test('both streams keep their order, whatever their bytes', async () => {
  const { containerId } = await engine.createContainer(
    spec(
      String.raw`printf 'a\000b\377\n\n'; printf 'e1\n' >&2; head -c 40000 /dev/zero; printf 'tail without newline'`,
    ),
  )
  const { sink, bytes } = collectingSink()
  await (await engine.startContainer(containerId, { stdin: null, sink })).ended
  expect(bytes('stdout')).toEqual(
    Buffer.concat([
      Buffer.from('a\0b'),
      Buffer.of(0xff),
      Buffer.from('\n\n'),
      Buffer.alloc(40_000),
      Buffer.from('tail without newline'),
    ]),
  )
  expect(bytes('stderr').toString()).toBe('e1\n')
})
