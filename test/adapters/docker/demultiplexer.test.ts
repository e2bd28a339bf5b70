import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Demultiplexer } from '../../../adapters/docker/demultiplexer.ts'
import { chop, frame, joined } from '../../support/engine-frames.ts'

const frames = fc.array(
  fc.record({
    stream: fc.constantFrom('stdout' as const, 'stderr' as const),
    bytes: fc.uint8Array({ maxLength: 40 }),
  }),
  { maxLength: 30 },
)

describe('Demultiplexer', () => {
  test('answers the streams as they were, wherever the chunks are cut', () => {
    fc.assert(
      fc.property(frames, fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (sent, cuts) => {
        const wire = Buffer.concat(sent.map(({ stream, bytes }) => frame(stream, Buffer.from(bytes))))
        const demultiplexer = new Demultiplexer()
        const pieces = chop(wire, cuts).flatMap((chunk) =>
          demultiplexer.push(chunk).map(({ stream, bytes }) => ({ stream, bytes: Buffer.from(bytes) })),
        )
        for (const stream of ['stdout', 'stderr'] as const) {
          const expected = Buffer.concat(
            sent.filter((part) => part.stream === stream).map((part) => part.bytes),
          )
          expect(joined(pieces, stream).equals(expected)).toBe(true)
        }
      }),
    )
  })

  test('makes one piece of many small frames, in the memory they came in', () => {
    const wire = Buffer.concat(
      Array.from({ length: 100 }, (_, at) => frame('stdout', Buffer.from(`line ${at}\n`))),
    )
    const pieces = new Demultiplexer().push(wire)
    expect(pieces).toHaveLength(1)
    expect(pieces[0]!.bytes.buffer).toBe(wire.buffer)
    expect(pieces[0]!.bytes.toString()).toMatch(/^line 0\nline 1\n[\s\S]*line 99\n$/)
  })

  test('refuses what is not divided into frames', () => {
    expect(() => new Demultiplexer().push(Buffer.from('plain text of a terminal'))).toThrow(
      'not divided into frames',
    )
  })
})
