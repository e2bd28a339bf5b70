import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createGithubApi } from '../../../../../adapters/github/github-api.ts'
import { startGithubStandIn } from '../../../../support/github-stand-in.ts'
import { openReportBench, SHA } from './report-bench.ts'

/** The reporter, GitHub's API over HTTP and a stand-in for GitHub, all by one clock. */
async function open(report: ('comment' | 'status')[]) {
  const at = { clock: () => Date.parse('2026-11-20T02:00:00Z') }
  const github = await startGithubStandIn({ now: () => at.clock() })
  onTestFinished(() => github.close())
  const shop = github.repository('acme/shop')
  const bench = openReportBench({
    report,
    access: { apiUrl: github.apiUrl, token: 'good-token' },
    api: (now) => createGithubApi({ now }),
  })
  at.clock = bench.clock.now
  const { number } = shop.openPull('ann', { sha: SHA })
  return {
    ...bench,
    github,
    shop,
    begin: () => bench.begin({ number }),
    bodies: () => shop.lists.comments.map(({ body }) => String(body)),
    writes: () => github.requests.filter(({ method }) => method !== 'GET'),
    /** Lets seconds go by until it holds; calls over HTTP take their own time besides. */
    async until(holds: () => boolean): Promise<void> {
      for (let tries = 0; !holds(); tries += 1) {
        if (tries > 4_000) throw new Error('It never came to hold.')
        await bench.clock.advance(1_000)
        await sleep(5)
      }
    },
  }
}

test('a run is one comment, edited, and two statuses of its commit, as GitHub takes them', async () => {
  const bench = await open(['comment', 'status'])
  const run = bench.atWork(bench.begin())
  await bench.until(() => bench.writes().length === 2)
  bench.end(run)
  await bench.until(() => bench.writes().length === 4)
  await bench.clock.advance(60_000)
  const [comment] = bench.shop.lists.comments
  expect(bench.shop.lists.comments).toHaveLength(1)
  expect(bench.bodies()[0]).toContain('`review #1` worked for')
  expect(
    bench
      .writes()
      .map(({ method, path }) => `${method} ${path}`)
      .sort(),
  ).toEqual([
    `PATCH /repos/acme/shop/issues/comments/${comment!.id}`,
    'POST /repos/acme/shop/issues/1/comments',
    `POST /repos/acme/shop/statuses/${SHA}`,
    `POST /repos/acme/shop/statuses/${SHA}`,
  ])
  expect(bench.shop.lists.statuses.map(({ state, context }) => [state, context])).toEqual([
    ['success', 'agent-oven/review'],
    ['pending', 'agent-oven/review'],
  ])
  expect(bench.writes().every(({ status }) => status < 300)).toBe(true)
})

test('an answer that is lost leads to no second comment', async () => {
  const bench = await open(['comment'])
  bench.github.fail({ match: /^POST/, how: 'drop' })
  bench.end(bench.atWork(bench.begin()))
  await bench.until(() => bench.bodies().length > 0)
  await bench.clock.advance(3_600_000)
  expect(bench.bodies()).toHaveLength(1)
  expect(bench.github.requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'POST'])
})

test('a comment that GitHub made and never told of is found by its mark', async () => {
  const bench = await open(['comment'])
  bench.github.fail({ match: /^POST/, how: 'drop' })
  const run = bench.atWork(bench.begin())
  await bench.until(() => bench.store.ofRun(run.id)[0]?.problem?.code === 'network')
  const { mark } = bench.store.ofRun(run.id)[0]!
  bench.shop.comment(1, `Look: <!-- agent-oven:run ${mark} -->`, 'ann')
  bench.shop.comment(1, `<!-- agent-oven:run ${mark} -->\n\nIt came through.`, 'oven-owner')
  bench.shop.comment(1, 'Thanks', 'ann')
  bench.end(run)
  await bench.until(() => bench.writes().some(({ method }) => method === 'PATCH'))
  await bench.until(() => bench.store.ofRun(run.id)[0]?.isOpen === false)
  expect(bench.bodies().map((body) => body.split('\n')[2] ?? body)).toEqual([
    'Thanks',
    expect.stringContaining('`review #1` worked'),
    `Look: <!-- agent-oven:run ${mark} -->`,
  ])
})

test('a token that may only read is told of with the permission it lacks; the run is as it was', async () => {
  const bench = await open(['status'])
  bench.github.tokens.set('good-token', 'reader')
  const run = bench.end(bench.atWork(bench.begin()))
  await bench.until(() => bench.warnings.length > 0)
  await bench.clock.advance(24 * 3_600_000)
  expect(bench.writes()).toHaveLength(1)
  expect(bench.warnings).toEqual([
    expect.stringMatching(
      /by commit statuses in acme\/shop: GitHub does not allow this .*"Commit statuses": read and write/,
    ),
  ])
  expect(bench.runs.find(run.id)).toEqual(run)
})

test('a spent limit is waited for, and nothing is asked in between', async () => {
  const bench = await open(['comment'])
  bench.github.limits.token.remaining = 0
  bench.end(bench.atWork(bench.begin()))
  await bench.until(() => bench.github.requests.length > 0)
  await sleep(50)
  await bench.clock.advance(50 * 60_000)
  expect(bench.github.requests).toHaveLength(1)
  await bench.until(() => bench.bodies().length > 0)
  expect(bench.github.requests).toHaveLength(2)
  expect(bench.warnings).toEqual([])
})
