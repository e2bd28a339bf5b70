import { describe, expect, test } from 'vitest'
import { type Job, JobInput } from '../../../contract/index.ts'
import {
  changedFields,
  emptyDraft,
  idFromName,
  readJob,
  writeJob,
} from '../../../renderer/jobs/form/job-draft.ts'

const pipeline: Job = {
  type: 'agent-pipeline',
  id: 'nightly',
  name: 'Nightly',
  enabled: true,
  source: { repo: 'git@github.com:acme/shop.git', branch: 'main', credentials: 'deploy-key' },
  pipeline: 'review',
  auth: 'api-key',
  push: false,
  image: 'agent-oven/pipeline-runner',
  schedule: { type: 'cron', cron: '0 2 * * *', timezone: 'Europe/Berlin' },
  env: { A: '1', B: '' },
  resources: { timeout: 60, memory: '1g', cpus: 0.5 },
  overlap: 'queue',
  catchUp: 'all',
  budget: { usd: 2 },
  notifications: { onFailure: true },
}

const docker: Job = {
  type: 'docker',
  id: 'backup',
  name: 'backup',
  enabled: false,
  image: 'alpine:3.22',
  command: ['sh', '-c', "echo 'it''s' \"$HOME\" | cat"],
  volumes: ['/a:/b:ro', '/c:/d'],
  schedule: { type: 'random-window', start: '01:00', end: '05:00', days: '1-5' },
  retry: { maxAttempts: 2, backoffSeconds: 60, onFailure: false },
}

describe('a job in the form', () => {
  test('an unchanged pipeline job changes nothing, whatever the form has no input for', () => {
    expect(writeJob(readJob(pipeline))).toEqual(pipeline)
  })

  test('an unchanged docker job is the same but for its command, which is text that splits into the same words', () => {
    const { command, ...rest } = writeJob(readJob(docker))
    const { command: words, ...original } = docker
    expect(rest).toEqual(original)
    expect(command).toBe(`sh -c 'echo '\\''it'\\'''\\''s'\\'' "$HOME" | cat'`)
    expect(words).toHaveLength(3)
  })

  test('a filled form is a job the contract takes', () => {
    const job = writeJob({
      ...emptyDraft('agent-pipeline'),
      id: 'x',
      name: 'X',
      repo: '/srv/code',
      pipeline: 'review',
      timeout: '90',
      env: [{ key: 0, name: 'A', value: 'b' }],
    })
    expect(JobInput.parse(job)).toMatchObject({
      id: 'x',
      source: { repo: '/srv/code', branch: 'main' },
      resources: { timeout: 90 },
      env: { A: 'b' },
      schedule: { type: 'cron', cron: '0 2 * * *' },
    })
    expect(
      JobInput.safeParse(writeJob({ ...emptyDraft('docker'), id: 'y', image: 'alpine', command: 'echo hi' }))
        .success,
    ).toBe(true)
  })

  test('what is not a number stays as it was written, for the host to refuse by name', () => {
    const job = writeJob({ ...emptyDraft('docker'), id: 'y', image: 'alpine', timeout: 'soon' })
    expect(job.resources).toEqual({ timeout: 'soon' })
    expect(JobInput.safeParse(job).error?.issues[0]?.path).toEqual(['resources', 'timeout'])
  })
})

test('only changed fields are sent, and a cleared one is taken away', () => {
  const before = writeJob(readJob(pipeline))
  const after = writeJob({ ...readJob(pipeline), name: 'New', overlap: '', env: [] })
  expect(changedFields(before, after)).toEqual({ name: 'New', overlap: null, env: null })
  expect(changedFields(before, before)).toEqual({})
})

test('an id is made of a name', () => {
  expect(idFromName('  Nightly Révision: shop & co! ')).toBe('nightly-re-vision-shop-co')
  expect(idFromName('Ünïcode'.repeat(20)).length).toBeLessThanOrEqual(64)
  expect(idFromName('🔥')).toBe('')
})
