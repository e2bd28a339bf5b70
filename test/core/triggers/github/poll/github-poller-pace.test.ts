import { expect, it } from 'vitest'
import { OvenError } from '../../../../../core/errors.ts'
import { findGithubTroubles } from '../../../../../core/triggers/github/poll/github-troubles.ts'
import { openPollFixture } from './poll-fixture.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

it('waits as long as is set, and longer where GitHub asks for it', async () => {
  const { addJob, openPoller, github, asked, settings } = await openPollFixture()
  addJob([{ event: 'push' }])
  const poller = openPoller()
  await poller.start()
  await poller.pass(5 * MINUTE)
  expect(asked()).toHaveLength(2 + 5)
  settings.pollSeconds = 30
  await poller.pass(MINUTE)
  asked()
  await poller.pass(5 * MINUTE)
  expect(asked()).toHaveLength(10)
  github.pollSeconds = 150
  await poller.pass(MINUTE)
  asked()
  await poller.pass(10 * MINUTE)
  expect(asked()).toHaveLength(4)
})

it('makes the requests that are left last until there are new ones', async () => {
  const { addJob, openPoller, github, shop, asked, clock } = await openPollFixture()
  addJob([{ event: 'push' }])
  const poller = openPoller()
  github.limits.token = { limit: 5000, remaining: 12, resetAtSeconds: clock.now() / 1000 + 3600 }
  await poller.start()
  for (let n = 0; n < 59; n += 1) {
    shop.push('main', 'ann')
    await poller.pass(MINUTE)
  }
  expect(github.limits.token.remaining).toBeGreaterThan(0)
  expect(asked().filter((each) => !/^(200|304)/.test(each))).toEqual([])
})

it('asks as a stranger within what strangers may ask, and loses nothing by it', async () => {
  const { addJob, openPoller, shop, taken, github, world, asked } = await openPollFixture()
  world.token = null
  addJob([{ event: 'push' }, { event: 'issues' }])
  const poller = openPoller()
  await poller.start()
  for (let n = 0; n < 180; n += 1) {
    if (n % 10 === 0) shop.openIssue('ann')
    await poller.pass(MINUTE)
  }
  await poller.pass(10 * MINUTE)
  const answers = asked()
  expect(answers.filter((each) => !/^(200|304)/.test(each))).toEqual([])
  // An hour has 60 requests, and a round takes two.
  expect(answers.length).toBeGreaterThan(100)
  expect(answers.length).toBeLessThan(200)
  expect(taken).toHaveLength(18)
  expect(github.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true)
})

it('waits longer after each failure in a row, up to a quarter of an hour, and starts over once it went well', async () => {
  const { addJob, openPoller, github, clock, said, shop } = await openPollFixture()
  addJob([{ event: 'push' }])
  const poller = openPoller()
  await poller.start()
  github.requests.length = 0
  const seen: number[] = []
  github.fail(...Array.from({ length: 8 }, (_, n) => (n % 2 ? { status: 503 } : { how: 'drop' as const })))
  await poller.pass(60_000)
  shop.push('main', 'ann')
  for (let n = 0; n < 9; n += 1) {
    const before = clock.now()
    const count = github.requests.length
    while (github.requests.length === count) await poller.pass(1000)
    seen.push(Math.round((clock.now() - before) / 1000))
  }
  expect(seen.slice(0, 8)).toEqual([15, 30, 60, 120, 240, 480, 900, 900])
  expect(said()).toEqual(['push refs/heads/main'])
  expect(seen[8]).toBe(60)
})

it('does not ask before GitHub said, not even after sleep', async () => {
  const { addJob, openPoller, github, asked, clock } = await openPollFixture()
  addJob([{ event: 'push' }])
  const poller = openPoller()
  await poller.start()
  github.fail({ status: 429, headers: { 'retry-after': '1800' } })
  await poller.pass(MINUTE)
  asked()
  const { nextAt, problem } = poller.status().polls[0]!
  expect(Date.parse(nextAt!) - clock.now()).toBe(30 * MINUTE)
  expect(problem).toMatchObject({ code: 'github-limited' })
  await poller.wake()
  await poller.pass(29 * MINUTE)
  expect(asked()).toEqual([])
  await poller.pass(1.5 * MINUTE)
  expect(asked()).toEqual(['304 /repos/acme/shop/activity'])
})

it('asks again at once after sleep where the network had failed', async () => {
  const { addJob, openPoller, github, asked, clock } = await openPollFixture()
  addJob([{ event: 'push' }])
  const poller = openPoller()
  await poller.start()
  github.fail(...Array.from({ length: 5 }, () => ({ how: 'drop' as const })))
  await poller.pass(5 * MINUTE)
  asked()
  clock.sleep(1000)
  await poller.wake()
  expect(asked()).toEqual(['304 /repos/acme/shop/activity'])
})

it('says what is wrong, asks seldom while somebody has to mend it, and at once when he may have', async () => {
  const { addJob, openPoller, github, asked, world, changes, clock, said, shop } = await openPollFixture()
  addJob([{ event: 'push' }])
  world.token = 'revoked'
  const poller = openPoller()
  await poller.start()
  await poller.pass(14 * MINUTE)
  expect(asked()).toEqual(['401 /repos/acme/shop'])
  const [item] = findGithubTroubles(poller.status().polls, clock.now())
  expect(item).toMatchObject({
    title: 'GitHub cannot be asked what happens in acme/shop',
    since: '2026-11-20T12:00:00.000Z',
    action: { page: 'credentials' },
  })
  shop.push('main', 'ann')
  world.token = 'good-token'
  changes.emit({ type: 'secret' })
  await poller.whenIdle()
  expect(said()).toEqual(['push refs/heads/main'])
  expect(poller.status().polls[0]).toMatchObject({ repo: 'acme/shop', jobs: ['bake'], problem: null })
  expect(findGithubTroubles(poller.status().polls, clock.now())).toEqual([])
  expect(github.requests.length).toBeGreaterThan(0)
})

it('tells of a network that is away only when it is for long', async () => {
  const { addJob, openPoller, github, clock } = await openPollFixture()
  addJob([{ event: 'push' }])
  const poller = openPoller()
  await poller.start()
  github.fail(...Array.from({ length: 20 }, () => ({ how: 'drop' as const })))
  const troubles = () => findGithubTroubles(poller.status().polls, clock.now()).length
  await poller.pass(20 * MINUTE)
  expect(troubles()).toBe(0)
  await poller.pass(20 * MINUTE)
  expect(troubles()).toBe(1)
})

it('reads the other lists where one is refused', async () => {
  const { addJob, openPoller, github, said, shop, asked } = await openPollFixture()
  addJob([{ event: 'issues' }, { event: 'push' }])
  github.fail({
    match: / \S+\/issues\?/,
    status: 410,
    body: '{"message":"Issues are disabled for this repo"}',
  })
  const poller = openPoller()
  await poller.start()
  await poller.pass(5000)
  shop.push('main', 'ann')
  await poller.pass(2 * MINUTE)
  expect(said()).toEqual(['push refs/heads/main'])
  expect(poller.status().polls[0]!.problem).toMatchObject({
    code: 'github-not-found',
    message: expect.stringContaining('The issues of acme/shop could not be asked for.'),
  })
  expect(asked().filter((each) => each.endsWith('/issues'))).toEqual(['410 /repos/acme/shop/issues'])
  await poller.pass(15 * MINUTE)
  expect(poller.status().polls[0]!.problem).toBeNull()
})

it('asks as the first job that GitHub lets in', async () => {
  const { addJob, openPoller, github, world, said, shop, asked } = await openPollFixture()
  const source = { repo: 'git@github.com:acme/shop.git', branch: 'main' }
  const pipeline = { type: 'agent-pipeline', pipeline: 'review' }
  world.tokens.set('OLD', 'revoked').set('NEW', 'good-token')
  addJob([{ event: 'push' }], { ...pipeline, source: { ...source, credentials: 'OLD' } })
  addJob([{ event: 'push' }], { ...pipeline, id: 'new', source: { ...source, credentials: 'NEW' } })
  const poller = openPoller()
  await poller.start()
  expect(asked()).toEqual(['401 /repos/acme/shop', '200 /repos/acme/shop', '200 /repos/acme/shop/activity'])
  await poller.pass(5000)
  shop.push('main', 'ann')
  await poller.pass(2 * MINUTE)
  expect(said()).toEqual(['push refs/heads/main'])
  expect(github.requests.every(({ status }) => status !== 401)).toBe(true)
})

it('says what only webhooks tell', async () => {
  const { addJob, openPoller } = await openPollFixture()
  addJob([
    { event: 'issues', action: ['opened', 'edited'] },
    { event: 'workflow_run', action: ['requested'] },
  ])
  expect(openPoller().status().polls).toEqual([
    {
      repo: 'acme/shop',
      jobs: ['bake'],
      lastAskedAt: null,
      nextAt: null,
      problem: null,
      untold: ['issues edited', 'workflow_run requested'],
    },
  ])
})

it('forgets a repository that nobody asks about, and begins anew when somebody does', async () => {
  const { addJob, removeJob, openPoller, shop, said, asked, clock } = await openPollFixture()
  addJob([{ event: 'push' }])
  const poller = openPoller()
  await poller.start()
  removeJob('bake')
  await poller.pass(HOUR)
  shop.push('main', 'ann')
  asked()
  await clock.advance(5000)
  addJob([{ event: 'push' }])
  await poller.whenIdle()
  await poller.pass(5000)
  expect(said()).toEqual([])
  shop.push('main', 'ann')
  await poller.pass(2 * MINUTE)
  expect(said()).toHaveLength(1)
})

it('lets go of what it is asking when the host goes', async () => {
  const { addJob, openPoller, shop, taken, warnings, world } = await openPollFixture()
  addJob([{ event: 'push' }])
  const poller = openPoller()
  await poller.start()
  await poller.pass(5000)
  shop.push('main', 'ann')
  world.fault = new OvenError('disk-full', 'The disk is full.')
  poller.wake()
  poller.stop()
  await poller.whenIdle()
  await poller.pass(HOUR)
  expect(taken).toEqual([])
  expect(warnings).toEqual([])
})

it('looks a login up every five minutes, and when it may have changed', async () => {
  const { addJob, openPoller, world, changes } = await openPollFixture()
  addJob([{ event: 'push' }])
  const poller = openPoller()
  await poller.start()
  await poller.pass(20.5 * MINUTE)
  expect(world.opened).toBe(5)
  changes.emit({ type: 'login' })
  await poller.pass(MINUTE)
  expect(world.opened).toBe(6)
})

it('goes on once the database can be read again', async () => {
  const { addJob, openPoller, shop, said, store, warnings } = await openPollFixture()
  addJob([{ event: 'push' }])
  const poller = openPoller()
  await poller.start()
  await poller.pass(5000)
  shop.push('main', 'ann')
  const { stateOf } = store
  store.stateOf = () => {
    throw new Error('disk I/O error')
  }
  await poller.pass(3 * MINUTE)
  expect(said()).toEqual([])
  expect(warnings[0]).toBe("GitHub waits to be asked, since the oven's database fails: disk I/O error")
  expect(warnings.length).toBeLessThan(12)
  store.stateOf = stateOf
  await poller.pass(3 * MINUTE)
  expect(said()).toEqual(['push refs/heads/main'])
})
