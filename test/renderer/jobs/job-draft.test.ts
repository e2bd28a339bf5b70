import { describe, expect, test } from 'vitest'
import { type Job, JobInput } from '../../../contract/index.ts'
import { changedFields, emptyDraft, idFromName } from '../../../renderer/jobs/form/job-draft.ts'
import { readJob, readVolume, readWritten } from '../../../renderer/jobs/form/read-job.ts'
import { writeJob, writeVolume } from '../../../renderer/jobs/form/write-job.ts'

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
  after: { job: 'build', on: ['succeeded', 'failed'], verdicts: ['worked'] },
  env: { A: '1', B: '' },
  secrets: ['NPM_TOKEN'],
  resources: { timeout: 90, memory: '1g', cpus: 0.5 },
  overlap: 'queue',
  catchUp: 'all',
  catchUpWithin: 7200,
  retry: { maxAttempts: 3, backoffSeconds: 90, onFailure: true },
  budget: { usd: 2, tokens: 1_000_000, perDay: { usd: 5.5 } },
  network: 'allowlist',
  allow: ['default', 'api.example.com'],
  github: {
    on: [{ event: 'issues', action: ['labeled'], label: ['bake'] }],
    by: 'writers',
    poll: true,
    report: ['comment'],
  },
  notifications: {
    onFailure: true,
    onSuccess: false,
    onlyOnChange: true,
    quietHours: { from: '22:00', to: '06:30', timezone: 'Europe/Berlin' },
    channels: ['native', 'team'],
    slack: '#nightly',
  },
}

const docker: Job = {
  type: 'docker',
  id: 'backup',
  name: 'backup',
  enabled: false,
  image: 'alpine:3.22',
  command: ['sh', '-c', "echo 'it''s' \"$HOME\" | cat\nls"],
  volumes: ['/a:/b:ro', '/c:/d', 'named:/e:rw'],
  relax: ['root-user', 'capability:CHOWN'],
  schedule: { type: 'random-window', start: '01:00', end: '05:00', days: '1-5' },
  after: { job: 'nightly', on: ['finished'] },
  retry: { maxAttempts: 2, backoffSeconds: 60, onFailure: false },
  notifications: { onBudget: false, quietHours: 'none', channels: [] },
}

describe('a job in the form', () => {
  test('an unchanged pipeline job changes nothing, whatever it says', () => {
    expect(writeJob(readJob(pipeline))).toEqual(pipeline)
  })

  test('every field of the contract has an input of its own', () => {
    expect(readJob(pipeline).rest).toEqual({})
    expect(readJob(docker).rest).toEqual({})
    const covered = new Set([...Object.keys(pipeline), ...Object.keys(docker)])
    for (const { shape } of JobInput.options)
      for (const name of Object.keys(shape)) expect(covered).toContain(name)
  })

  test.each(['build', { job: 3 }, { job: 'build', on: 'failed' }, { job: 'build', when: 1 }])(
    'leaves an "after" of another shape to the JSON view: %j',
    (after) => {
      expect(readWritten({ ...docker, after })).toBeNull()
      expect(readWritten({ ...docker, after: { job: 'build' } })?.after).toEqual({
        job: 'build',
        on: 'succeeded',
        verdicts: '',
      })
    },
  )

  test('an unchanged docker job is the same but for its command, which is text that splits into the same words', () => {
    const { command, ...rest } = writeJob(readJob(docker))
    const { command: words, ...original } = docker
    expect(rest).toEqual(original)
    expect(command).toBe(`sh -c 'echo '\\''it'\\'''\\''s'\\'' "$HOME" | cat\nls'`)
    expect(words).toHaveLength(3)
  })

  test('what the form knows nothing of is kept', () => {
    const newer = { ...pipeline, labels: ['a'], source: { ...pipeline.source, depth: 3 } } as Job
    expect(writeJob(readJob(newer))).toEqual(newer)
  })

  test('a filled form is a job the contract takes', () => {
    const empty = emptyDraft('agent-pipeline')
    const job = writeJob({
      ...empty,
      id: 'x',
      name: 'X',
      source: { ...empty.source, repo: '/srv/code' },
      pipeline: 'review',
      resources: { ...empty.resources, timeout: { amount: '1.5', unit: 'minutes' } },
      env: [
        { name: 'A', value: 'b' },
        { name: '', value: '' },
      ],
      budget: { ...empty.budget, tokens: '2,000,000' },
    })
    expect(JobInput.parse(job)).toMatchObject({
      id: 'x',
      source: { repo: '/srv/code', branch: 'main' },
      resources: { timeout: 90 },
      env: { A: 'b' },
      budget: { tokens: 2_000_000 },
      schedule: { type: 'cron', cron: '0 2 * * *' },
    })
    expect(
      JobInput.safeParse(writeJob({ ...emptyDraft('docker'), id: 'y', image: 'alpine', command: 'echo hi' }))
        .success,
    ).toBe(true)
  })

  test('what is not a number stays as it was written, to be refused by name', () => {
    const draft = emptyDraft('docker')
    const timeout = { amount: 'soon', unit: 'minutes' } as const
    const job = writeJob({ ...draft, id: 'y', image: 'alpine', resources: { ...draft.resources, timeout } })
    expect(job.resources).toEqual({ timeout: 'soon' })
    expect(JobInput.safeParse(job).error?.issues[0]?.path).toEqual(['resources', 'timeout'])
  })

  test.each(['/a:/b', '/a:/b:ro', 'name:/b:rw', 'no-target', '/a:/b:zz', ''])(
    'a volume %j stays as written',
    (text) => {
      expect(writeVolume(readVolume(text))).toBe(text)
    },
  )
})

test('a job written by hand comes into the form, unless its parts have other shapes', () => {
  expect(readWritten({ type: 'docker', id: 'a', image: 'alpine', command: 'echo "a b"' })).toMatchObject({
    type: 'docker',
    command: 'echo "a b"',
    schedule: { kind: 'manual' },
  })
  expect(readWritten({ type: 'docker', id: 'a', image: 'alpine', volumes: 5 })).toBeNull()
})

test('only changed fields are sent, and a cleared one is taken away', () => {
  const before = writeJob(readJob(pipeline))
  const after = writeJob({ ...readJob(pipeline), name: 'New', overlap: '', env: [] })
  expect(changedFields(before, after)).toEqual({ name: 'New', overlap: null, env: null })
  expect(changedFields(before, before)).toEqual({})
})

test('an id is made of a name, other than those there are', () => {
  expect(idFromName('  Nightly Révision: shop & co! ')).toBe('nightly-revision-shop-co')
  expect(idFromName('Ünïcode'.repeat(20)).length).toBeLessThanOrEqual(64)
  expect(idFromName('🔥')).toBe('')
  expect(idFromName('Nightly', ['nightly', 'nightly-2'])).toBe('nightly-3')
})
