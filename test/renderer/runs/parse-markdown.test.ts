import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseInline, parseMarkdown } from '../../../renderer/runs/transcript/parse-markdown.ts'

describe('what agents write', () => {
  test('is read into headings, lists, code, quotes and tables', () => {
    const text =
      '# Found\nTwo issues\nin auth\n\n- **First**: `a.ts`\n  - nested\n2. second\n> said\n---\n```ts\nconst a = "# no heading"\n```\n| a | b |\n|---|---|\n| 1 | 2 |'
    expect(parseMarkdown(text)).toEqual([
      { kind: 'heading', level: 1, text: 'Found' },
      { kind: 'paragraph', text: 'Two issues\nin auth' },
      { kind: 'item', depth: 0, mark: '•', text: '**First**: `a.ts`' },
      { kind: 'item', depth: 1, mark: '•', text: 'nested' },
      { kind: 'item', depth: 0, mark: '2.', text: 'second' },
      { kind: 'quote', text: 'said' },
      { kind: 'rule' },
      { kind: 'code', language: 'ts', text: 'const a = "# no heading"' },
      { kind: 'row', cells: ['a', 'b'], isHead: true },
      { kind: 'row', cells: ['1', '2'], isHead: false },
    ])
  })

  test('an open fence reaches to the end', () => {
    expect(parseMarkdown('```\nrm -rf')).toEqual([{ kind: 'code', language: '', text: 'rm -rf' }])
  })

  test('markup of a page stays words', () => {
    const text = '<img src=x onerror=alert(1)> <script>alert(2)</script>'
    expect(parseMarkdown(text)).toEqual([{ kind: 'paragraph', text }])
    expect(parseInline(text)).toEqual([{ text }])
  })

  test('styles and links are told apart; only web pages are linked', () => {
    expect(parseInline('**bold `code`** and *leaning*, 2 * 3 * 4, snake_case_name')).toEqual([
      { text: 'bold ', bold: true },
      { text: 'code', code: true, bold: true },
      { text: ' and ' },
      { text: 'leaning', italic: true },
      { text: ', 2 * 3 * 4, snake_case_name' },
    ])
    expect(
      parseInline('[PR](https://example.org/1) https://example.org/a(b. [x](javascript:alert(1))'),
    ).toEqual([
      { text: 'PR', href: 'https://example.org/1' },
      { text: ' ' },
      { text: 'https://example.org/a(b', href: 'https://example.org/a(b' },
      { text: '. [x](javascript:alert(1))' },
    ])
  })

  test('no text makes a link to anything but a web page, and no word of plain text is lost', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab `*_[]()<>#-|\n.:/jh'), maxLength: 80 }),
        (text) => {
          for (const { href } of parseInline(`${text} [a](${text})`)) {
            if (href !== undefined) expect(href).toMatch(/^https?:\/\//i)
          }
          const letters = (words: string) => words.replace(/[^abjh]/g, '')
          expect(
            letters(
              parseInline(text)
                .map((part) => part.text)
                .join(''),
            ),
          ).toBe(letters(text))
        },
      ),
    )
  })
})
