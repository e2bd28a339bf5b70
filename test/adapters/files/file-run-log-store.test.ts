import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { LogChunk } from '../../../contract/index.ts'
import { append, collect, newLogStore, run, textOf } from './log-fixture.ts'

const _writerProgram = new URL('write-until-stopped.ts', import.meta.url).pathname

describe('writing', () => {
  it('keeps a run’s files under names that sort, for their owner only', async () => {
    const { store, folder } = newLogStore()
    const writer = store.open(run)
    await append(writer, 'hello\n', ['plan begins'])
    await writer.close()
    const jobFolder = join(folder, 'logs', 'jobs', 'nightly')
    const names = readdirSync(jobFolder).sort()
    expect(names).toEqual([
      '20261120T154900Z-r1.journal',
      '20261120T154900Z-r1.log',
      '20261120T154900Z-r1.transcript.ndjson',
    ])
    for (const name of names) expect(statSync(join(jobFolder, name)).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(jobFolder, names[1]!), 'utf8')).toBe('hello\n')
    expect(readFileSync(join(jobFolder, names[2]!), 'utf8')).toBe(
      '{"seq":0,"at":"2026-11-20T15:49:01.000Z","stage":"plan","kind":"text","text":"plan begins","tool":null}\n',
    )
  })

  it.each(['../x', '..', '', 'a/b', '/etc', 'a\0b', '.hidden'])('refuses the id %j', (id) => {
    const { store, folder } = newLogStore()
    for (const wrong of [
      { ...run, jobId: id },
      { ...run, runId: id },
    ]) {
      expect(() => store.open(wrong)).toThrowError(expect.objectContaining({ code: 'name-unsafe' }))
      expect(() => store.sizeOf(wrong)).toThrowError(expect.objectContaining({ code: 'name-unsafe' }))
    }
    expect(readdirSync(folder)).toEqual([])
  })

  it('keeps the order of appends that were not awaited, and knows how far the streams were read', async () => {
    const { store, paths } = newLogStore()
    const writer = store.open(run)
    const lines = Array.from({ length: 500 }, (_, index) => `line ${index}\n`)
    let stdout = 0
    await Promise.all(
      lines.map((line) => {
        stdout += line.length
        return writer.append({
          text: [Buffer.from(line.slice(0, 3)), Buffer.alloc(0), Buffer.from(line.slice(3))],
          transcript: [],
          received: { stdout, stderr: 7 },
        })
      }),
    )
    expect(writer.received).toEqual({ stdout, stderr: 7 })
    expect(writer.size).toBe(stdout)
    expect(readFileSync(paths.log, 'utf8')).toBe(lines.join(''))
    await writer.close()
  })

  it('keeps a journal of 128 bytes, however much is written', async () => {
    const { store, paths } = newLogStore()
    const writer = store.open(run)
    for (let index = 0; index < 300; index++) await append(writer, 'x')
    await writer.close()
    expect(statSync(paths.journal).size).toBe(128)
  })

  it('goes on where it was after it was closed', async () => {
    const { folder, store } = newLogStore()
    const first = store.open(run)
    await append(first, 'one ', ['a 1', 'a 2'])
    await first.close()
    await first.close()
    await expect(append(first, 'late')).rejects.toMatchObject({ code: 'log-closed' })
    const again = newLogStore(folder).store
    const second = again.open(run)
    expect(second.received).toEqual({ stdout: 4, stderr: 0 })
    await append(second, 'two', ['a 3'])
    await second.close()
    expect(textOf(await collect(again.read(run, { from: 0, follow: true })))).toBe('one two')
    const entries = (await collect(again.readTranscript(run, { after: -1, follow: true }))).flatMap(
      (each) => each.entries,
    )
    expect(entries.map(({ seq, text }) => [seq, text])).toEqual([
      [0, 'a 1'],
      [1, 'a 2'],
      [2, 'a 3'],
    ])
  })

  it('refuses a second writer', async () => {
    const { store } = newLogStore()
    const writer = store.open(run)
    expect(() => store.open(run)).toThrowError(expect.objectContaining({ code: 'log-open' }))
    await writer.close()
    await store.open(run).close()
  })

  it('starts anew from the first byte when a power cut left a log without its journal, and keeps the old text', () => {
    const { store, paths } = newLogStore()
    mkdirSync(dirname(paths.log), { recursive: true })
    writeFileSync(paths.log, 'from before the power cut')
    const writer = store.open(run)
    expect([writer.size, writer.received]).toEqual([0, { stdout: 0, stderr: 0 }])
    expect(readFileSync(`${paths.log}.torn`, 'utf8')).toBe('from before the power cut')
  })
})

describe('after a kill', () => {
  it('cuts back to a write that was complete, wherever the next one broke off', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 5 }),
        fc.uint8Array({ maxLength: 40 }),
        fc.nat(64),
        fc.uint8Array({ minLength: 64, maxLength: 64 }),
        async (texts, torn, tornJournal, noise) => {
          const { folder, store, paths } = newLogStore()
          const writer = store.open(run)
          for (const text of texts) await append(writer, text, [`s ${text.length}`])
          const complete = { text: texts.join(''), received: writer.received, entries: texts.length }
          const before = { text: texts.slice(0, -1).join(''), entries: texts.length - 1 }
          // The writer is abandoned here, in the middle of one more write: some of the text, some of the journal's slot.
          const put = (path: string, bytes: Uint8Array, position: number) => {
            const file = openSync(path, 'r+')
            writeSync(file, bytes, 0, bytes.length, position)
            closeSync(file)
          }
          put(paths.log, torn, writer.size)
          put(paths.transcript, torn, statSync(paths.transcript).size)
          put(paths.journal, noise.subarray(0, tornJournal), ((texts.length + 1) % 2) * 64)

          const again = newLogStore(folder).store
          expect(again.sizeOf(run)).toBe(Buffer.byteLength(complete.text))
          const shown = await collect(again.read(run, { from: 0, follow: false }))
          expect(Buffer.byteLength(textOf(shown))).toBeLessThanOrEqual(Buffer.byteLength(complete.text))
          const reopened = again.open(run)
          expect(reopened.received).toEqual(complete.received)
          expect(readFileSync(paths.log, 'utf8')).toBe(complete.text)
          await append(reopened, 'more', ['s more'])
          await reopened.close()
          expect(readFileSync(paths.log, 'utf8')).toBe(`${complete.text}more`)
          const entries = (await collect(again.readTranscript(run, { after: -1, follow: false }))).flatMap(
            (each) => each.entries,
          )
          expect(entries.map(({ seq }) => seq)).toEqual(
            Array.from({ length: complete.entries + 1 }, (_, seq) => seq),
          )

          // And when the newest slot itself is lost, the one before it holds.
          const last = newLogStore()
          const lastWriter = last.store.open(run)
          for (const text of texts) await append(lastWriter, text, ['s x'])
          const file = openSync(last.paths.journal, 'r+')
          writeSync(file, Buffer.alloc(20, 0xff), 0, 20, (texts.length % 2) * 64 + 30)
          closeSync(file)
          const fallen = newLogStore(last.folder).store.open(run)
          expect(fallen.size).toBe(Buffer.byteLength(before.text))
          expect(fallen.received.stdout).toBe(Buffer.byteLength(before.text))
        },
      ),
      { numRuns: 40 },
    )
  }, 300_000)

  it('falls back to the entry before when the disk kept the journal but not the text', async () => {
    const { folder, store, paths } = newLogStore()
    const writer = store.open(run)
    await append(writer, 'first ')
    await append(writer, 'second')
    const file = openSync(paths.log, 'r+')
    ftruncateSync(file, 9)
    closeSync(file)
    const again = newLogStore(folder).store.open(run)
    expect([again.size, again.received.stdout]).toEqual([6, 6])
    expect(readFileSync(paths.log, 'utf8')).toBe('first ')
  })
})

describe('reading', () => {
  it('answers the exact bytes from any place in pieces of whole characters', async () => {
    const content = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(content, { maxLength: 4 }),
        fc.integer({ min: -120, max: 120 }),
        async (parts, from) => {
          const { store } = newLogStore()
          const writer = store.open(run)
          for (const part of parts) await append(writer, part)
          const live = await collect(store.read(run, { from, follow: false }))
          await writer.close()
          const whole = Buffer.concat(parts)
          const wanted = from < 0 ? Math.max(0, whole.length + from) : Math.min(from, whole.length)
          const chunks = await collect(store.read(run, { from, follow: true }))
          const start = chunks[0]!.offset
          expect(start - wanted).toBeGreaterThanOrEqual(0)
          expect(start - wanted).toBeLessThanOrEqual(3)
          expect(whole.toString('utf8', 0, start) + textOf(chunks)).toBe(whole.toString())
          let offset = start
          for (const chunk of chunks) {
            expect(chunk.offset).toBe(offset)
            offset += chunk.bytes
          }
          expect(offset).toBe(whole.length)
          expect(chunks.map(({ end }) => end)).toEqual(chunks.map((_, index) => index === chunks.length - 1))
          expect(live.every(({ end }) => !end)).toBe(true)
          expect(whole.toString('utf8', start).startsWith(textOf(live))).toBe(true)
        },
      ),
      { numRuns: 150 },
    )
  }, 300_000)

  it('counts a character that the log ends within as one', async () => {
    const { store } = newLogStore()
    const writer = store.open(run)
    await append(writer, Buffer.from([0xe0, 0xa0]))
    await writer.close()
    const [chunk] = await collect(store.read(run, { from: -1, follow: false }))
    expect(chunk).toMatchObject({ offset: 2, bytes: 0, end: true })
  })

  it('answers long logs in pieces of at most 64 KiB', async () => {
    const { store } = newLogStore()
    const writer = store.open(run)
    const text = 'a€😀'.repeat(50_000)
    await append(writer, text)
    await writer.close()
    const chunks = await collect(store.read(run, { from: 0, follow: false }))
    expect(textOf(chunks)).toBe(text)
    expect(Math.max(...chunks.map(({ bytes }) => bytes))).toBeLessThanOrEqual(65_536)
    expect(chunks.every(({ text, bytes }) => Buffer.byteLength(text) === bytes)).toBe(true)
  })

  it('follows a log as it grows, for several readers at their own pace, until it is closed', async () => {
    const { store } = newLogStore()
    const writer = store.open(run)
    const pieces = Array.from({ length: 120 }, (_, index) => `piece ${index} – ü€😀\n`)
    const whole = Buffer.from(pieces.join(''))
    const follow = async (from: number, pauseMs: number) => {
      const chunks: LogChunk[] = []
      for await (const chunk of store.read(run, { from, follow: true })) {
        chunks.push(chunk)
        if (pauseMs > 0) await sleep(pauseMs)
      }
      return chunks
    }
    const readers = [follow(0, 0), follow(0, 3), follow(200, 1)]
    // Torn anywhere, also within characters.
    for (let at = 0; at < whole.length; at += 7) await append(writer, whole.subarray(at, at + 7))
    const late = follow(-50, 0)
    await writer.close()
    for (const [index, chunks] of (await Promise.all(readers)).entries()) {
      const start = chunks[0]!.offset
      expect(start).toBeGreaterThanOrEqual(index === 2 ? 200 : 0)
      expect(textOf(chunks)).toBe(whole.toString('utf8', start))
      expect(textOf(chunks)).not.toContain('\ufffd')
      expect(chunks.filter(({ end }) => end)).toHaveLength(1)
    }
    expect(textOf(await late)).toBe(whole.toString('utf8', (await late)[0]!.offset))
  })

  it('shows a line at once when it is written: no timer has to pass', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    const { store } = newLogStore()
    const writer = store.open(run)
    const reader = store.read(run, { from: 0, follow: true })
    for (let index = 0; index < 50; index++) {
      const next = reader.next()
      await new Promise((resolve) => setImmediate(resolve))
      await append(writer, `line ${index}\n`)
      expect((await next).value).toMatchObject({ text: `line ${index}\n` })
    }
    expect(vi.getTimerCount()).toBe(0)
    await writer.close()
    expect((await collect(reader)).at(-1)).toMatchObject({ end: true })
  })

  it('waits for a log that is not open yet', async () => {
    const { store } = newLogStore()
    const chunks = collect(store.read(run, { from: 0, follow: true }))
    const entries = collect(store.readTranscript(run, { after: -1, follow: true }))
    await sleep(20)
    const writer = store.open(run)
    await append(writer, 'here', ['a note'])
    await writer.close()
    expect(await chunks).toEqual([
      { offset: 0, bytes: 4, text: 'here', end: false },
      { offset: 4, bytes: 0, text: '', end: true },
    ])
    expect((await entries).flatMap((each) => each.entries)).toHaveLength(1)
  })

  it('ends at once for a run that has finished, with or without a log', async () => {
    const { store, folder } = newLogStore(undefined, () => true)
    expect(await collect(store.read(run, { from: -10, follow: true }))).toEqual([
      { offset: 0, bytes: 0, text: '', end: true },
    ])
    expect(await collect(store.readTranscript(run, { after: -1, follow: true }))).toEqual([
      { entries: [], end: true },
    ])
    expect(store.sizeOf(run)).toBe(0)
    await append(store.open(run), 'killed here')
    const again = newLogStore(folder, () => true).store
    expect(await collect(again.read(run, { from: 0, follow: true }))).toEqual([
      { offset: 0, bytes: 11, text: 'killed here', end: true },
    ])
  })

  it('ends when a run finishes whose log was never opened', async () => {
    let finished = false
    const { store } = newLogStore(undefined, () => finished)
    const chunks = collect(store.read(run, { from: 0, follow: true }))
    await sleep(50)
    finished = true
    expect((await chunks).at(-1)).toMatchObject({ end: true })
  })

  it('ends without a word when it is given up', async () => {
    const { store } = newLogStore()
    const writer = store.open(run)
    await append(writer, 'x')
    const controller = new AbortController()
    const chunks = collect(store.read(run, { from: 0, follow: true, signal: controller.signal }))
    const entries = collect(store.readTranscript(run, { after: -1, follow: true, signal: controller.signal }))
    const waiting = collect(
      store.read({ ...run, runId: 'r2' }, { from: 0, follow: true, signal: controller.signal }),
    )
    await sleep(20)
    controller.abort()
    expect(await chunks).toEqual([{ offset: 0, bytes: 1, text: 'x', end: false }])
    expect(await entries).toEqual([])
    expect(await waiting).toEqual([])
    await writer.close()
  })

  it('goes on with a run whose host left and came back', async () => {
    const { store, folder } = newLogStore()
    const first = store.open(run)
    await append(first, 'before ')
    await first.close()
    const again = newLogStore(folder).store
    const chunks = collect(again.read(run, { from: 0, follow: true }))
    await sleep(20)
    const second = again.open(run)
    await append(second, 'after')
    await second.close()
    expect(textOf(await chunks)).toBe('before after')
    expect((await chunks).map(({ end }) => end)).toEqual([false, false, true])
  })

  it('waits for a place that the log has not reached', async () => {
    const { store } = newLogStore()
    const writer = store.open(run)
    await append(writer, '0123')
    const chunks = collect(store.read(run, { from: 6, follow: true }))
    await sleep(10)
    await append(writer, '4567')
    await append(writer, '89')
    await writer.close()
    expect((await chunks)[0]!.offset).toBe(6)
    expect(textOf(await chunks)).toBe('6789')
    expect(textOf(await collect(store.read(run, { from: 99, follow: true })))).toBe('')
  })

  it('reads a log that was removed as an empty one', async () => {
    const { store, paths } = newLogStore()
    const writer = store.open(run)
    await append(writer, 'x')
    await writer.close()
    rmSync(dirname(paths.log), { recursive: true })
    for (const follow of [true, false]) {
      expect(await collect(store.read(run, { from: 0, follow }))).toEqual([
        { offset: 0, bytes: 0, text: '', end: true },
      ])
    }
  })

  it('opens a log of 1 GiB at its end at once', async () => {
    const { store, paths } = newLogStore()
    mkdirSync(dirname(paths.log), { recursive: true })
    const file = openSync(paths.log, 'w')
    ftruncateSync(file, 1024 ** 3)
    writeSync(file, 'the end\n', 1024 ** 3 - 8)
    closeSync(file)
    let bestMs = Number.POSITIVE_INFINITY
    let chunks: LogChunk[] = []
    // The best of many: what else this machine does is no fault of the log. Reading all of it never takes so little.
    for (let tries = 0; bestMs >= 200 && tries < 20; tries += 1) {
      const began = performance.now()
      chunks = await collect(store.read(run, { from: -8, follow: false }))
      bestMs = Math.min(bestMs, performance.now() - began)
    }
    expect(bestMs).toBeLessThan(200)
    expect(textOf(chunks)).toBe('the end\n')
    expect(chunks[0]!.offset).toBe(1024 ** 3 - 8)
  })
})
