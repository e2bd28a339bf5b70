import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMasker } from '../../../../core/runs/output/masker.ts'
import { createOutputReader, type OutputPart } from '../../../../core/runs/output/output-reader.ts'

const NONCE = 'n0nce'
const record = (fields: object) =>
  `\u001e${JSON.stringify({ v: 1, nonce: NONCE, at: '2026-11-20T10:00:00.000Z', ...fields })}\n`
const said = (text: string) => record({ t: 'agent-text', stage: 'review', session: 's', text })

function read(chunks: (string | Buffer)[], options: { nonce?: string | null; secrets?: string[] } = {}) {
  const nonce = options.nonce === undefined ? NONCE : options.nonce
  const reader = createOutputReader({ nonce, masker: createMasker(options.secrets ?? []) })
  const parts = [...chunks.flatMap((chunk) => reader.push('stdout', Buffer.from(chunk))), ...reader.end()]
  return summary(parts)
}

function summary(parts: OutputPart[]) {
  return {
    text: Buffer.concat(parts.flatMap((part) => (part.kind === 'text' ? [part.bytes] : []))).toString(
      'latin1',
    ),
    records: parts.flatMap((part) => (part.kind === 'record' ? [part.record] : [])),
    lines: parts.flatMap((part) => (part.kind === 'line' ? [part.line] : [])),
  }
}

describe('createOutputReader', () => {
  test('takes records out of the text and repeats complete lines', () => {
    const { text, records, lines } = read([`one\n${said('hello')}two\n`])
    expect(text).toBe('one\ntwo\n')
    expect(records).toMatchObject([{ t: 'agent-text', text: 'hello' }])
    expect(lines).toEqual(['one', 'two'])
  })

  test('finds a record that begins in the middle of a line', () => {
    const { text, records } = read([`no newline yet ${said('hello')} and on\n`])
    expect(records).toHaveLength(1)
    expect(text).toBe('no newline yet  and on\n')
  })

  test('leaves a forged record in the text', () => {
    const forged = said('I am a stage').replace(NONCE, 'guess')
    const { text, records } = read([forged])
    expect(records).toEqual([])
    expect(text).toContain('I am a stage')
  })

  test('a record of no known kind, or torn at the end, is text', () => {
    const { text, records } = read([record({ t: 'something-new' }), said('torn').slice(0, 30)])
    expect(records).toEqual([])
    expect(text).toContain('something-new')
    expect(text.endsWith('nonce')).toBe(false)
    expect(text).toContain('\u001e{"v":1')
  })

  test('without a nonce everything is text, untouched', () => {
    const raw = Buffer.concat([Buffer.from([0xff, 0xfe, 0x00, 0x1e]), Buffer.from(said('x'))])
    expect(read([raw], { nonce: null }).text).toBe(raw.toString('latin1'))
  })

  test('masks secrets in text, lines and records', () => {
    const { text, records, lines } = read(['the key is hunter2hunter2\n', said('I saw hunter2hunter2')], {
      secrets: ['hunter2hunter2'],
    })
    expect(text).toBe('the key is ****\n')
    expect(lines).toEqual(['the key is ****'])
    expect(records).toMatchObject([{ text: 'I saw ****' }])
  })

  test('reads the same however the stream is cut, and every part ends where its bytes do', () => {
    const whole = Buffer.from(`a line\n${said('hello')}half ${said('more')}tail\nlast hunter2hunter2 x`)
    const expected = read([whole], { secrets: ['hunter2hunter2'] })
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 30 }), (sizes) => {
        const chunks: Buffer[] = []
        let from = 0
        for (const size of sizes) {
          chunks.push(whole.subarray(from, from + size))
          from += size
        }
        chunks.push(whole.subarray(from))
        expect(read(chunks, { secrets: ['hunter2hunter2'] })).toEqual(expected)
      }),
      { numRuns: 300 },
    )
  })

  test('no line keeps a secret, wherever the stream is cut', () => {
    const whole = Buffer.from(
      'a\nkey hunter2hunter2 is\nplain\nhunter2hunter2\nhunter2hunt\nx hunter2hunter2',
    )
    for (let first = 0; first <= whole.length; first += 1) {
      for (const second of [first, first + 1, first + 9, first + 30]) {
        const chunks = [whole.subarray(0, first), whole.subarray(first, second), whole.subarray(second)]
        const { lines, text } = read(chunks, { secrets: ['hunter2hunter2'] })
        expect(lines.slice(0, 4)).toEqual(['a', 'key **** is', 'plain', '****'])
        expect(lines.at(-1)).toBe('x ****')
        expect(text).not.toContain('hunter2hunter2')
      }
    }
  })

  test('a line of ten megabytes passes without being kept', () => {
    const { text, lines } = read([Buffer.alloc(10 * 1024 * 1024, 0x61), '\nend\n'])
    expect(text.length).toBe(10 * 1024 * 1024 + 5)
    expect(lines[0]?.length).toBeLessThan(10_000)
    expect(lines[1]).toBe('end')
  })
})

test('parts end where their bytes do in the whole stream, also when its beginning was heard before', () => {
  const reader = createOutputReader({
    nonce: null,
    masker: createMasker([]),
    from: { stdout: 100, stderr: 7 },
  })
  expect(reader.push('stdout', Buffer.from('four'))).toMatchObject([{ end: 104 }])
  expect(reader.push('stderr', Buffer.from('abc'))).toMatchObject([{ end: 10 }])
})
