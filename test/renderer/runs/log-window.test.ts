import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cutBack, cutFront, LogWindow } from '../../../renderer/runs/log/log-window.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text).length

/** A text as the chunks it travels in, cut after the given numbers of characters. */
function chunksOf(text: string, sizes: number[], offset = 0) {
  const chunks = []
  let at = offset
  let rest = [...text]
  for (const size of [...sizes, rest.length]) {
    const part = rest.slice(0, size).join('')
    rest = rest.slice(size)
    if (part === '') continue
    chunks.push({ offset: at, bytes: bytesOf(part), text: part })
    at += bytesOf(part)
  }
  return chunks
}

function linesOf(window: LogWindow): string[] {
  return Array.from({ length: window.lineCount }, (_, index) => window.line(index))
}

/** The lines of a text, as a person counts them: a line end at the end begins no further line. */
function expectedLines(text: string): string[] {
  const lines = text.split('\n')
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

const anyText = fc.string({ unit: fc.constantFrom('a', 'ä', '€', '🔥', '\n', ' ') })
const anySizes = fc.array(fc.nat({ max: 9 }), { maxLength: 12 })

describe('LogWindow', () => {
  test('shows the same lines however the text was cut', () => {
    fc.assert(
      fc.property(anyText, anySizes, (text, sizes) => {
        const window = new LogWindow()
        for (const chunk of chunksOf(text, sizes)) expect(window.append(chunk)).toBe(true)
        expect(linesOf(window)).toEqual(expectedLines(text))
        expect(window.end - window.start).toBe(bytesOf(text))
      }),
    )
  })

  test('shows the same lines when the first part comes last, and tells by how many they moved', () => {
    fc.assert(
      fc.property(anyText, anyText, anySizes, (older, newer, sizes) => {
        fc.pre(newer !== '' && older !== '')
        const window = new LogWindow()
        for (const chunk of chunksOf(newer, sizes, bytesOf(older))) window.append(chunk)
        window.prepend(chunksOf(older, sizes))
        expect(linesOf(window)).toEqual(expectedLines(older + newer))
        expect(window.shift).toBe(older.split('\n').length - 1)
        expect(window.start).toBe(0)
      }),
    )
  })

  test('takes a repeated or overlapping chunk once', () => {
    fc.assert(
      fc.property(anyText, fc.nat(), fc.nat(), (text, a, b) => {
        const characters = [...text]
        const [from, to] = [a % (characters.length + 1), b % (characters.length + 1)].sort((x, y) => x - y)
        const head = characters.slice(0, to).join('')
        const overlap = characters.slice(from).join('')
        fc.pre(head !== '' && overlap !== '')
        const window = new LogWindow()
        window.append({ offset: 0, bytes: bytesOf(head), text: head })
        const before = bytesOf(characters.slice(0, from).join(''))
        expect(window.append({ offset: before, bytes: bytesOf(overlap), text: overlap })).toBe(true)
        expect(linesOf(window)).toEqual(expectedLines(text))
        expect(window.bytes).toBe(bytesOf(text))
      }),
    )
  })

  test('refuses a chunk that leaves a gap', () => {
    const window = new LogWindow()
    window.append({ offset: 10, bytes: 2, text: 'a\n' })
    expect(window.append({ offset: 13, bytes: 1, text: 'b' })).toBe(false)
    expect(linesOf(window)).toEqual(['a'])
  })

  test('forgets the oldest lines past its capacity, and tells by how many the others moved', () => {
    const window = new LogWindow()
    const line = `${'x'.repeat(999)}\n`
    for (let i = 0; i < 1000; i += 1) window.append({ offset: i * 1000, bytes: 1000, text: line })
    window.trimTop(300_000)
    expect(window.bytes).toBeLessThanOrEqual(300_000)
    expect(window.end).toBe(1_000_000)
    expect(window.lineCount).toBe(window.bytes / 1000)
    expect(window.shift).toBe(window.lineCount - 1000)
  })

  test('forgets the newest lines past its capacity, and can take them again', () => {
    const window = new LogWindow()
    const text = `${'y'.repeat(99)}\n`
    for (let i = 0; i < 5000; i += 1) window.append({ offset: i * 100, bytes: 100, text })
    window.trimBottom(200_000)
    expect(window.start).toBe(0)
    expect(window.bytes).toBeLessThanOrEqual(200_000)
    expect(window.append({ offset: window.end, bytes: 100, text })).toBe(true)
    expect(window.line(window.lineCount - 1)).toBe('y'.repeat(99))
  })
})

test('a byte leads to its line and a line to its first byte, over many blocks and wide letters', () => {
  const window = new LogWindow()
  const lines = Array.from({ length: 9000 }, (_, index) => `${index} ${'ü€'.repeat(index % 30)}`)
  for (const chunk of chunksOf(`${lines.join('\n')}\n`, Array(200).fill(997), 5000)) window.append(chunk)
  let offset = 5000
  for (const [index, line] of lines.entries()) {
    if (index % 97 === 0) {
      expect([window.lineAt(offset), window.lineAt(offset + bytesOf(line)), window.offsetOf(index)]).toEqual([
        index,
        index,
        offset,
      ])
    }
    offset += bytesOf(line) + 1
  }
  expect([window.holds(4999), window.holds(5000), window.holds(offset - 1), window.holds(offset)]).toEqual([
    false,
    true,
    true,
    false,
  ])
})

test('no more lines are held than a browser can draw', () => {
  const window = new LogWindow()
  for (let i = 0; i < 80; i += 1)
    window.append({ offset: i * 60_000, bytes: 60_000, text: 'y\n'.repeat(30_000) })
  expect(window.exceeds(8 * 2 ** 20)).toBe(true)
  window.trimTop(8 * 2 ** 20)
  expect(window.lineCount).toBeLessThanOrEqual(800_000)
  expect(window.end).toBe(80 * 60_000)
})

test('a chunk is cut by bytes, not by characters', () => {
  const chunk = { offset: 5, bytes: 7, text: 'ä€ab' }
  expect(cutFront(chunk, 2)).toEqual({ offset: 7, bytes: 5, text: '€ab' })
  expect(cutBack(chunk, 5)).toEqual({ offset: 5, bytes: 5, text: 'ä€' })
})
