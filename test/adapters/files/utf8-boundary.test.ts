import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bytesToBoundary, decodableLength } from '../../../adapters/files/utf8-boundary.ts'

const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 20 }).map((text) => new Uint8Array(Buffer.from(text))),
)

it('cuts bytes so that the parts decode to what the whole decodes to', () => {
  fc.assert(
    fc.property(anyBytes, fc.nat(40), (bytes, at) => {
      const buffer = Buffer.from(bytes)
      const cut = decodableLength(buffer, Math.min(at, buffer.length))
      expect(at - cut).toBeLessThanOrEqual(Math.max(3, at - buffer.length + 3))
      expect(buffer.toString('utf8', 0, cut) + buffer.toString('utf8', cut)).toBe(buffer.toString())
    }),
    { numRuns: 2000 },
  )
})

it('finds the next beginning of a character from any byte of a text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 20 }), fc.nat(80), (text, nat) => {
      const buffer = Buffer.from(text)
      const at = buffer.length === 0 ? 0 : nat % (buffer.length + 1)
      const next = at + bytesToBoundary(buffer, at)
      expect(buffer.toString('utf8', 0, next) + buffer.toString('utf8', next)).toBe(buffer.toString())
      const between = buffer.subarray(at, next)
      expect(between.length).toBeLessThanOrEqual(3)
      expect([...between].every((byte) => (byte & 0xc0) === 0x80)).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

it('never skips bytes that are no text', () => {
  const binary = Buffer.from([0x80, 0x81, 0xff, 0x80, 0xe2, 0x28, 0xa1])
  for (let at = 0; at <= binary.length; at++) expect(bytesToBoundary(binary, at)).toBe(0)
})
