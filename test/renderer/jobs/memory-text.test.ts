import { expect, test } from 'vitest'
import { readLength, writeLength } from '../../../renderer/jobs/form/length-draft.ts'
import { memoryText, readMemory } from '../../../renderer/jobs/form/memory-text.ts'

test.each([
  ['512m', 512 * 1024 ** 2],
  ['2g', 2 * 1024 ** 3],
  ['1.5 GiB', 1.5 * 1024 ** 3],
  ['64MB', 64 * 1024 ** 2],
  ['1000', 1000],
  ['', null],
  ['much', null],
])('%j is read as a size', (text, bytes) => {
  expect(readMemory(text)).toBe(bytes)
})

test('a size is written as docker takes it', () => {
  expect(memoryText(2 * 1024 ** 3)).toBe('2g')
  expect(memoryText(0.75 * 1024 ** 3)).toBe('768m')
})

test.each([
  [5400, { amount: '90', unit: 'minutes' }],
  [86_400, { amount: '1', unit: 'days' }],
  [61, { amount: '61', unit: 'seconds' }],
  [0, { amount: '0', unit: 'seconds' }],
  [undefined, { amount: '', unit: 'hours' }],
] as const)('%s seconds are shown in the largest unit that fits, and written back', (seconds, shown) => {
  expect(readLength(seconds, 'hours')).toEqual(shown)
  expect(writeLength(shown)).toBe(seconds)
})
