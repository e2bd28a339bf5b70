import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogMatch } from '../../../contract/index.ts'
import type { LogSearch } from '../../../core/ports/run-log-store.ts'
import { append, collect, newLogStore, run } from './log-fixture.ts'

const all: LogSearch = {
  text: '',
  errors: false,
  matchCase: true,
  backwards: false,
  limit: 100_000,
  stop: false,
}

async function logOf(text: string | Buffer) {
  const { store } = newLogStore()
  const writer = store.open(run)
  await append(writer, text)
  await writer.close()
  return async (search: Partial<LogSearch>) => {
    const pieces = await collect(store.search(run, { ...all, ...search }))
    return { matches: pieces.flatMap(({ matches }) => matches), last: pieces.at(-1)!, pieces }
  }
}

/** What a search must find, worked out plainly. */
function plainly(bytes: Buffer, needle: Buffer): LogMatch[] {
  const found: LogMatch[] = []
  for (let at = bytes.indexOf(needle); at !== -1; at = bytes.indexOf(needle, at + needle.length)) {
    found.push({ offset: at, bytes: needle.length, line: at === 0 ? 0 : bytes.lastIndexOf(10, at - 1) + 1 })
  }
  return found
}

describe('searching a log', () => {
  it('finds the same from either end as a plain look does, over many blocks', async () => {
    const lines = Array.from({ length: 60_000 }, (_, n) => `${n} ${'ü'.repeat(n % 40)} needle${n % 7}`)
    const bytes = Buffer.from(lines.join('\n'))
    expect(bytes.length).toBeGreaterThan(3 * 512 * 1024)
    const search = await logOf(bytes)
    const expected = plainly(bytes, Buffer.from('needle3'))
    const forwards = await search({ text: 'needle3' })
    expect(forwards.matches).toEqual(expected)
    expect(forwards.last).toMatchObject({
      count: expected.length,
      searchedBytes: bytes.length,
      totalBytes: bytes.length,
      end: true,
    })
    const backwards = await search({ text: 'needle3', backwards: true })
    expect(backwards.matches).toEqual([...expected].reverse())
  })

  it('agrees with a plain look for any text', async () => {
    const text = fc.array(fc.constantFrom('a', 'A', 'b', '\n', 'ü', '.'), { maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom('a', 'ab', 'ü', '.', 'aa'), async (letters, needle) => {
        const bytes = Buffer.from(letters.join(''))
        const search = await logOf(bytes)
        expect((await search({ text: needle })).matches).toEqual(plainly(bytes, Buffer.from(needle)))
      }),
      { numRuns: 40 },
    )
  })

  it('passes over capitals unless told, and over the colours in between', async () => {
    const text = 'one\n\x1b[31mERR\x1b[1mor\x1b[0m: bad\n\x1b]0;title\x07 Error: worse\n'
    const search = await logOf(text)
    const { matches } = await search({ text: 'error: ', matchCase: false })
    expect(
      matches.map(({ offset, bytes }) => Buffer.from(text).toString('utf8', offset, offset + bytes)),
    ).toEqual(['ERR\x1b[1mor\x1b[0m: ', 'Error: '])
    expect(matches.map(({ line }) => line)).toEqual([4, text.indexOf('\x1b]0')])
    expect((await search({ text: 'error: ' })).last.count).toBe(0)
  })

  it('takes no letter for another that only looks alike in bytes', async () => {
    const search = await logOf(
      Buffer.concat([Buffer.from('Ä ä 㤀 '), Buffer.from([0xe3, 0xa4]), Buffer.from(' Grüße GRÜßE\n')]),
    )
    const counted = async (text: string) => (await search({ text, matchCase: false })).last.count
    expect(await Promise.all(['ä', 'Ä', 'grüße', 'GRÜSSE', '㤀'].map(counted))).toEqual([1, 1, 1, 0, 1])
  })

  it('counts what it does not list, and with `stop` does not look on', async () => {
    const search = await logOf('x\n'.repeat(1_000_000))
    const counted = await search({ text: 'x', limit: 10 })
    expect([counted.matches.length, counted.last.count]).toEqual([10, 1_000_000])
    const stopped = await search({ text: 'x', limit: 1, stop: true })
    expect(stopped.matches).toEqual([{ offset: 0, bytes: 1, line: 0 }])
    expect(stopped.last.searchedBytes).toBeLessThan(1_000_000)
  })

  it('knows a report of a failure from a report of none', async () => {
    const text =
      'Compiling errors.ts\n0 errors, no failures\nwithout error\nnpm ERR! Failed at step\nTraceback (most recent call last)\n'
    const { matches } = await (await logOf(text))({ errors: true })
    expect(matches.map(({ offset, bytes }) => text.slice(offset, offset + bytes))).toEqual([
      'Failed',
      'Traceback',
    ])
  })

  it('finds in lines longer than its blocks, and in an empty log nothing', async () => {
    const long = `${'y'.repeat(3 * 1024 * 1024)}needle\nshort needle\n`
    const search = await logOf(long)
    for (const backwards of [false, true])
      expect((await search({ text: 'needle', backwards })).last.count).toBe(2)
    expect((await (await logOf(''))({ text: 'x' })).last).toMatchObject({ count: 0, end: true })
  })

  it('ends when nobody waits for it any more', async () => {
    const { store } = newLogStore()
    const writer = store.open(run)
    await append(writer, 'x\n'.repeat(2_000_000))
    await writer.close()
    const stop = new AbortController()
    let pieces = 0
    for await (const _piece of store.search(run, { ...all, text: 'x', limit: 1, signal: stop.signal })) {
      pieces += 1
      stop.abort()
    }
    expect(pieces).toBe(1)
  })
})
