import { expect, test } from 'vitest'
import {
  filterChips,
  noFilters,
  readFilters,
  toRunFilter,
  writeFilters,
} from '../../../renderer/runs/run-filters.ts'

test('filters travel through the address and back', () => {
  const filters = { ...noFilters, job: 'nightly', outcome: 'failed', trigger: 'webhook', text: 'a&b=c' }
  const written = writeFilters(filters)
  expect(written).toEqual({ job: 'nightly', outcome: 'failed', trigger: 'webhook', text: 'a&b=c' })
  expect(readFilters(new URLSearchParams(new URLSearchParams(written).toString()))).toEqual(filters)
})

test('asks the host only for values it knows', () => {
  const asked = (query: string) => toRunFilter(readFilters(new URLSearchParams(query)))
  expect(asked('outcome=failed&verdict=worked&trigger=manual&job=a&text=%20x%20')).toEqual({
    jobId: 'a',
    outcome: ['failed'],
    verdict: ['worked'],
    trigger: ['manual'],
    text: 'x',
  })
  expect(asked('outcome=active')).toEqual({ state: ['queued', 'preparing', 'running', 'collecting'] })
  expect(asked('outcome=exploded&verdict=toString&trigger=')).toEqual({})
})

test('days are whole days of the reader’s clocks, both included', () => {
  const asked = toRunFilter({ ...noFilters, since: '2026-11-01', until: '2026-11-20' })
  expect(asked).toEqual({
    since: new Date(2026, 10, 1).toISOString(),
    until: new Date(2026, 10, 21).toISOString(),
  })
  expect(toRunFilter({ ...noFilters, since: 'soon', until: '2026-99-99x' })).toEqual({})
})

test('each set filter is a chip in words', () => {
  const filters = { ...noFilters, job: 'a', state: 'active', outcome: 'timed-out', text: ' x ' }
  expect(filterChips(filters, (id) => `Job ${id}`)).toEqual([
    { name: 'job', words: 'Job a' },
    { name: 'state', words: 'Active' },
    { name: 'outcome', words: 'Timed out' },
    { name: 'text', words: '“x”' },
  ])
})
