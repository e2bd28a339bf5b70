import { describe, expect, test } from 'vitest'
import { parseAnsiLine } from '../../../renderer/runs/log/ansi.ts'

const textOf = (line: string) =>
  parseAnsiLine(line)
    .map((span) => span.text)
    .join('')

describe('parseAnsiLine', () => {
  test('keeps colours, bold and dim', () => {
    expect(parseAnsiLine('\u001b[32m[INFO]\u001b[0m a \u001b[1;91mb\u001b[22;39mc')).toEqual([
      { text: '[INFO]', colour: 2, bold: false, dim: false },
      { text: ' a ', colour: null, bold: false, dim: false },
      { text: 'b', colour: 9, bold: true, dim: false },
      { text: 'c', colour: null, bold: false, dim: false },
    ])
  })

  test('reads extended colours without taking their numbers for styles', () => {
    expect(parseAnsiLine('\u001b[38;5;9mred\u001b[48;2;1;2;3m\u001b[38;2;31;32;33mown')).toEqual([
      { text: 'red', colour: 9, bold: false, dim: false },
      { text: 'own', colour: null, bold: false, dim: false },
    ])
  })

  test('drops every other escape: cursor, title, link, screen, lone', () => {
    expect(textOf('a\u001b[2K\u001b[1Ab')).toBe('ab')
    expect(textOf('\u001b]0;title\u0007x\u001b]8;;https://example.com\u001b\\link\u001b]8;;\u001b\\')).toBe(
      'xlink',
    )
    expect(textOf('\u001b(Ba\u001bMb\u001b')).toBe('ab')
    expect(textOf('bell\u0007 null\u0000')).toBe('bell null')
  })

  test('shows the last drawing of a line that was drawn over', () => {
    expect(textOf('10 %\r50 %\r100 %\r')).toBe('100 %')
  })

  test('leaves markup as text', () => {
    expect(textOf('<img src=x onerror=alert(1)>')).toBe('<img src=x onerror=alert(1)>')
  })
})
