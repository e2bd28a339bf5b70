import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskForms } from '../../../../core/runs/output/mask-forms.ts'
import { createMasker } from '../../../../core/runs/output/masker.ts'

/** How many masks stand side by side says nothing. */
const merged = (text: string) => text.replace(/(?:\*{4})+/g, '****')

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

function cut(whole: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = []
  let from = 0
  for (const size of sizes) {
    chunks.push(whole.subarray(from, from + size))
    from = Math.min(from + size, whole.length)
  }
  return [...chunks, whole.subarray(from)]
}

/** Every byte of every form covered, found the slow way. */
function plainly(text: string, secrets: readonly string[]): string {
  const input = Buffer.from(text)
  const covered = new Uint8Array(input.length)
  for (const form of secrets.flatMap(maskForms).map((each) => Buffer.from(each))) {
    for (let at = input.indexOf(form); at !== -1; at = input.indexOf(form, at + 1)) {
      covered.fill(1, at, at + form.length)
    }
  }
  const out: Buffer[] = []
  for (const [index, byte] of input.entries()) {
    if (!covered[index]) out.push(Buffer.from([byte]))
    else if (!covered[index - 1]) out.push(Buffer.from('****'))
  }
  return Buffer.concat(out).toString()
}

const runs = { numRuns: 1000 }

describe('createMasker', () => {
  test('masks a value plain, base64- and URL-encoded', () => {
    const secret = 'sk-ant/with+odd=chars'
    const masker = createMasker([secret])
    const said = [secret, Buffer.from(secret).toString('base64'), encodeURIComponent(secret)].join(' ')
    expect(masker.text(said)).toBe('**** **** ****')
  })

  test.each([
    ['in a JSON text', JSON.stringify({ a: 'tab\there "quoted" \\ ünd' }).slice(6, -2)],
    ['in JSON of ASCII alone', 'tab\\there \\"quoted\\" \\\\ \\u00fcnd'],
    ['as a form sends it', new URLSearchParams({ a: 'tab\there "quoted" \\ ünd' }).toString().slice(2)],
    ['with small percent codes', encodeURIComponent('tab\there "quoted" \\ ünd').toLowerCase()],
    ['in hexadecimal', Buffer.from('tab\there "quoted" \\ ünd').toString('hex')],
    ['in hexadecimal of capitals', Buffer.from('tab\there "quoted" \\ ünd').toString('hex').toUpperCase()],
    ['in base64 for addresses', Buffer.from('tab\there "quoted" \\ ünd').toString('base64url')],
  ])('masks a value %s', (_, form) => {
    expect(createMasker(['tab\there "quoted" \\ ünd']).text(`<${form}>`)).toBe('<****>')
  })

  test('masks the lines of a key file on their own', () => {
    const key = '-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\nAQEFAASCBKcwggSjAgEAAoIB\n-----END KEY-----\n'
    expect(createMasker([key]).text('see MIIEvQIBADANBgkqhkiG9w0B here')).toBe('see **** here')
  })

  test('masks what `base64` breaks into lines', () => {
    const secret = 'a long pass phrase, as people who type like them, of more than fifty-seven bytes for sure'
    const wrapped = Buffer.from(secret).toString('base64').replace(/.{76}/g, '$&\n')
    expect(createMasker([secret]).text(wrapped)).toMatch(/^\*{4}\n\*{4}=*$/)
  })

  test('masks what `xxd -p` breaks into lines', () => {
    const secret = 'a pass phrase of more than thirty bytes, so that it takes two lines'
    const wrapped = Buffer.from(secret).toString('hex').replace(/.{60}/g, '$&\n')
    expect(createMasker([secret]).text(wrapped)).toMatch(/^\*{4}\n\*{4}\n\*{4}$/)
  })

  test('leaves short values alone, since they are ordinary words', () => {
    expect(createMasker(['on', 'true']).text('on and true')).toBe('on and true')
  })

  test('holds nothing back from text that begins no secret', () => {
    expect(createMasker(['abcdefgh']).bytes(Buffer.from('nothing here\n')).held).toBe(0)
  })

  test('a secret that is the beginning of another does not uncover its rest', () => {
    const masker = createMasker(['abcdef', 'abcdefghijkl'])
    expect(merged(throughChunks(masker, [Buffer.from('xabcdef'), Buffer.from('ghijklx')]))).toBe('x****x')
  })

  test('a secret inside another, where a third begins, does not uncover its rest', () => {
    const masker = createMasker(['0123456789abcdefghij', '56789abc', '9abcdefghijKLMNOP'])
    const whole = '<0123456789abcdefghij>'
    for (let at = 1; at < whole.length; at += 1) {
      const chunks = [Buffer.from(whole.slice(0, at)), Buffer.from(whole.slice(at))]
      expect(merged(throughChunks(masker, chunks))).toBe('<****>')
    }
  })

  test('a text that was cut off within a secret ends with a mask', () => {
    const masker = createMasker(['sk-ant-0123456789'])
    expect(masker.excerpt('the key is sk-ant-01234')).toBe('the key is ****')
    expect(masker.excerpt('the key is sk-ant-01234…')).toBe('the key is ****…')
    expect(masker.excerpt('the key is sk-ant-')).toBe('the key is sk-ant-')
    expect(masker.excerpt('sk-ant-0123456789, sk-ant-01')).toBe('****, ****')
  })

  test('a secret repeated without end is not held back without end', () => {
    const masker = createMasker(['aaaaaa'])
    let held = Buffer.alloc(0)
    for (let count = 0; count < 100; count += 1) {
      const input = Buffer.concat([held, Buffer.alloc(1000, 'a')])
      const masked = masker.bytes(input)
      held = input.subarray(input.length - masked.held)
      expect(held.length).toBeLessThan(30)
    }
  })

  test('no secret survives, however the stream is cut, and nothing else is lost', () => {
    const secret = fc.string({ unit: fc.constantFrom('a', 'b', '1'), minLength: 6, maxLength: 14 })
    const piece = fc.string({ unit: fc.constantFrom('a', 'b', '1', ' ', '\n'), maxLength: 20 })
    const secrets = fc.array(secret, { minLength: 1, maxLength: 4 })
    const parts = fc.array(piece, { maxLength: 6 })
    const sizes = fc.array(fc.nat(40), { maxLength: 12 })
    fc.assert(
      fc.property(secrets, parts, sizes, (values, pieces, at) => {
        const whole = pieces.map((text, index) => text + values[index % values.length]!.slice(0, 13)).join('')
        const masked = throughChunks(createMasker(values), cut(Buffer.from(whole), at))
        for (const value of values) expect(masked).not.toContain(value)
        expect(merged(masked)).toBe(plainly(whole, values))
        expect(merged(createMasker(values).text(whole))).toBe(plainly(whole, values))
      }),
      runs,
    )
  })

  test('in base64, wherever it begins, every character is masked that tells nothing but the secret', () => {
    const bytes = fc.uint8Array({ maxLength: 40 })
    const secret = fc.string({ unit: 'grapheme', minLength: 6, maxLength: 40 })
    const wellFormed = secret.filter((value) => value.trim().length >= 6 && value.trim() === value)
    fc.assert(
      fc.property(bytes, wellFormed, bytes, (before, value, after) => {
        const inner = Buffer.from(value)
        const text = Buffer.concat([before, inner, after]).toString('base64')
        const from = Math.ceil((before.length * 8) / 6)
        const until = Math.floor(((before.length + inner.length) * 8) / 6)
        const masked = createMasker([value]).text(text)
        expect(masked).toContain('****')
        expect(masked.length).toBeLessThanOrEqual(text.length - (until - from) + 4)
        expect(masked).not.toContain(text.slice(from, until))
      }),
      runs,
    )
  })

  test('in URLs, forms and JSON nothing of it is left', () => {
    const value = fc
      .string({ unit: 'grapheme', minLength: 6, maxLength: 30 })
      .filter((text) => text.trim() === text && text.length >= 6 && !text.includes('*'))
    fc.assert(
      fc.property(value, (secret) => {
        const masker = createMasker([secret])
        expect(masker.text(JSON.stringify({ secret }))).toBe('{"secret":"****"}')
        expect(masker.text(`https://host/?a=${encodeURIComponent(secret)}&b`)).toBe('https://host/?a=****&b')
        expect(masker.text(`${new URLSearchParams({ secret })}&b`)).toBe('secret=****&b')
      }),
      runs,
    )
  })

  test('text that holds none of them passes byte by byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat(40)), (bytes, sizes) => {
        const masker = createMasker(['a secret of more than six', 'another-0123456789'])
        const out: Buffer[] = []
        let held = Buffer.alloc(0)
        for (const chunk of cut(Buffer.from(bytes), sizes)) {
          const input = Buffer.concat([held, chunk])
          const masked = masker.bytes(input)
          out.push(masked.output)
          held = Buffer.from(input.subarray(input.length - masked.held))
        }
        expect(Buffer.concat([...out, masker.last(held)])).toEqual(Buffer.from(bytes))
      }),
      runs,
    )
  })
})
