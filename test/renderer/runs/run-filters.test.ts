import { expect, test } from 'vitest'
import { readFilters, toRunFilter, writeFilters } from '../../../renderer/runs/run-filters.ts'

test('filters travel through the address and back', () => {
  const filters = { job: 'nightly', outcome: 'failed', verdict: '', trigger: 'webhook', text: 'a&b=c' }
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
