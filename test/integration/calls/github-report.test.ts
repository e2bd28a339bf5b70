import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunSummary } from '../../../contract/index.ts'
import { signHub } from '../../../core/triggers/signature.ts'
import { freePort } from '../../server/calls/call-fixture.ts'
import { type GithubStandIn, startGithubStandIn } from '../../support/github-stand-in.ts'
import type { StandInEvent, StandInRepository } from '../../support/github-stand-in-repository.ts'
import { type HostFixture, removeContainersOf, startHost } from '../../support/host-fixture.ts'
import { ensureTinyImage } from '../../support/tiny-image.ts'

const SECRET = 'the secret that GitHub signs with'
const WAIT = { timeout: 60_000, interval: 200 }

let home: string
let port: number
let github: GithubStandIn
let shop: StandInRepository
let host: HostFixture

beforeAll(async () => {
  const image = await ensureTinyImage()
  github = await startGithubStandIn()
  shop = github.repository('acme/shop')
  shop.permissions.set('ann', 'write')
  home = mkdtempSync(join(tmpdir(), 'oven-github-report-'))
  port = await freePort()
  const ghCredPath = join(home, 'gh')
  mkdirSync(ghCredPath)
  writeFileSync(join(ghCredPath, 'hosts.yml'), '127.0.0.1:\n  oauth_token: good-token\n')
  writeFileSync(
    join(home, 'config.json'),
    JSON.stringify({
      auth: { ghCredPath },
      github: { apiUrl: github.apiUrl },
      server: { enabled: true, port },
    }),
  )
  host = await startHost({ home })
  await oven(['secrets', 'set', 'GITHUB_WEBHOOK_SECRET'], SECRET)
  const job = { type: 'docker', image, schedule: { type: 'manual' }, overlap: 'allow' }
  const asked = { repo: 'acme/shop', poll: false }
  for (const each of [
    {
      id: 'checks',
      command: ['sh', '-c', 'sleep 4; exit 3'],
      github: { ...asked, on: [{ event: 'pull_request' }], report: ['comment', 'status'] },
    },
    { id: 'silent', command: ['true'], github: { ...asked, on: [{ event: 'pull_request' }] } },
    {
      id: 'chatty',
      command: ['true'],
      github: { ...asked, on: [{ event: 'issue_comment' }], report: ['comment'] },
    },
  ])
    await oven(['jobs', 'add', '--file', '-'], JSON.stringify({ ...job, ...each }))
})

afterAll(async () => {
  await host?.stop('SIGKILL')
  await removeContainersOf(home)
  await github?.close()
  rmSync(home, { recursive: true, force: true })
})

async function oven(words: string[], input?: string): Promise<unknown> {
  const { stdout, stderr, exitCode, json } = await host.oven(
    [...words, '--json'],
    input === undefined ? {} : { input },
  )
  if (exitCode !== 0) throw new Error(`oven ${words.join(' ')} ended with ${exitCode}: ${stdout}${stderr}`)
  return json
}

let deliveries = 0
async function send({ name, payload }: StandInEvent): Promise<unknown> {
  deliveries += 1
  const body = JSON.stringify(payload)
  const answer = await fetch(`http://127.0.0.1:${port}/api/github`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': name,
      'x-github-delivery': `delivery-${deliveries}`,
      'x-hub-signature-256': signHub(Buffer.from(body), SECRET),
    },
  })
  const said = await answer.text()
  if (answer.status !== 202) throw new Error(`the event was answered with ${answer.status}: ${said}`)
  return JSON.parse(said)
}

const comments = () => shop.lists.comments.map(({ body }) => String(body))
const writes = () =>
  github.requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`)
const runsOf = async (jobId: string) =>
  ((await oven(['runs', 'list', '--job', jobId])) as { runs: RunSummary[] }).runs

test('a pull request is told by one comment, edited, and by its commit’s status, although the host is killed', async () => {
  const opened = shop.openPull('ann', {})
  const sha = (shop.lists.pulls[0]!.head as { sha: string }).sha
  await send(opened)
  await expect.poll(comments, WAIT).toHaveLength(1)
  expect(comments()[0]).toMatch(
    /^<!-- agent-oven:run [\da-f]{24} -->\n\n\*\*Agent Oven:\*\* `checks #1` is running\.\n\nMore, where the oven is: `oven runs show checks#1`$/,
  )
  await host.stop('SIGKILL')
  host = await startHost({ home })
  await expect.poll(() => comments()[0], WAIT).toContain('`checks #1` failed')
  await expect.poll(() => shop.lists.statuses[0]?.state, WAIT).toBe('failure')

  const [run] = await runsOf('checks')
  expect(run).toMatchObject({ outcome: 'failed', verdict: 'failed', trigger: 'github', exitCode: 3 })
  expect(comments()).toHaveLength(1)
  expect(comments()[0]).toContain(`The reason: \`${run!.error!.message}\``)
  expect(
    shop.lists.statuses.every((status) => status.sha === sha && status.context === 'agent-oven/checks'),
  ).toBe(true)
  expect(writes().filter((write) => write.startsWith('POST /repos/acme/shop/issues/'))).toHaveLength(1)
  expect(writes().some((write) => write.startsWith('PATCH'))).toBe(true)
  // The other job at the same event asks for no report.
  await expect.poll(async () => (await runsOf('silent'))[0]?.state, WAIT).toBe('finished')
  expect(comments().join()).not.toContain('silent')
})

test('new commits are told in the same comment, and the run before in a line of it', async () => {
  const sha = 'c'.repeat(40)
  await send(shop.synchronize(1, sha, 'ann'))
  await expect.poll(() => comments()[0], WAIT).toContain('`checks #2` failed')
  expect(comments()).toHaveLength(1)
  expect(comments()[0]).toContain('Before: `#1` failed.')
  await expect
    .poll(() => shop.lists.statuses.filter((status) => status.sha === sha).map(({ state }) => state), WAIT)
    .toContain('failure')
})

test('what the oven wrote begins nothing, though it comes back as an event', async () => {
  const own = shop.lists.comments[0]!
  const issue = shop.lists.issues.find(({ number }) => number === 1)
  const payload = {
    action: 'created',
    comment: own,
    issue,
    repository: shop.details,
    sender: shop.user('oven-owner'),
  }
  await send({ name: 'issue_comment', payload: payload as StandInEvent['payload'] })
  const theirs = shop.comment(1, 'Look, please', 'ann')
  await send(theirs)
  await expect.poll(comments, WAIT).toHaveLength(3)
  await expect.poll(() => comments()[0], WAIT).toContain('`chatty #1` worked')
  expect(await runsOf('chatty')).toHaveLength(1)
})
