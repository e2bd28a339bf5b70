import { expect, it, onTestFinished } from 'vitest'
import { createGithubApi } from '../../../../../adapters/github/github-api.ts'
import { SqliteGithubPollStore } from '../../../../../adapters/sqlite/sqlite-github-poll-store.ts'
import { createChangeHub } from '../../../../../core/changes/change-hub.ts'
import { eventKeyOf } from '../../../../../core/triggers/github/event-key.ts'
import { createGithubPoller } from '../../../../../core/triggers/github/poll/github-poller.ts'
import { startGithubStandIn } from '../../../../support/github-stand-in.ts'
import type { StandInEvent } from '../../../../support/github-stand-in-repository.ts'
import { openGithubFixture } from '../github-fixture.ts'

const MINUTE = 60_000
const STEPS = 60
const SEEDS = Array.from({ length: 6 }, (_, n) => 20_261_121 + n)

/** mulberry32 (https://github.com/cprosche/mulberry32): the same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

it.each(SEEDS)(
  'each event makes one run of each job, whatever is lost, repeated, or killed (seed %i)',
  async (seed) => {
    const random = randomOf(seed)
    const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!
    const fixture = openGithubFixture()
    const { clock, addJob, runsOf, payloadOf } = fixture
    const github = await startGithubStandIn({ now: clock.now })
    onTestFinished(() => github.close())
    const shop = github.repository('acme/shop')
    const store = new SqliteGithubPollStore({ database: fixture.database })
    const changes = createChangeHub()
    const on = [
      { event: 'issues', action: ['opened', 'labeled', 'closed', 'reopened'] },
      { event: 'pull_request', action: ['opened', 'synchronize', 'labeled'] },
      { event: 'issue_comment' },
      { event: 'push' },
      { event: 'release' },
      { event: 'workflow_run' },
    ]
    addJob({ on, repo: 'acme/shop' })
    addJob(
      { on: [{ event: 'issues' }, { event: 'push' }], repo: 'acme/shop' },
      { id: 'other', name: 'other' },
    )

    let service = fixture.service
    let isDying = false
    const open = () =>
      createGithubPoller({
        api: createGithubApi({ now: clock.now }),
        store,
        accessOf: async () => ({ apiUrl: github.apiUrl, token: 'good-token' }),
        async take(event) {
          if (random() < 0.05) throw new Error('the disk is full')
          return await service.take(event)
        },
        jobs: () => [...fixture.jobs.values()],
        readConfig: () => ({ github: { apiUrl: github.apiUrl, pollSeconds: 60 } }) as never,
        clock,
        changes,
        random,
        onWarning: () => {},
      })
    // A host that is killed has taken what it took, and has not written down how far it was.
    const keepLists = store.keepLists.bind(store)
    store.keepLists = (...what) => {
      if (isDying) throw new Error('killed')
      keepLists(...what)
    }
    let poller = open()
    poller.start()
    await poller.whenIdle()
    await clock.advance(2000)

    async function restart(): Promise<void> {
      isDying = random() < 0.5
      if (isDying) poller.wake()
      await poller.whenIdle()
      poller.stop()
      service.stop()
      isDying = false
      service = fixture.openService()
      service.start()
      poller = open()
      poller.start()
    }

    const happened: StandInEvent[] = []
    const due: StandInEvent[] = []
    const numbers: number[] = []
    const pulls: number[] = []
    function happen(): StandInEvent {
      const number = numbers.length > 0 ? pick(numbers) : null
      const kind = number === null ? 0 : Math.floor(random() * 11)
      switch (kind) {
        case 1:
          return shop.comment(number!, pick(['/bake', 'hello']), 'ann')
        case 2:
          return shop.label(number!, pick(['bug', 'ui']), 'ann')
        case 3:
          return shop.close(number!, 'ann')
        case 4:
          return shop.reopen(number!, 'ann')
        case 5:
          return shop.push(pick(['main', 'next']), 'ann')
        case 6:
          return shop.release(`v${happened.length}`, 'ann')
        case 7:
          return shop.completeRun('ann')
        case 8:
        case 9: {
          if (kind === 8 || pulls.length === 0) {
            const pull = shop.openPull('ann')
            pulls.push(pull.number)
            return pull
          }
          return shop.label(pick(pulls), pick(['bug', 'ui']), 'ann')
        }
        default: {
          const issue = shop.openIssue('ann')
          numbers.push(issue.number)
          return issue
        }
      }
    }

    for (let step = 0; step < STEPS; step += 1) {
      // The same thing twice within a minute could not be told from one that was told in two ways.
      await clock.advance(61_000 + Math.floor(random() * 4 * MINUTE))
      await poller.whenIdle()
      if (random() < 0.7) {
        const event = happen()
        happened.push(event)
        if (random() < 0.6) due.push(event)
        if (random() < 0.2) due.push(event)
      }
      if (random() < 0.2) github.fail({ status: pick([500, 502, 503]) })
      if (random() < 0.1) github.fail({ how: 'drop' })
      if (random() < 0.05) github.fail({ status: 403, headers: { 'retry-after': '300' } })
      while (due.length > 0 && random() < 0.6) {
        const [event] = due.splice(Math.floor(random() * due.length), 1)
        await service.take({
          ...event!,
          deliveryId: `${seed}-${step}-${due.length}`,
          via: 'webhook',
          from: null,
        })
      }
      if (random() < 0.15) {
        clock.sleep(Math.floor(random() * 20 * 60 * MINUTE))
        poller.wake()
      }
      if (random() < 0.15) await restart()
      await poller.whenIdle()
      await service.settled()
    }
    for (let n = 0; n < 60; n += 1) {
      await clock.advance(MINUTE)
      await poller.whenIdle()
      await service.settled()
    }
    poller.stop()

    const keyOf = ({ name, payload }: { name: string; payload: unknown }) => {
      const { key, happenedAt } = eventKeyOf(name, payload)!
      return `${key} ${happenedAt}`
    }
    const begun = (jobId: string) =>
      runsOf(jobId).map(({ id }) => {
        const { event, payload } = payloadOf(id)
        return keyOf({ name: event, payload })
      })
    const expected = (which: (event: StandInEvent) => boolean) => happened.filter(which).map(keyOf).sort()
    expect(happened.length).toBeGreaterThan(20)
    expect(begun('bake').sort()).toEqual(expected(() => true))
    expect(begun('other').sort()).toEqual(
      expected(({ name, payload }) => name === 'push' || (name === 'issues' && payload.action === 'opened')),
    )
  },
  120_000,
)
