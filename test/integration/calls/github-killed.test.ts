import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Webhooks } from '@octokit/webhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunSummary } from '../../../contract/index.ts'
import { freePort } from '../../server/calls/call-fixture.ts'
import { type GithubStandIn, startGithubStandIn } from '../../support/github-stand-in.ts'
import { type HostFixture, removeContainersOf, startHost } from '../../support/host-fixture.ts'
import { askPort } from '../../support/http-fixture.ts'
import { ensureTinyImage } from '../../support/tiny-image.ts'

const EVENTS = 40
const SECRET = 'the secret that GitHub signs with'

let home: string
let host: HostFixture
let github: GithubStandIn
let port: number

beforeAll(async () => {
  const image = await ensureTinyImage()
  github = await startGithubStandIn()
  github.repository('octo/app').permissions.set('writer', 'write')
  github.limits.token.remaining = 100_000
  home = mkdtempSync(join(tmpdir(), 'oven-github-killed-'))
  port = await freePort()
  host = await startHost({ home })
  await json(['secrets', 'set', 'GITHUB_WEBHOOK_SECRET'], SECRET)
  await json(['secrets', 'set', 'GITHUB_TOKEN'], 'good-token')
  const settings = {
    'github.apiUrl': github.apiUrl,
    'github.token': 'GITHUB_TOKEN',
    'limits.maxConcurrentRuns': '1',
    'server.port': String(port),
    'server.perToken': '100000',
    'server.perAddress': '100000',
    'server.enabled': 'true',
  }
  for (const [key, value] of Object.entries(settings)) await json(['config', 'set', key, value])
  const job = {
    type: 'docker',
    id: 'fix',
    image,
    command: ['true'],
    schedule: { type: 'manual' },
    overlap: 'queue',
    github: { repo: 'octo/app', poll: false, on: [{ event: 'issues' }] },
  }
  await json(['jobs', 'add', '--file', '-'], JSON.stringify(job))
})
afterAll(async () => {
  await host?.stop('SIGKILL')
  await removeContainersOf(home)
  await github?.close()
  rmSync(home, { recursive: true, force: true })
})

async function json(words: string[], input?: string): Promise<unknown> {
  const { stdout, stderr, exitCode } = await host.oven(
    [...words, '--json'],
    input === undefined ? {} : { input },
  )
  if (exitCode !== 0) throw new Error(`oven ${words.join(' ')} ended with ${exitCode}: ${stdout}${stderr}`)
  return JSON.parse(stdout)
}

/** Sends an event once, as GitHub does: whether it was answered with 202. */
async function send(number: number): Promise<boolean> {
  const body = JSON.stringify({
    action: 'opened',
    issue: { number, title: 'It breaks', labels: [], assignees: [] },
    repository: { full_name: 'octo/app', default_branch: 'main' },
    sender: { login: 'writer' },
  })
  try {
    const { status } = await askPort(port, '/api/github', {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'issues',
        'x-github-delivery': `delivery-${number}`,
        'x-hub-signature-256': await new Webhooks({ secret: SECRET }).sign(body),
      },
    })
    if (status !== 202) throw new Error(`event ${number} was answered with ${status}`)
    return true
  } catch (error) {
    if (!/ECONN|hang up|EPIPE/.test((error as Error).message)) throw error
    return false
  }
}

const runs = async () =>
  ((await json(['runs', 'list', '--job', 'fix', '--limit', '500'])) as { runs: RunSummary[] }).runs

test('what GitHub was told is taken becomes a run, once, although the host is killed in the middle', {
  timeout: 300_000,
}, async () => {
  let taken = 0
  const answers = await Promise.all(
    Array.from({ length: EVENTS }, async (_, number) => {
      const isTaken = await send(number)
      if (isTaken) taken += 1
      if (taken === 15) host.kill('SIGKILL')
      return isTaken
    }),
  )
  await host.ended
  const answered = answers.filter(Boolean).length
  expect(answered).toBeGreaterThanOrEqual(15)
  host = await startHost({ home })
  await expect
    .poll(async () => (await runs()).length, { timeout: 120_000, interval: 500 })
    .toBeGreaterThanOrEqual(answered)
  // The calls come in where they did; then a person has GitHub send everything again.
  await expect.poll(async () => await send(0), { timeout: 60_000, interval: 200 }).toBe(true)
  for (let number = 0; number < EVENTS; number += 1) expect(await send(number)).toBe(true)
  await expect.poll(async () => (await runs()).length, { timeout: 120_000, interval: 500 }).toBe(EVENTS)
  const all = await runs()
  expect(new Set(all.map(({ trigger }) => trigger))).toEqual(new Set(['github']))
  expect(host.stderr()).not.toContain(SECRET)
})
