import { expect, test } from 'vitest'
import { loadJob } from '../../../core/jobs/load-job.ts'

const options = { timezone: 'Europe/Berlin', nowMs: Date.parse('2026-06-01T00:00:00Z') }

test("a job of the terminal ancestor's loads as it is", () => {
  const loaded = loadJob(
    {
      id: 'backup-db',
      name: 'Backup',
      image: 'agent-oven/base-tasks',
      command: ['sh', '-c', 'echo hi'],
      volumes: ['/Users/me/data:/data:ro'],
      timeout: 300,
      env: { A: 'b' },
      schedule: { type: 'cron', cron: '0 2 * * *' },
      enabled: true,
      last_run: '2026-05-31T02:00:04.000Z',
    },
    options,
  )
  expect(loaded.fields).toBeUndefined()
  expect(loaded.job).toEqual({
    type: 'docker',
    id: 'backup-db',
    name: 'Backup',
    image: 'agent-oven/base-tasks',
    command: ['sh', '-c', 'echo hi'],
    volumes: ['/Users/me/data:/data:ro'],
    resources: { timeout: 300 },
    env: { A: 'b' },
    schedule: { type: 'cron', cron: '0 2 * * *' },
    enabled: true,
  })
  expect(loaded.lastRunAt).toBe(Date.parse('2026-05-31T02:00:04Z'))
})

test('a timeout at the top joins what stands in resources, and gives way to one there', () => {
  const base = { id: 'a', image: 'alpine', schedule: { type: 'manual' }, last_run: null }
  expect(loadJob({ ...base, timeout: 5, resources: { memory: '1g' } }, options).job?.resources).toEqual({
    timeout: 5,
    memory: '1g',
  })
  expect(loadJob({ ...base, timeout: 5, resources: { timeout: 9 } }, options).job?.resources).toEqual({
    timeout: 9,
  })
  expect(loadJob({ ...base, timeout: 'long' }, options).fields).toEqual([
    { field: 'resources.timeout', message: 'The field "resources.timeout" must be a number of seconds.' },
  ])
})

test('a one-time job that is over still loads, and a date that is none is no last run', () => {
  const once = {
    id: 'a',
    image: 'alpine',
    schedule: { type: 'once', datetime: '2024-01-01T00:00:00' },
    last_run: 'soon',
  }
  expect(loadJob(once, options)).toMatchObject({ job: { id: 'a', enabled: true }, lastRunAt: null })
})

test('what is no job says so', () => {
  expect(loadJob('backup', options).fields).toEqual([
    { field: '', message: 'The job must be an object, not text.' },
  ])
})
