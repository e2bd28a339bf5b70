import { describe, expect, test } from 'vitest'
import { OvenError } from '../../../../core/errors.ts'
import { exampleOf, openGithubFixture } from './github-fixture.ts'

const opened = () => exampleOf('issues', 'opened')

function openWithJob(github: Record<string, unknown> = {}, more: Record<string, unknown> = {}) {
  const fixture = openGithubFixture()
  fixture.addJob({ on: [{ event: 'issues' }], ...github }, more)
  return fixture
}

describe('an event that a job asks for', () => {
  test('is a run, with what happened as data marked as strangers’', async () => {
    const { tell, runsOf, payloadOf, deliveries, store } = openWithJob()
    expect(await tell('issues', opened(), { deliveryId: 'd-1' })).toEqual({
      outcome: 'taken',
      why: null,
      jobs: ['bake'],
    })
    const [run] = runsOf()
    expect(run).toMatchObject({ trigger: 'github', jobId: 'bake' })
    expect(payloadOf(run!.id)).toMatchObject({
      source: 'github',
      untrusted: true,
      event: 'issues',
      action: 'opened',
      repository: 'Codertocat/Hello-World',
      sender: 'Codertocat',
      number: 1,
      trimmed: [],
      payload: { issue: { title: 'Spelling error in the README file' } },
    })
    expect(deliveries()).toMatchObject([
      { via: 'github', outcome: 'accepted', runId: run!.id, key: 'd-1', from: '127.0.0.1', error: null },
    ])
    expect(store.originOf(run!.id)).toEqual({
      repo: 'Codertocat/Hello-World',
      number: 1,
      sha: null,
      event: 'issues',
      actor: 'Codertocat',
    })
  })

  test('is a run of each job that does, and of none that is disabled or of another repository', async () => {
    const { tell, addJob, runsOf } = openWithJob()
    const on = [{ event: 'issues' }]
    addJob({ on }, { id: 'second' })
    addJob({ on }, { id: 'off', enabled: false })
    addJob({ on, repo: 'codertocat/elsewhere' }, { id: 'elsewhere' })
    addJob({ on: [{ event: 'push' }] }, { id: 'pushes' })
    expect(await tell('issues', opened())).toMatchObject({ jobs: ['bake', 'second'] })
    expect(['bake', 'second', 'off', 'elsewhere', 'pushes'].map((id) => runsOf(id).length)).toEqual([
      1, 1, 0, 0, 0,
    ])
  })

  test('that the job cannot be run at is kept with why, and can be delivered again', async () => {
    const fixture = openWithJob({}, { overlap: 'skip' })
    const { tell, deliveries, runsOf, callService, payloadOf, store, addJob } = fixture
    await tell('issues', opened())
    const second = opened()
    second.issue.number = 2
    await tell('issues', second, { deliveryId: 'second' })
    const [refused] = deliveries()
    expect(refused).toMatchObject({
      outcome: 'refused',
      status: 409,
      key: 'second',
      error: { code: 'already-running' },
      canRedeliver: true,
    })
    expect(() => callService.redeliver(refused!.id)).toThrow('is running already')
    addJob({ on: [{ event: 'issues' }] }, { overlap: 'allow' })
    const again = callService.redeliver(refused!.id)
    expect(again).toMatchObject({ via: 'redelivery', outcome: 'accepted', key: 'second' })
    const twice = callService.redeliver(again.id)
    expect(runsOf().map(({ id }) => id)).toEqual([twice.runId, again.runId, expect.any(String)])
    for (const { runId } of [again, twice]) {
      expect(fixture.runs.find(runId!)!.trigger).toBe('github')
      expect(payloadOf(runId!).number).toBe(2)
      expect(store.originOf(runId!)).toMatchObject({ number: 2, event: 'issues' })
    }
  })
})

describe('once', () => {
  test.each([
    ['webhook', 'webhook'],
    ['webhook', 'poll'],
    ['poll', 'webhook'],
    ['poll', 'poll'],
  ] as const)('told by %s and again by %s', async (first, second) => {
    const { tell, runsOf } = openWithJob()
    await tell('issues', opened(), { via: first })
    expect(await tell('issues', opened(), { via: second })).toMatchObject({ outcome: 'duplicate' })
    expect(runsOf()).toHaveLength(1)
  })

  test('a webhook that comes again is seen in the history, what is found by asking is not', async () => {
    const { tell, deliveries, runsOf } = openWithJob()
    await tell('issues', opened())
    await tell('issues', opened(), { via: 'poll' })
    expect(deliveries()).toHaveLength(1)
    await tell('issues', opened())
    expect(deliveries()[0]).toMatchObject({ outcome: 'duplicate', runId: runsOf()[0]!.id })
  })

  test('ten at the same moment are one', async () => {
    const { service, runsOf } = openWithJob()
    const told = { name: 'issues', payload: opened(), via: 'webhook', deliveryId: null, from: null } as const
    await Promise.all(Array.from({ length: 10 }, () => service.take(told)))
    await service.settled()
    expect(runsOf()).toHaveLength(1)
  })

  test('what is sent again is tried again by the jobs that it began no run of', async () => {
    const { tell, addJob, runsOf, github, deliveries } = openWithJob({ by: 'writers' })
    await tell('issues', opened())
    expect(deliveries()).toMatchObject([{ outcome: 'refused', error: { code: 'github-not-permitted' } }])
    addJob({ on: [{ event: 'issues' }] }, { id: 'later' })
    github.permissions.set('codertocat', 'write')
    expect(await tell('issues', opened(), { via: 'poll' })).toMatchObject({ outcome: 'duplicate' })
    expect(runsOf()).toHaveLength(0)
    expect(await tell('issues', opened())).toMatchObject({ outcome: 'taken', jobs: ['bake', 'later'] })
    expect(await tell('issues', opened())).toMatchObject({ outcome: 'duplicate' })
    expect([runsOf().length, runsOf('later').length]).toEqual([1, 1])
  })

  test('what GitHub tells while some jobs decide on what they found by asking is for the others too', async () => {
    const { service, addJob, github, runsOf } = openWithJob({ by: 'writers' })
    addJob({ on: [{ event: 'issues' }] }, { id: 'told' })
    github.permissions.set('codertocat', 'write')
    let open = () => {}
    github.gate = new Promise((resolve) => {
      open = resolve
    })
    const told = { name: 'issues', payload: opened(), deliveryId: null, from: null }
    await service.take({ ...told, via: 'poll', jobs: ['bake'] })
    expect(await service.take({ ...told, via: 'webhook' })).toMatchObject({ outcome: 'duplicate' })
    open()
    await service.settled()
    expect([runsOf().length, runsOf('told').length]).toEqual([1, 1])
  })

  test('a label that is taken away and set again counts again', async () => {
    const { tell, runsOf } = openWithJob({ on: [{ event: 'issues', action: ['labeled'] }] })
    const labeled = (at: string) => {
      const payload = exampleOf('issues', 'labeled')
      payload.issue.updated_at = at
      return payload
    }
    await tell('issues', labeled('2026-03-10T11:00:00Z'))
    await tell('issues', labeled('2026-03-10T11:00:20Z'))
    expect(runsOf()).toHaveLength(2)
    // Asked for, it may bear a moment a little off.
    await tell('issues', labeled('2026-03-10T11:00:21Z'), { via: 'poll' })
    expect(runsOf()).toHaveLength(2)
    await tell('issues', labeled('2026-03-10T12:00:00Z'), { via: 'poll' })
    expect(runsOf()).toHaveLength(3)
  })
})

describe('nothing is lost', () => {
  test('what was taken is decided on by the next host', async () => {
    const fixture = openWithJob({ by: 'writers' })
    const { github, service, openService, runsOf, store, clock } = fixture
    github.permissions.set('codertocat', 'admin')
    let open = () => {}
    github.gate = new Promise((resolve) => {
      open = resolve
    })
    await service.take({ name: 'issues', payload: opened(), via: 'webhook', deliveryId: 'd', from: null })
    service.stop()
    open()
    await service.settled()
    expect(runsOf()).toHaveLength(0)
    expect(store.open(new Date(clock.now()).toISOString(), 10)).toHaveLength(1)
    const next = openService()
    next.start()
    await next.settled()
    expect(runsOf()).toHaveLength(1)
    expect(store.open(new Date(clock.now()).toISOString(), 10)).toHaveLength(0)
  })

  test('GitHub that cannot be asked is asked again, later and later', async () => {
    const { tell, github, clock, runsOf, service, deliveries } = openWithJob({ by: 'writers' })
    github.permissions.set('codertocat', 'write')
    github.fault = new OvenError('network', 'GitHub cannot be reached.')
    await tell('issues', opened())
    expect(github.asked).toHaveLength(1)
    await clock.advance(29_000)
    expect(github.asked).toHaveLength(1)
    await clock.advance(2000)
    await service.settled()
    expect(github.asked).toHaveLength(2)
    github.fault = null
    await clock.advance(61_000)
    await service.settled()
    expect(runsOf()).toHaveLength(1)
    expect(deliveries()).toHaveLength(1)
  })

  test('GitHub that has had enough is asked when it says so', async () => {
    const { tell, github, clock, runsOf, service } = openWithJob({ by: 'writers' })
    github.permissions.set('codertocat', 'write')
    const retryAt = new Date(clock.now() + 45 * 60_000).toISOString()
    github.fault = Object.assign(new OvenError('github-limited', 'Too many.'), { retryAt })
    await tell('issues', opened())
    github.fault = null
    await clock.advance(44 * 60_000)
    expect(github.asked).toHaveLength(1)
    await clock.advance(2 * 60_000)
    await service.settled()
    expect(runsOf()).toHaveLength(1)
  })

  test('after a day in vain it is kept as refused, with what was wrong', async () => {
    const { tell, github, clock, service, deliveries } = openWithJob({ by: 'writers' })
    github.fault = new OvenError('github-failed', 'GitHub answered with 502.')
    await tell('issues', opened())
    for (let hours = 0; hours < 50; hours += 1) {
      await clock.advance(30 * 60_000)
      await service.settled()
    }
    expect(deliveries()).toMatchObject([
      { outcome: 'refused', error: { code: 'github-failed', message: 'GitHub answered with 502.' } },
    ])
    const asked = github.asked.length
    await clock.advance(24 * 3_600_000)
    expect(github.asked).toHaveLength(asked)
  })

  test('a disk that is full loses nothing: it is tried again when there may be room', async () => {
    const { service, clock, runsOf, store, warnings } = openWithJob()
    const { settle } = store
    const full = () => {
      throw new OvenError('disk-full', 'The disk is full.')
    }
    store.settle = full
    store.postpone = full
    await service.take({ name: 'issues', payload: opened(), via: 'webhook', deliveryId: null, from: null })
    await service.settled()
    expect(warnings).toEqual([
      'An event of Codertocat/Hello-World could not be decided on, and is tried again: The disk is full.',
    ])
    store.settle = settle
    await clock.advance(61_000)
    await service.settled()
    expect(runsOf()).toHaveLength(1)
    expect(store.open(new Date(clock.now()).toISOString(), 10)).toEqual([])
  })

  test('what fails for good is refused at once', async () => {
    const { tell, github, deliveries } = openWithJob({ by: 'writers' })
    github.fault = new OvenError('github-denied', 'The token may not.')
    await tell('issues', opened())
    expect(deliveries()).toMatchObject([{ outcome: 'refused', error: { code: 'github-denied' } }])
  })
})

describe('what nothing begins at', () => {
  test.each([
    ['another event', 'watch', { action: 'started' }, 'Nothing begins at events of this kind.'],
    ['a branch that was deleted', 'push', { ref: 'refs/heads/a', deleted: true }, 'Nothing begins at'],
    ['one without a repository', 'issues', { action: 'opened', issue: { number: 1 } }, 'does not say what'],
    ['one of nothing', 'issues', {}, 'does not say what'],
  ])('%s', async (_what, name, payload, why) => {
    const { tell, deliveries } = openWithJob({ on: [{ event: 'issues' }, { event: 'push' }] })
    const taken = await tell(name, payload)
    expect(taken).toMatchObject({ outcome: 'ignored', jobs: [] })
    expect(taken.why).toContain(why)
    expect(deliveries()).toEqual([])
  })

  test('a repository that is no job’s, and what no rule asks for', async () => {
    const { tell, deliveries } = openWithJob({ on: [{ event: 'issues', label: ['bake'] }] })
    expect(await tell('issues', opened())).toMatchObject({ why: 'No job asks for this event.' })
    const other = opened()
    other.repository.full_name = 'someone/else'
    expect((await tell('issues', other)).why).toContain('in this repository')
    expect(deliveries()).toEqual([])
  })

  test('a comment of the oven’s own; one that quotes it is somebody else’s', async () => {
    const { tell, runsOf } = openWithJob({ on: [{ event: 'issue_comment' }] })
    const comment = exampleOf('issue_comment', 'created')
    comment.comment.body = '<!-- agent-oven:run 01abc -->\nBaking.'
    expect((await tell('issue_comment', comment)).why).toContain('The oven wrote this comment itself')
    comment.comment.body = 'Look:\n> <!-- agent-oven:run 01abc -->\n> Baking.'
    await tell('issue_comment', comment)
    expect(runsOf()).toHaveLength(1)
  })
})

describe('which files', () => {
  const on = [{ event: 'pull_request', path: ['src/**'] }]
  test.each([
    [['src/a.ts'], 1],
    [['docs/a.md'], 0],
    [[], 0],
    // More than GitHub lists.
    [null, 1],
  ])('are asked for: %j', async (files, runs) => {
    const { tell, github, runsOf } = openWithJob({ on })
    github.files = files
    await tell('pull_request', exampleOf('pull_request', 'opened'))
    expect(github.asked).toEqual(['files Codertocat/Hello-World {"pullRequest":2}'])
    expect(runsOf()).toHaveLength(runs)
  })

  test('of a new branch are those since the branch that all come from', async () => {
    const { tell, github, runsOf } = openWithJob({ on: [{ event: 'push', path: ['src/**'] }] })
    const push = exampleOf('push')
    Object.assign(push, {
      ref: 'refs/heads/new',
      deleted: false,
      created: true,
      commits: [],
      after: 'a'.repeat(40),
    })
    push.before = '0'.repeat(40)
    github.files = ['src/a.ts']
    await tell('push', push)
    expect(github.asked).toEqual([
      `files ${push.repository.full_name} {"from":"master","to":"${push.after}"}`,
    ])
    expect(runsOf()).toHaveLength(1)
  })
})
