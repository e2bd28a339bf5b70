import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMasker } from '../../../core/runs/masker.ts'

function throughChunks(masker: ReturnType<typeof createMasker>, chunks: Buffer[]): string {
  const out: Buffer[] = []
  let held = Buffer.alloc(0)
  for (const chunk of chunks) {
    const input = Buffer.concat([held, chunk])
    const masked = masker.bytes(input)
    out.push(masked.output)
    held = Buffer.from(input.subarray(input.length - masked.held))
  }
  out.push(masker.last(held))
  return Buffer.concat(out).toString()
}

describe('createMasker', () => {
  test('masks a value plain, base64- and URL-encoded', () => {
    const secret = 'sk-ant/with+odd=chars'
    const masker = createMasker([secret])
    const said = [secret, Buffer.from(secret).toString('base64'), encodeURIComponent(secret)].join(' ')
    expect(masker.text(said)).toBe('**** **** ****')
  })

  test('masks the lines of a key file on their own', () => {
    const key = '-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\nAQEFAASCBKcwggSjAgEAAoIB\n-----END KEY-----\n'
    expect(createMasker([key]).text('see MIIEvQIBADANBgkqhkiG9w0B here')).toBe('see **** here')
  })

  test('leaves short values alone, since they are ordinary words', () => {
    expect(createMasker(['on', 'true']).text('on and true')).toBe('on and true')
  })

  test('holds nothing back from text that begins no secret', () => {
    expect(createMasker(['abcdefgh']).bytes(Buffer.from('nothing here\n')).held).toBe(0)
  })

  test('no secret survives, however the stream is cut, and nothing else is lost', () => {
    const secret = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1'), minLength: 6, maxLength: 12 })
    const piece = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', ' ', '\n'), maxLength: 20 })
    fc.assert(
      fc.property(
        secret,
        fc.array(piece, { maxLength: 6 }),
        fc.array(fc.nat(40), { maxLength: 12 }),
        (value, pieces, cuts) => {
          const whole = Buffer.from(pieces.join(value))
          const chunks: Buffer[] = []
          let from = 0
          for (const cut of cuts) {
            chunks.push(whole.subarray(from, from + cut))
            from = Math.min(from + cut, whole.length)
          }
          chunks.push(whole.subarray(from))
          const masked = throughChunks(createMasker([value]), chunks)
          expect(masked).not.toContain(value)
          expect(masked).toBe(createMasker([value]).text(whole.toString()))
        },
      ),
      { numRuns: 500 },
    )
  })
})
