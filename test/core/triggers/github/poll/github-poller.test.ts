import { expect, it } from 'vitest'
import { factsOf } from '../../../../../core/triggers/github/event-facts.ts'
import { eventKeyOf } from '../../../../../core/triggers/github/event-key.ts'
import { peopleOf } from '../../../../../core/triggers/github/event-people.ts'
import { shaOf } from '../../../../support/github-stand-in-repository.ts'
import { openPollFixture } from './poll-fixture.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

it('begins with what happens from now on, and takes it once', async () => {
  const { addJob, openPoller, shop, said, clock, taken } = await openPollFixture()
  shop.openIssue('ann')
  await clock.advance(MINUTE)
  addJob([{ event: 'issues', action: ['opened', 'labeled'], label: ['bug'] }])
  const poller = openPoller()
  await poller.start()
  expect(taken).toEqual([])
  await poller.pass(10_000)
  shop.label(1, 'bug', 'ann')
  shop.label(1, 'ui', 'ann')
  await poller.pass(5 * MINUTE)
  expect(said()).toEqual(['issues labeled 1'])
  expect(taken[0]).toMatchObject({ via: 'poll', deliveryId: null, from: null, jobs: ['bake'] })
  expect(taken[0]!.payload).toMatchObject({
    label: { name: 'bug' },
    issue: { number: 1, title: 'An issue' },
    repository: { full_name: 'acme/shop', default_branch: 'main' },
    sender: { login: 'ann' },
  })
})

it('finds each event as its webhook tells it: with the same key, at the same moment, for the same rules', async () => {
  const { addJob, openPoller, shop, taken } = await openPollFixture()
  addJob([
    { event: 'push' },
    { event: 'issues', action: ['opened', 'labeled', 'unlabeled', 'assigned', 'closed', 'reopened'] },
    { event: 'pull_request', action: ['opened', 'synchronize', 'labeled', 'closed'] },
    { event: 'issue_comment' },
    { event: 'release' },
    { event: 'workflow_run' },
  ])
  const poller = openPoller()
  await poller.start()
  const told: { name: string; payload: Record<string, unknown> }[] = []
  const happen = async (...events: typeof told) => {
    told.push(...events)
    await poller.pass(2 * MINUTE)
  }
  await happen(shop.openIssue('ann', { title: 'Broken' }))
  await happen(shop.label(1, 'bug', 'ben'))
  await happen(shop.assign(1, 'cy', 'ben'))
  await happen(shop.comment(1, '/bake please', 'ann'))
  await happen(shop.unlabel(1, 'bug', 'ben'))
  await happen(shop.close(1, 'ben'))
  await happen(shop.reopen(1, 'ann'))
  await happen(shop.push('main', 'ben', { files: ['a.ts'] }))
  await happen(shop.push('main', 'ben', { files: ['b.ts'] }))
  await happen(shop.push('feature/x', 'ann'))
  await happen(shop.openPull('ann', { base: 'next' }))
  await happen(shop.label(2, 'ready', 'ben'))
  await happen(shop.synchronize(2, shaOf('new'), 'ann'))
  await happen(shop.release('v1', 'ben'))
  await happen(shop.completeRun('ann', { branch: 'next' }))
  await happen(shop.close(2, 'ann'))

  const look = ({ name, payload }: { name: string; payload: unknown }) => {
    const { paths: _paths, ...facts } = factsOf(name, payload)!
    return { ...eventKeyOf(name, payload)!, facts, people: peopleOf(facts.event, payload) }
  }
  const byKey = (a: { key: string }, b: { key: string }) => a.key.localeCompare(b.key)
  expect(told).toHaveLength(16)
  expect(taken.map(look).sort(byKey)).toEqual(told.map(look).sort(byKey))
})

it('hands over in the order in which things happened, whatever list they are in', async () => {
  const { addJob, openPoller, shop, clock, said } = await openPollFixture()
  addJob([{ event: 'issue_comment' }, { event: 'push' }, { event: 'issues', action: ['opened', 'closed'] }])
  const poller = openPoller()
  await poller.start()
  for (const act of [
    () => shop.openIssue('ann'),
    () => shop.push('main', 'ann'),
    () => shop.comment(1, 'hm', 'ben'),
    () => shop.close(1, 'ann'),
    () => shop.openIssue('ben'),
  ]) {
    act()
    await clock.advance(3000)
  }
  await poller.pass(2 * MINUTE)
  expect(said()).toEqual([
    'issues opened 1',
    'push refs/heads/main',
    'issue_comment created 1',
    'issues closed 1',
    'issues opened 2',
  ])
})

it('asks about a repository once for all jobs, for no more than their rules need, and for nothing of the limit while it is quiet', async () => {
  const { addJob, openPoller, github, asked } = await openPollFixture()
  addJob([{ event: 'issues' }])
  addJob([{ event: 'issues', action: ['opened', 'closed'] }], { id: 'close' })
  addJob([{ event: 'issues' }], { id: 'off', enabled: false })
  addJob([{ event: 'push' }], { id: 'unpolled', github: { poll: false } })
  const poller = openPoller()
  await poller.start()
  expect(asked()).toEqual([
    '200 /repos/acme/shop',
    '200 /repos/acme/shop/issues',
    '200 /repos/acme/shop/issues/events',
  ])
  const { remaining } = github.limits.token
  await poller.pass(10 * MINUTE)
  const quiet = asked()
  expect(new Set(quiet)).toEqual(
    new Set(['304 /repos/acme/shop/issues', '304 /repos/acme/shop/issues/events']),
  )
  expect(quiet).toHaveLength(20)
  expect(github.limits.token.remaining).toBe(remaining)
})

it('begins a job only at what came after its rules were known, and none that wants no asking', async () => {
  const { addJob, openPoller, shop, taken, clock, github, removeJob } = await openPollFixture()
  addJob([{ event: 'issues' }])
  const poller = openPoller()
  await poller.start()
  github.fail(...Array.from({ length: 4 }, () => ({ status: 502 })))
  await poller.pass(61_000)
  shop.openIssue('ann')
  await clock.advance(5000)
  addJob([{ event: 'issues' }], { id: 'late' })
  addJob([{ event: 'issues' }], { id: 'deaf', github: { poll: false } })
  await clock.advance(5000)
  shop.openIssue('ann')
  await poller.pass(20 * MINUTE)
  expect(taken.map(({ jobs }) => jobs)).toEqual([['bake'], ['bake', 'late']])
  // Other words for who is told change nothing; other rules begin anew.
  shop.openIssue('ann')
  await clock.advance(2000)
  addJob([{ event: 'issues' }], { id: 'late', github: { report: ['comment'] } })
  addJob([{ event: 'issues', actor: ['ann'] }])
  removeJob('deaf')
  await poller.pass(5 * MINUTE)
  expect(taken.at(-1)!.jobs).toEqual(['late'])
})

it('goes on where another host stopped, also where it was killed before it wrote that down', async () => {
  const { addJob, openPoller, shop, said, store } = await openPollFixture()
  addJob([{ event: 'issues' }])
  const first = openPoller()
  await first.start()
  await first.pass(5000)
  shop.openIssue('ann')
  await first.pass(MINUTE)
  expect(said()).toEqual(['issues opened 1'])
  const keepLists = store.keepLists
  store.keepLists = () => {
    throw new Error('killed')
  }
  shop.openIssue('ann')
  await first.pass(MINUTE)
  first.stop()
  store.keepLists = keepLists
  shop.openIssue('ann')
  const second = openPoller()
  await second.start()
  await second.pass(5 * MINUTE)
  // The second is told again, and known by its key.
  expect(said()).toEqual(['issues opened 1', 'issues opened 2', 'issues opened 2', 'issues opened 3'])
})

it('tells again what could not be taken, although nothing has changed since', async () => {
  const { addJob, openPoller, shop, said, world } = await openPollFixture()
  addJob([{ event: 'issues' }, { event: 'push' }])
  const poller = openPoller()
  await poller.start()
  await poller.pass(5000)
  world.fault = new Error('the disk is full')
  shop.openIssue('ann')
  shop.push('main', 'ann')
  await poller.pass(MINUTE)
  expect(poller.status().polls[0]!.problem).toMatchObject({ message: 'the disk is full' })
  world.fault = null
  await poller.pass(5 * MINUTE)
  expect(said().sort()).toEqual(['issues opened 1', 'push refs/heads/main'])
  expect(poller.status().polls[0]!.problem).toBeNull()
})

it('asks at once after sleep, makes up for a day, and says what it does not make up for', async () => {
  const { addJob, openPoller, shop, said, clock, warnings } = await openPollFixture()
  addJob([{ event: 'issues' }])
  const poller = openPoller()
  await poller.start()
  clock.sleep(5 * HOUR)
  shop.openIssue('ann')
  clock.sleep(5 * HOUR)
  await poller.wake()
  expect(said()).toEqual(['issues opened 1'])
  expect(warnings).toEqual([])
  clock.sleep(2 * HOUR)
  shop.openIssue('ann')
  clock.sleep(23 * HOUR)
  shop.openIssue('ann')
  clock.sleep(HOUR + MINUTE)
  await poller.wake()
  expect(said()).toEqual(['issues opened 1', 'issues opened 3'])
  expect(warnings).toEqual([
    'GitHub was not asked about acme/shop from 2026-11-20T22:00:00.000Z to 2026-11-21T00:01:00.000Z: what happened there in that time begins no run.',
  ])
})

it('reads as many pages as there is news, and no further', async () => {
  const { addJob, openPoller, shop, taken, clock, asked } = await openPollFixture()
  for (let n = 0; n < 250; n += 1) shop.openIssue('ann')
  await clock.advance(HOUR)
  addJob([{ event: 'issues' }])
  const poller = openPoller()
  await poller.start()
  expect(asked()).toHaveLength(2)
  await poller.pass(5000)
  for (let n = 0; n < 230; n += 1) shop.openIssue('ann')
  await poller.pass(MINUTE)
  expect(asked()).toHaveLength(3)
  expect(taken).toHaveLength(230)
})

it('knows new commits of pull requests that were there before it asked', async () => {
  const { addJob, openPoller, shop, said, clock } = await openPollFixture()
  shop.openPull('ann')
  shop.openPull('ann')
  await clock.advance(HOUR)
  addJob([{ event: 'pull_request' }])
  const poller = openPoller()
  await poller.start()
  await poller.pass(5000)
  shop.comment(1, 'no commit', 'ann')
  shop.label(1, 'bug', 'ann')
  shop.synchronize(2, shaOf('x'), 'ann')
  await poller.pass(5 * MINUTE)
  expect(said()).toEqual(['pull_request synchronize 2'])
  shop.synchronize(2, shaOf('y'), 'ann')
  await poller.pass(5 * MINUTE)
  expect(said()).toHaveLength(2)
})

it('goes by GitHub’s clock, however wrong this machine’s is', async () => {
  const { addJob, openPoller, shop, said, clock } = await openPollFixture()
  shop.openIssue('ann')
  await clock.advance(5 * MINUTE)
  // The stand-in goes on by the right one.
  const right = clock.now
  clock.now = () => right() + 10 * MINUTE
  addJob([{ event: 'issues' }])
  const poller = openPoller()
  await poller.start()
  await poller.pass(5000)
  shop.openIssue('ann')
  await poller.pass(2 * MINUTE)
  expect(said()).toEqual(['issues opened 2'])
})

it('says where a pull request was touched after what happened to it, since others may have pushed in between', async () => {
  const { addJob, openPoller, shop, taken, clock } = await openPollFixture()
  addJob([{ event: 'pull_request', action: ['labeled'] }])
  const poller = openPoller()
  await poller.start()
  await poller.pass(5000)
  shop.openPull('stranger')
  shop.openPull('stranger')
  await clock.advance(5000)
  shop.label(1, 'safe', 'ann')
  shop.label(2, 'safe', 'ann')
  await clock.advance(5000)
  shop.synchronize(2, shaOf('evil'), 'stranger')
  await poller.pass(2 * MINUTE)
  expect(taken.map(({ isLater }) => isLater)).toEqual([false, true])
  const people = taken.map(({ name, payload, isLater }) => {
    const { head } = (payload as { pull_request: { head: object } }).pull_request
    Object.assign(head, { repo: { full_name: 'stranger/shop' } })
    return peopleOf(factsOf(name, payload)!.event, payload, { isLater })
  })
  expect(people).toEqual([['ann'], ['ann', 'stranger']])
})
