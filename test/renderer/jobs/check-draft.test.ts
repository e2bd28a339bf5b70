import { expect, test } from 'vitest'
import { checkDraft } from '../../../renderer/jobs/form/check-draft.ts'
import { emptyDraft } from '../../../renderer/jobs/form/job-draft.ts'
import { summaries } from '../../../renderer/jobs/form/summaries.ts'
import { writeJob } from '../../../renderer/jobs/form/write-job.ts'

const check = (job: Record<string, unknown>, taken: string[] = []) =>
  Object.fromEntries(
    checkDraft(job, taken).map(({ field, message, empty }) => [field, empty ? `(${message})` : message]),
  )

test('an empty form lacks what a job cannot do without', () => {
  expect(check(writeJob(emptyDraft('agent-pipeline')))).toEqual({
    id: '(Give the job an id.)',
    'source.repo': '(Name the repository.)',
    pipeline: '(Choose a pipeline.)',
  })
  expect(check(writeJob(emptyDraft('docker')))).toEqual({
    id: '(Give the job an id.)',
    image: '(Name an image.)',
  })
})

test('what is written is judged by the contract, in its words; what it does not know is the host’s', () => {
  const job = { ...writeJob({ ...emptyDraft('docker'), id: 'a b', image: 'UPPER case' }), novelty: 1 }
  const faults = check({ ...job, resources: { memory: 'much', cpus: 'two' }, volumes: ['/a:/b', 'c'] })
  expect(Object.keys(faults)).toEqual(['id', 'resources.memory', 'resources.cpus', 'image', 'volumes.1'])
  expect(faults['resources.memory']).toBe('Must be a size such as "512m" or "2g".')
  expect(faults['resources.cpus']).toBe('Must be a number of processors.')
})

test('an id that is taken is told', () => {
  const job = writeJob({ ...emptyDraft('docker'), id: 'backup', image: 'alpine' })
  expect(check(job, ['backup'])).toEqual({ id: 'There is a job with this id already.' })
})

test('closed parts say what is set in them', () => {
  const draft = emptyDraft('agent-pipeline')
  expect(summaries.limits(draft)).toBe('As the oven is set')
  expect(
    summaries.limits({
      ...draft,
      resources: { timeout: { amount: '45', unit: 'minutes' }, memory: '2g', cpus: '1' },
    }),
  ).toBe('45m 00s, 2g, 1 processor')
  expect(summaries.network({ ...draft, network: 'allowlist', allow: 'default\na.example\n' })).toBe(
    'The oven’s list and 1 name',
  )
  expect(
    summaries.budget({ ...draft, budget: { usd: '2', tokens: '', perDay: { usd: '', tokens: '' } } }),
  ).toBe('$2 per run')
  expect(summaries.missed({ ...draft, overlap: 'queue', retry: { ...draft.retry, maxAttempts: '3' } })).toBe(
    'One after another, 3 attempts',
  )
  expect(summaries.environment({ ...draft, secrets: ['A', 'B'] })).toBe('2 secrets')
  expect(
    summaries.notifications({ ...draft, notifications: { ...draft.notifications, onSuccess: 'on' } }),
  ).toBe('1 switched on')
  expect(summaries.runner({ ...draft, auth: 'container-login', push: false })).toBe(
    'Containers’ login, does not push',
  )
})
