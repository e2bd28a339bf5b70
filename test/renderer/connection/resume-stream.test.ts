import { ORPCError } from '@orpc/client'
import { describe, expect, test } from 'vitest'
import { resumeStream } from '../../../renderer/connection/resume-stream.ts'

const isLast = (item: number) => item === 9

/** A stream of the numbers from `from` up to 9, which breaks where `breaksAt` says. */
async function* numbers(from: number, breaksAt: number | null, how: 'throws' | 'ends' = 'throws') {
  for (let item = from; item <= 9; item += 1) {
    if (item === breaksAt) {
      if (how === 'throws') throw new TypeError('network error')
      return
    }
    yield item
  }
}

describe('resumeStream', () => {
  test.each(['throws', 'ends'] as const)(
    'goes on without a gap or a repeat when a stream %s early',
    async (how) => {
      const seen: number[] = []
      const opened: number[] = []
      const breaks = [3, 3, 7, null]
      const stream = resumeStream({
        open: async () => {
          const from = seen.length
          opened.push(from)
          return numbers(from, breaks.shift() ?? null, how)
        },
        isLast,
        signal: new AbortController().signal,
        waitMs: () => 0,
      })
      for await (const item of stream) seen.push(item)
      expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
      expect(opened).toEqual([0, 3, 3, 7])
    },
  )

  test('waits longer with each try that brings nothing, and starts anew once something came', async () => {
    const waits: number[] = []
    const seen: number[] = []
    const breaks = [0, 0, 4, 4, null]
    const stream = resumeStream({
      open: async () => numbers(seen.length, breaks.shift() ?? null),
      isLast,
      signal: new AbortController().signal,
      waitMs: (attempt) => {
        waits.push(attempt)
        return 0
      },
    })
    for await (const item of stream) seen.push(item)
    expect(waits).toEqual([0, 1, 0, 1])
    expect(seen).toHaveLength(10)
  })

  test('says when it is interrupted and when it is open again', async () => {
    const told: boolean[] = []
    const seen: number[] = []
    const breaks = [2, 2, null]
    const stream = resumeStream({
      open: async () => numbers(seen.length, breaks.shift() ?? null),
      isLast,
      signal: new AbortController().signal,
      waitMs: () => 0,
      onInterrupted: (interrupted) => told.push(interrupted),
    })
    for await (const item of stream) seen.push(item)
    expect(told).toEqual([true, false, true, false])
  })

  test('passes on what the host refuses for good instead of asking again', async () => {
    let opened = 0
    const stream = resumeStream<number>({
      open: async () => {
        opened += 1
        throw new ORPCError('NOT_FOUND', { status: 404, message: 'There is no run “x”.' })
      },
      isLast,
      signal: new AbortController().signal,
      waitMs: () => 0,
    })
    await expect(stream.next()).rejects.toThrow('There is no run “x”.')
    expect(opened).toBe(1)
  })

  test('tries again when the host is ill rather than unwilling', async () => {
    let opened = 0
    const stream = resumeStream<number>({
      open: async () => {
        opened += 1
        if (opened < 3) throw new ORPCError('BAD_GATEWAY', { status: 502 })
        return numbers(9, null)
      },
      isLast,
      signal: new AbortController().signal,
      waitMs: () => 0,
    })
    expect((await stream.next()).value).toBe(9)
    expect(opened).toBe(3)
  })

  test('ends quietly when it is stopped while waiting', async () => {
    const stop = new AbortController()
    const stream = resumeStream<number>({
      open: async () => {
        throw new TypeError('network error')
      },
      isLast,
      signal: stop.signal,
      waitMs: () => 3_600_000,
    })
    const next = stream.next()
    stop.abort()
    expect(await next).toEqual({ done: true, value: undefined })
  })
})
