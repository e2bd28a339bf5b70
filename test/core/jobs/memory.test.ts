import { expect, test } from 'vitest'
import { parseMemoryBytes } from '../../../core/jobs/memory.ts'

test.each<[string, number | null]>([
  ['512m', 512 * 1024 ** 2],
  ['2g', 2 * 1024 ** 3],
  ['1.5GiB', 1.5 * 1024 ** 3],
  ['6 MB', 6 * 1024 ** 2],
  ['1k', 1024],
  ['1048576', 1048576],
  ['1048576b', 1048576],
  ['1t', 1024 ** 4],
  ['', null],
  ['m', null],
  ['-1m', null],
  ['1x', null],
  ['1bb', null],
  ['1e9', null],
  ['99999999999t', null],
])('%j', (text, bytes) => expect(parseMemoryBytes(text)).toBe(bytes))
