import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitWords } from '../../../core/jobs/split-words.ts'

test.each<[string, string[] | null]>([
  ['', []],
  ['  ls   -l\t/tmp\n', ['ls', '-l', '/tmp']],
  [`sh -c 'echo "$HOME" | wc'`, ['sh', '-c', 'echo "$HOME" | wc']],
  [`a"b c"d'e f'`, ['ab cde f']],
  [`"a \\"b\\" \\n"`, ['a "b" \\n']],
  [`a\\ b '' ""`, ['a b', '', '']],
  ['a \\\nb', ['a', 'b']],
  ["it's", null],
  ['say "hi', null],
  ['end\\', null],
])('%j', (text, words) => expect(splitWords(text)).toEqual(words))

test('splits as the shell does', () => {
  const piece = fc.constantFrom('a', 'B7', ' ', '  ', '\t', '"', "'", '\\', '-x', '/tmp/é', '=', ',')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('')
      const words = splitWords(text)
      // A trailing backslash is kept by shells and refused by us.
      fc.pre(words !== null)
      const printed = execFileSync('sh', ['-c', `for word in ${text}; do printf '%s\\0' "$word"; done`], {
        encoding: 'utf8',
      })
      expect(printed.split('\0').slice(0, -1)).toEqual(words)
    }),
    { numRuns: 200, seed: 3 },
  )
})
