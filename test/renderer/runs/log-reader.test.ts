import { describe, expect, test } from 'vitest'
import type { LogChunk } from '../../../contract/index.ts'
import { LogReader, type LogReaderOptions } from '../../../renderer/runs/log/log-reader.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** A host's log that grows and ends, is read in pieces, and whose stream can be broken. */
class HostLog {
  bytes = new Uint8Array()
  ended = false
  reads: number[] = []
  #wake = new Set<() => void>()
  #broken = 0
  pieceBytes = 1000

  write(text: string): void {
    this.bytes = new Uint8Array([...this.bytes, ...encoder.encode(text)])
    for (const wake of [...this.#wake]) wake()
  }

  end(): void {
    this.ended = true
    for (const wake of [...this.#wake]) wake()
  }

  break(): void {
    this.#broken += 1
    for (const wake of [...this.#wake]) wake()
  }

  read: LogReaderOptions['read'] = async (from, follow, signal) => {
    this.reads.push(from)
    return this.#stream(from, follow, signal)
  }

  async *#stream(from: number, follow: boolean, signal: AbortSignal): AsyncGenerator<LogChunk> {
    const broken = this.#broken
    let at = from < 0 ? Math.max(0, this.bytes.length + from) : from
    for (;;) {
      if (signal.aborted) return
      if (this.#broken !== broken) throw new TypeError('network error')
      if (at < this.bytes.length) {
        const piece = this.bytes.subarray(at, at + this.pieceBytes)
        yield { offset: at, bytes: piece.length, text: decoder.decode(piece), end: false }
        at += piece.length
        continue
      }
      if (this.ended) {
        yield { offset: at, bytes: 0, text: '', end: true }
        return
      }
      if (!follow) return
      await new Promise<void>((resolve) => {
        this.#wake.add(resolve)
        signal.addEventListener('abort', () => resolve())
      })
    }
  }
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `line ${String(from + index).padStart(6, '0')}\n`).join('')

function open(log: HostLog, options: Partial<LogReaderOptions> = {}) {
  const reader = new LogReader({
    read: log.read,
    schedule: (work) => queueMicrotask(work),
    waitMs: () => 1,
    tailBytes: 1200,
    stepBytes: 1200,
    ...options,
  })
  const stop = reader.start()
  const lines = () => {
    const { window } = reader.getSnapshot()
    return Array.from({ length: window.lineCount }, (_, index) => window.line(index))
  }
  return { reader, stop, lines, reading: () => reader.getSnapshot().reading }
}

describe('LogReader', () => {
  test('reads the tail first and older parts when asked, down to the first line', async () => {
    const log = new HostLog()
    log.write(numbered(0, 1000))
    log.end()
    const { reader, lines, reading } = open(log)
    await expect.poll(reading).toBe('ended')
    expect(log.reads).toEqual([-1200])
    expect(lines()).toHaveLength(100)
    expect(lines().at(-1)).toBe('line 000999')
    for (let step = 0; step < 20; step += 1) await reader.loadOlder()
    expect(lines()).toEqual(numbered(0, 1000).trimEnd().split('\n'))
  })

  test('follows the log, and goes on from the same byte after each interruption', async () => {
    const log = new HostLog()
    log.write(numbered(0, 10))
    const { lines, reading } = open(log)
    await expect.poll(() => lines().length).toBe(10)
    for (let part = 1; part < 5; part += 1) {
      log.break()
      log.write(numbered(part * 10, part * 10 + 10))
      await expect.poll(() => lines().length).toBe(part * 10 + 10)
    }
    log.end()
    await expect.poll(reading).toBe('ended')
    expect(lines()).toEqual(numbered(0, 50).trimEnd().split('\n'))
    expect(log.reads).toEqual([-1200, 120, 240, 360, 480])
  })

  test('keeps a bounded part of the end while it is followed', async () => {
    const log = new HostLog()
    const { reader, lines, reading } = open(log, { capacityBytes: 200_000 })
    for (let part = 0; part < 20; part += 1) {
      log.write(numbered(part * 2000, part * 2000 + 2000))
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    log.end()
    await expect.poll(reading).toBe('ended')
    expect(reader.getSnapshot().window.bytes).toBeLessThanOrEqual(200_000)
    expect(lines().at(-1)).toBe('line 039999')
    expect(reader.getSnapshot().window.end).toBe(40_000 * 12)
  })

  test('lets newer lines wait while the view is elsewhere, and goes on when it comes back', async () => {
    const log = new HostLog()
    log.write(numbered(0, 100))
    const { reader, lines, reading } = open(log, { capacityBytes: 100_000 })
    await expect.poll(() => lines().length).toBe(100)
    reader.setSticking(false)
    log.write(numbered(100, 30_000))
    await expect.poll(reading).toBe('paused')
    expect(lines()[0]).toBe('line 000000')
    const waiting = lines().length
    expect(waiting).toBeLessThan(30_000)
    const { end } = reader.getSnapshot().window
    await reader.loadNewer()
    expect(reader.getSnapshot().window.end - end).toBeGreaterThanOrEqual(1200)
    expect(reader.getSnapshot().window.end - end).toBeLessThan(1200 + log.pieceBytes)
    expect(reader.getSnapshot().window.bytes).toBeLessThanOrEqual(100_000)
    reader.jumpToEnd()
    await expect.poll(() => lines().at(-1)).toBe('line 029999')
    await expect.poll(reading).toBe('reading')
  })

  test('drops the newest lines when much older ones are read, and jumps back to the end', async () => {
    const log = new HostLog()
    log.write(numbered(0, 30_000))
    log.end()
    const { reader, lines, reading } = open(log, { stepBytes: 60_000, capacityBytes: 150_000 })
    await expect.poll(reading).toBe('ended')
    reader.setSticking(false)
    for (let step = 0; step < 6; step += 1) await reader.loadOlder()
    expect(reading()).toBe('paused')
    expect(lines()[0]).toBe('line 000000')
    reader.jumpToEnd()
    await expect.poll(reading).toBe('ended')
    expect(lines().at(-1)).toBe('line 029999')
  })

  test('comes down step by step to the end that still grows, and follows it again', async () => {
    const log = new HostLog()
    log.write(numbered(0, 20_000))
    const { reader, lines, reading } = open(log, { stepBytes: 60_000, capacityBytes: 100_000 })
    await expect.poll(() => lines().length).toBe(100)
    reader.jumpToStart()
    await expect.poll(reading).toBe('paused')
    expect(lines()[0]).toBe('line 000000')
    for (let step = 0; step < 10 && reading() === 'paused'; step += 1) {
      await reader.loadNewer()
      expect(reader.getSnapshot().window.bytes).toBeLessThanOrEqual(100_000)
    }
    expect(reader.getSnapshot().window.end).toBe(20_000 * 12)
    log.write(numbered(20_000, 20_001))
    await expect.poll(() => lines().at(-1)).toBe('line 020000')
    expect(reader.getSnapshot().window.start).toBeGreaterThan(0)
  })

  test('says what the host refuses', async () => {
    const { ORPCError } = await import('@orpc/client')
    const log = new HostLog()
    const { reader, reading } = open(log, {
      read: async () => {
        throw new ORPCError('NOT_FOUND', { status: 404, message: 'There is no such run.' })
      },
    })
    await expect.poll(reading).toBe('refused')
    expect(String(reader.getSnapshot().error)).toContain('There is no such run.')
  })

  test('shows a place far from what it holds, with little around it, and goes on from there', async () => {
    const log = new HostLog()
    log.write(numbered(0, 10_000))
    log.end()
    const { reader, lines, reading } = open(log)
    await expect.poll(reading).toBe('ended')
    reader.showOffset(12 * 5000)
    await expect.poll(reading).toBe('paused')
    expect(lines().some((line) => line === 'line 005000')).toBe(true)
    expect(reader.getSnapshot().window.bytes).toBeLessThan(5000)
    const reads = log.reads.length
    reader.showOffset(12 * 5001)
    expect(log.reads).toHaveLength(reads)
    for (let step = 0; step < 10; step += 1) await reader.loadNewer()
    expect(lines()).toContain('line 005600')
    reader.jumpToEnd()
    await expect.poll(() => lines().at(-1)).toBe('line 009999')
  })
})
