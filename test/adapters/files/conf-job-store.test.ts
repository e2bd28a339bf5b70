import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ConfJobStore } from '../../../adapters/files/conf-job-store.ts'
import { tempFolder } from './temp-folder.ts'

function setUp(text?: string) {
  const path = join(tempFolder(), 'jobs.json')
  if (text !== undefined) writeFileSync(path, text)
  const warnings: string[] = []
  const store = new ConfJobStore({ path, onWarning: (sentence) => warnings.push(sentence) })
  const file = () => JSON.parse(readFileSync(path, 'utf8'))
  return { path, store, warnings, file }
}

it('loads a file of the terminal ancestor as it is', () => {
  const jobs = [
    {
      id: 'tidy',
      image: 'alpine',
      command: 'echo hi',
      schedule: { type: 'cron', cron: '0 2 * * *' },
      timeout: 60,
      last_run: null,
    },
  ]
  const { store, warnings } = setUp(JSON.stringify({ jobs }))
  expect(store.read()).toEqual(jobs)
  expect(warnings).toEqual([])
})

it('keeps what it does not know, in the file and in its jobs', () => {
  const { store, file } = setUp(
    '{ "$schema": "x", "jobs": [{ "id": "a", "odd": [1, { "deep": null }] }, "not a job"] }',
  )
  expect(store.read()).toEqual([{ id: 'a', odd: [1, { deep: null }] }])
  store.write([...store.read(), { id: 'b' }])
  expect(file()).toEqual({
    $schema: 'x',
    jobs: [{ id: 'a', odd: [1, { deep: null }] }, { id: 'b' }, 'not a job'],
  })
})

it('keeps jobs that somebody else added, changed or removed since the list was read', () => {
  const { path, store, file } = setUp('{ "jobs": [{ "id": "a" }, { "id": "b" }, { "id": "c" }] }')
  const jobs = store.read()
  writeFileSync(path, '{ "jobs": [{ "id": "a", "name": "theirs" }, { "id": "b" }, { "id": "d" }] }')
  store.write(jobs.map((job) => (job.id === 'b' ? { ...job, name: 'mine' } : job)))
  expect(file().jobs).toEqual([{ id: 'a', name: 'theirs' }, { id: 'b', name: 'mine' }, { id: 'd' }])
  expect(store.read()).toEqual(file().jobs)
})

it('refuses to choose when both changed the same job, and changes nothing', () => {
  const { path, store, file } = setUp('{ "jobs": [{ "id": "a" }] }')
  store.read()
  writeFileSync(path, '{ "jobs": [{ "id": "a", "name": "theirs" }] }')
  expect(() => store.write([{ id: 'a', name: 'mine' }])).toThrowError(
    expect.objectContaining({
      code: 'file-changed',
      kind: 'CONFLICT',
      message: expect.stringContaining('"a"'),
    }),
  )
  expect(() => store.write([])).toThrowError(expect.objectContaining({ code: 'file-changed' }))
  expect(file()).toEqual({ jobs: [{ id: 'a', name: 'theirs' }] })
  expect(store.read()).toEqual([{ id: 'a', name: 'theirs' }])
  store.write([])
  expect(file()).toEqual({ jobs: [] })
})

it('copes with ids that stand twice or are missing', () => {
  const { path, store, file } = setUp(
    '{ "jobs": [{ "id": "a", "n": 1 }, { "id": "a", "n": 2 }, { "n": 3 }] }',
  )
  const jobs = store.read()
  writeFileSync(path, '{ "jobs": [{ "id": "a", "n": 1 }, { "id": "a", "n": 2 }, { "n": 3 }, { "n": 4 }] }')
  store.write([...jobs, { id: 'new' }])
  expect(file().jobs).toEqual([{ id: 'a', n: 1 }, { id: 'a', n: 2 }, { n: 3 }, { id: 'new' }, { n: 4 }])
})

it('reads a list of a thousand jobs from memory', () => {
  const jobs = Array.from({ length: 1000 }, (_, index) => ({
    id: `job-${index}`,
    type: 'docker',
    image: 'alpine:3.22',
    command: ['sh', '-c', 'echo hello'],
    schedule: { type: 'cron', cron: '0 2 * * *' },
    env: { A: '1', B: '2' },
  }))
  const { store } = setUp()
  store.write(jobs)
  const durations = Array.from({ length: 20 }, () => {
    const began = performance.now()
    expect(store.read().length).toBe(1000)
    return performance.now() - began
  }).sort((a, b) => a - b)
  expect(durations[10]).toBeLessThan(2)
})
