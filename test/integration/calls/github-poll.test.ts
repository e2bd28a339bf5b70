import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { GithubPoll, RunSummary } from '../../../contract/index.ts'
import { type GithubStandIn, startGithubStandIn } from '../../support/github-stand-in.ts'
import type { StandInRepository } from '../../support/github-stand-in-repository.ts'
import { type HostFixture, removeContainersOf, startHost } from '../../support/host-fixture.ts'
import { ensureTinyImage } from '../../support/tiny-image.ts'

const WAIT = { timeout: 100_000, interval: 300 }

let home: string
let github: GithubStandIn
let shop: StandInRepository
let host: HostFixture

beforeAll(async () => {
  const image = await ensureTinyImage()
  github = await startGithubStandIn()
  shop = github.repository('acme/shop')
  shop.permissions.set('ann', 'write')
  home = mkdtempSync(join(tmpdir(), 'oven-github-poll-'))
  const ghCredPath = join(home, 'gh')
  mkdirSync(ghCredPath)
  writeFileSync(join(ghCredPath, 'hosts.yml'), '127.0.0.1:\n  oauth_token: good-token\n')
  const settings = { auth: { ghCredPath }, github: { apiUrl: github.apiUrl, pollSeconds: 30 } }
  writeFileSync(join(home, 'config.json'), JSON.stringify(settings))
  const job = {
    id: 'fix-bugs',
    type: 'docker',
    image,
    command: ['sh', '-c', 'cat $OVEN_PAYLOAD'],
    schedule: { type: 'manual' },
    overlap: 'allow',
    github: { repo: 'acme/shop', on: [{ event: 'issues', action: ['labeled'], label: ['bake'] }] },
  }
  shop.openIssue('ann', { title: 'An old bug' })
  shop.label(1, 'bake', 'ann')
  await new Promise((resolve) => setTimeout(resolve, 1100))
  host = await startHost({ home })
  await oven(['jobs', 'add', '--file', '-'], JSON.stringify(job))
})

afterAll(async () => {
  await host?.stop('SIGKILL')
  await removeContainersOf(home)
  await github?.close()
  rmSync(home, { recursive: true, force: true })
})

async function oven(words: string[], input?: string): Promise<unknown> {
  const answer = await host.oven([...words, '--json'], input === undefined ? {} : { input })
  if (answer.exitCode !== 0) throw new Error(`oven ${words.join(' ')}: ${answer.stdout}${answer.stderr}`)
  return answer.json
}

const poll = async () => ((await oven(['github', 'status'])) as { polls: GithubPoll[] }).polls[0]
const runs = async () => ((await oven(['runs', 'list', '--job', 'fix-bugs'])) as { runs: RunSummary[] }).runs
const finished = async () => (await runs()).filter(({ state }) => state === 'finished').length

test('a label on an issue that only asking tells of becomes one run with what it is about, also over a kill', async () => {
  await expect.poll(async () => (await poll())?.lastAskedAt ?? null, WAIT).not.toBeNull()
  expect(await poll()).toMatchObject({ repo: 'acme/shop', jobs: ['fix-bugs'], problem: null, untold: [] })

  shop.openIssue('ann', { title: 'A new bug', body: '$(touch /tmp/told)' })
  shop.label(2, 'bake', 'ann')
  shop.openIssue('stranger', { title: 'A stranger’s bug' })
  shop.label(3, 'bake', 'stranger')
  await expect.poll(async () => (await runs()).length, WAIT).toBe(1)
  await host.stop('SIGKILL')
  host = await startHost({ home })
  await expect.poll(finished, WAIT).toBe(1)

  // Asked again since, about the very same events.
  const asked = github.requests.length
  await expect
    .poll(
      () => github.requests.slice(asked).filter(({ path }) => path.includes('/issues/events')).length,
      WAIT,
    )
    .toBeGreaterThan(0)
  const [run] = await runs()
  expect(await runs()).toHaveLength(1)
  expect(run).toMatchObject({ trigger: 'github', outcome: 'succeeded' })
  const { stdout } = await host.oven(['runs', 'logs', run!.id])
  const payload = JSON.parse(stdout.slice(stdout.indexOf('{"source"'), stdout.lastIndexOf('}') + 1))
  expect(payload).toMatchObject({
    source: 'github',
    untrusted: true,
    event: 'issues',
    action: 'labeled',
    repository: 'acme/shop',
    number: 2,
    sender: 'ann',
    payload: { label: { name: 'bake' }, issue: { title: 'A new bug', body: '$(touch /tmp/told)' } },
  })
  const { stdout: refused } = await host.oven(['webhooks', 'list', '--outcome', 'refused', '--json'])
  expect(refused).toContain('github-not-permitted')
  expect(await poll()).toMatchObject({ problem: null })
}, 400_000)

test('what happened while no host ran is made up for by the next', async () => {
  await host.stop()
  shop.openIssue('ann', { title: 'While it was off' })
  shop.label(4, 'bake', 'ann')
  host = await startHost({ home })
  await expect.poll(finished, WAIT).toBe(2)
  expect((await runs()).map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded'])
}, 400_000)
