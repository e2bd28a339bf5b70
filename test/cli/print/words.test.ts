import { expect, test } from 'vitest'
import { cost, duration, size, tokenCount } from '../../../cli/print/words.ts'

test.each([
  [null, '–'],
  [0, '0 ms'],
  [999, '999 ms'],
  [1000, '1 s'],
  [59_499, '59 s'],
  [59_500, '1 min 00 s'],
  [245_000, '4 min 05 s'],
  [3_599_900, '1 h 00 min'],
  [7_380_000, '2 h 03 min'],
])('%j ms are %s', (ms, words) => {
  expect(duration(ms)).toBe(words)
})

test.each([
  [842, '842'],
  [999, '999'],
  [1000, '1k'],
  [30_949, '31k'],
  [999_499, '999k'],
  [999_500, '1.0M'],
  [1_250_000, '1.3M'],
])('%i tokens are %s', (input, words) => {
  expect(tokenCount({ input, output: 0, cacheRead: 0, cacheCreation: 0 })).toBe(words)
})

test('all kinds of tokens count', () => {
  expect(tokenCount({ input: 1, output: 2, cacheRead: 3, cacheCreation: 4 })).toBe('10')
  expect(tokenCount(null)).toBe('–')
})

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1500, '1.5 kB'],
  [3_800_000, '3.8 MB'],
  [782_000_000, '782 MB'],
])('%i bytes are %s', (bytes, words) => {
  expect(size(bytes)).toBe(words)
})

test('a price has two decimals; an unknown one is no zero', () => {
  expect([cost(0.415), cost(0), cost(null)]).toEqual(['$0.41', '$0.00', '–'])
})
