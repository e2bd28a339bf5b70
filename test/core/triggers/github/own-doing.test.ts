import { expect, test } from 'vitest'
import { exampleOf, openGithubFixture } from './github-fixture.ts'

const SHA = 'c'.repeat(40)
const PIPELINE = {
  type: 'agent-pipeline',
  source: { repo: 'https://github.com/codertocat/hello-world', branch: 'main' },
  pipeline: 'fix',
}

function setUp(more: Record<string, unknown> = {}) {
  const fixture = openGithubFixture()
  const { addJob, runs, tell } = fixture
  const job = addJob({ repo: undefined, on: [{ event: 'push' }] }, { ...PIPELINE, ...more })
  const run = runs.create({
    id: '01before',
    jobId: 'bake',
    jobName: 'Bake',
    jobType: 'agent-pipeline',
    trigger: 'schedule',
    rehearsal: false,
    attempt: 1,
    dueAt: null,
    queuedAt: '2026-03-10T11:00:00.000Z',
    image: 'x',
    source: null,
  })
  const push = exampleOf('push')
  push.repository.full_name = 'Codertocat/Hello-World'
  Object.assign(push, { ref: 'refs/heads/fix', deleted: false, after: SHA })
  return {
    ...fixture,
    job,
    tell: () => tell('push', push),
    work: () => runs.update(run.id, { state: 'running', startedAt: '2026-03-10T11:00:01.000Z' }),
    finish: (pushed: boolean) =>
      runs.update(run.id, {
        state: 'finished',
        outcome: 'succeeded',
        startedAt: '2026-03-10T11:00:01.000Z',
        finishedAt: '2026-03-10T11:30:00.000Z',
        branches: pushed ? [{ name: 'fix', commit: SHA, commits: 1, pushed: true, error: null }] : [],
      }),
  }
}

test('a job does not begin at what a run of it pushed', async () => {
  const { tell, finish, runsOf, deliveries } = setUp()
  finish(true)
  await tell()
  expect(runsOf()).toHaveLength(1)
  expect(deliveries()).toMatchObject([
    {
      outcome: 'refused',
      error: { code: 'github-own-doing', message: 'Bake #1 pushed this commit itself.' },
    },
  ])
})

test('another job does, and so does this one at what others pushed', async () => {
  const { tell, finish, runsOf, addJob } = setUp()
  finish(false)
  addJob({ on: [{ event: 'push' }] }, { id: 'review' })
  await tell()
  expect([runsOf().length, runsOf('review').length]).toEqual([2, 1])
})

test.each([
  [true, 1],
  [false, 2],
])('while a run is at work it is waited for, as it may have pushed (it did: %s)', async (pushed, runs) => {
  const { tell, work, finish, runsOf, clock, service, deliveries } = setUp()
  work()
  await tell()
  await clock.advance(60_000)
  await service.settled()
  expect(runsOf()).toHaveLength(1)
  expect(deliveries()).toEqual([])
  finish(pushed)
  await clock.advance(60_000)
  await service.settled()
  expect(runsOf()).toHaveLength(runs)
  expect(deliveries()).toHaveLength(1)
})

test('a job that pushes nothing waits for nothing', async () => {
  const { tell, work, runsOf } = setUp({ push: false })
  work()
  await tell()
  expect(runsOf()).toHaveLength(2)
})
