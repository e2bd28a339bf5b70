import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { StreamName } from '../../../adapters/docker/demultiplexer.ts'
import { type LogPosition, LogReassembler } from '../../../adapters/docker/log-reassembler.ts'
import { chop, frame, joined } from '../../support/engine-frames.ts'

const partBytes = 16 * 1024
const stampOf = (seconds: number) => `2026-01-01T00:00:${String(seconds).padStart(2, '0')}.000000000Z`
const logged = (stream: StreamName, stamp: string, body: string | Buffer) =>
  frame(stream, Buffer.concat([Buffer.from(`${stamp} `), Buffer.from(body)]))

function position(given: Partial<LogPosition['given']> = {}): LogPosition {
  return { given: { stdout: 0, stderr: 0, ...given }, missing: { stdout: 0, stderr: 0 }, death: {} }
}

function readAll(wire: Buffer, from: LogPosition, options = { forgetsNewlines: true }, cuts = [1_000]) {
  const reassembler = new LogReassembler(from, options)
  return [...chop(wire, cuts).flatMap((chunk) => reassembler.push(chunk)), ...reassembler.end()]
}

/** The engine's copy of one stream, as 20.10 (`forgetsNewlines`) and newer engines write and read it. */
function copyOf(output: Buffer, forgetsNewlines: boolean): Buffer {
  const frames: Buffer[] = []
  for (let at = 0, line = 0; at < output.length; line++) {
    const stamp = stampOf(line % 60).replace('.000000000', `.${String(line).padStart(9, '0')}`)
    const end = output.indexOf(10, at) + 1 || output.length
    const hasNewline = output[end - 1] === 10
    const length = end - at - (hasNewline ? 1 : 0)
    const cuts = length >= partBytes ? Math.floor(length / partBytes) : 0
    for (let part = 0; part < cuts; part++) {
      frames.push(
        logged('stdout', stamp, output.subarray(at + part * partBytes, at + (part + 1) * partBytes)),
      )
    }
    const last = output.subarray(
      at + cuts * partBytes,
      cuts > 0 && hasNewline && forgetsNewlines ? end - 1 : end,
    )
    if (hasNewline || last.length > 0) frames.push(logged('stdout', stamp, last))
    at = end
  }
  return Buffer.concat(frames)
}

describe('LogReassembler', () => {
  const lengths = fc.constantFrom(
    0,
    1,
    7,
    500,
    partBytes - 1,
    partBytes,
    partBytes + 1,
    2 * partBytes,
    2 * partBytes + 9,
  )

  test.each([true, false])(
    'gives the output as it was, from any byte (newlines forgotten: %s)',
    (forgetsNewlines) => {
      fc.assert(
        fc.property(
          fc.array(lengths, { minLength: 1, maxLength: 12 }),
          fc.constantFrom('', 'tail'),
          fc.double({ min: 0, max: 1, noNaN: true }),
          (lines, tail, share) => {
            const output = Buffer.from(
              lines.map((length, at) => `${String(at % 10).repeat(length)}\n`).join('') + tail,
            )
            const given = Math.floor(share * output.length)
            const pieces = readAll(copyOf(output, forgetsNewlines), position({ stdout: given }), {
              forgetsNewlines,
            })
            expect(joined(pieces, 'stdout').equals(output.subarray(given))).toBe(true)
          },
        ),
        { numRuns: 60 },
      )
    },
  )

  test('goes on in each stream by itself', () => {
    const wire = Buffer.concat([
      logged('stdout', stampOf(1), 'one\n'),
      logged('stderr', stampOf(2), 'uno\n'),
      logged('stdout', stampOf(3), 'two\n'),
      logged('stderr', stampOf(4), 'due\n'),
    ])
    const pieces = readAll(wire, position({ stdout: 4, stderr: 2 }), { forgetsNewlines: true }, [3])
    expect([joined(pieces, 'stdout').toString(), joined(pieces, 'stderr').toString()]).toEqual([
      'two\n',
      'o\ndue\n',
    ])
  })

  test('output that is given already, and more than is in the copy yet: nothing comes', () => {
    expect(readAll(logged('stdout', stampOf(1), 'one\n'), position({ stdout: 50 }))).toEqual([])
  })

  test('a dead engine’s unwritten bytes do not cost any that were written after it', () => {
    // given before the death: 12 bytes, of which the copy holds 8; the container then went on with “fresh”
    const wire = Buffer.concat([
      logged('stdout', stampOf(1), 'one\n'),
      logged('stdout', stampOf(2), 'two\n'),
      logged('stdout', stampOf(9), 'fresh\n'),
    ])
    const from = position({ stdout: 12 })
    from.death.stdout = { freshFrom: stampOf(5), given: 12 }
    expect(joined(readAll(wire, from), 'stdout').toString()).toBe('fresh\n')
    expect(from.missing.stdout).toBe(4)
    // and the next reader, who was given 18 bytes by then, starts right behind them
    const later = { ...position({ stdout: 18 }), missing: from.missing }
    const more = Buffer.concat([wire, logged('stdout', stampOf(10), 'later\n')])
    expect(joined(readAll(more, later), 'stdout').toString()).toBe('later\n')
  })

  test('an engine that had written down more than it gave loses nothing by its death', () => {
    const wire = Buffer.concat([
      logged('stdout', stampOf(1), 'one\n'),
      logged('stdout', stampOf(2), 'two\n'),
      logged('stdout', stampOf(9), 'fresh\n'),
    ])
    const from = position({ stdout: 4 })
    from.death.stdout = { freshFrom: stampOf(5), given: 4 }
    expect(joined(readAll(wire, from), 'stdout').toString()).toBe('two\nfresh\n')
    expect(from.missing.stdout).toBe(0)
  })
})
