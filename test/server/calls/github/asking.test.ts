import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Webhooks } from '@octokit/webhooks'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { listen } from '../../../../server/listen.ts'
import { openOven } from '../../../../server/open-oven.ts'
import { startGithubStandIn } from '../../../support/github-stand-in.ts'
import { askPort } from '../../../support/http-fixture.ts'

const SECRET = 'the secret that GitHub signs with'
const WAIT = { timeout: 60_000, interval: 50 }

/** A GitHub with a repository, and an oven's folder; hosts of it come and go. */
async function setUp() {
  const github = await startGithubStandIn()
  const repository = github.repository('octo/app')
  repository.permissions.set('writer', 'write')
  repository.permissions.set('oven-owner', 'admin')
  const home = mkdtempSync(join(tmpdir(), 'oven-github-'))
  writeFileSync(
    join(home, 'config.json'),
    JSON.stringify({
      github: { apiUrl: github.apiUrl, token: 'GITHUB_TOKEN' },
      limits: { maxConcurrentRuns: 1 },
    }),
  )
  const closers: (() => Promise<void>)[] = []
  onTestFinished(async () => {
    for (const close of closers.reverse()) await close()
    await github.close()
    rmSync(home, { recursive: true, force: true })
  })

  async function startHost() {
    const opened = await openOven({ home, hostKind: 'headless', schedule: true, env: {} })
    const server = await listen({ opened, host: '127.0.0.1', port: 0, log: pino({ level: 'silent' }) })
    let isOpen = true
    const close = async () => {
      if (!isOpen) return
      isOpen = false
      await server.close()
      await opened.close()
    }
    closers.push(close)
    const { services } = opened.oven
    return {
      ...opened,
      services,
      close,
      send: async (name: string, payload: unknown) => {
        const body = JSON.stringify(payload)
        return await askPort(server.port, '/api/github', {
          method: 'POST',
          body,
          headers: {
            'content-type': 'application/json',
            'x-github-event': name,
            'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
            'x-hub-signature-256': await new Webhooks({ secret: SECRET }).sign(body),
          },
        })
      },
      runs: () => services.history.list({ jobId: 'fix' }, { limit: 50 }).runs,
      history: () => services.calls.list({ jobId: 'fix' }, { limit: 50 }).deliveries,
    }
  }

  const host = await startHost()
  await host.services.secrets.set({ name: 'GITHUB_WEBHOOK_SECRET', value: SECRET })
  await host.services.secrets.set({ name: 'GITHUB_TOKEN', value: 'good-token' })
  host.services.jobs.add({
    type: 'docker',
    id: 'fix',
    image: 'agent-oven-test/there-is-none',
    schedule: { type: 'manual' },
    overlap: 'allow',
    github: { repo: 'octo/app', poll: false, on: [{ event: 'issues' }] },
  })
  return { github, repository, host, startHost }
}

const opened = (number: number, login: string) => ({
  action: 'opened',
  issue: { number, title: 'It breaks', labels: [], assignees: [], user: { login } },
  repository: { full_name: 'octo/app', default_branch: 'main' },
  sender: { login },
})

test('GitHub is asked over HTTP whether who did it may write', { timeout: 120_000 }, async () => {
  const { github, host } = await setUp()
  expect((await host.send('issues', opened(1, 'writer'))).json).toMatchObject({ outcome: 'taken' })
  await expect.poll(() => host.runs().length, WAIT).toBe(1)
  await host.send('issues', opened(2, 'stranger'))
  await expect.poll(() => host.history().length, WAIT).toBe(2)
  expect(host.history()[0]).toMatchObject({
    outcome: 'refused',
    error: {
      code: 'github-not-permitted',
      message: '@stranger may not write to octo/app, so this begins no run.',
    },
  })
  expect(host.runs()).toHaveLength(1)
  expect(github.requests.map(({ path }) => path)).toEqual([
    '/repos/octo/app/collaborators/writer/permission',
    '/repos/octo/app/collaborators/stranger/permission',
  ])
})

test('what was taken while GitHub was away is decided on by the next host', {
  timeout: 120_000,
}, async () => {
  const { github, host, startHost } = await setUp()
  github.fail({ match: /permission/, how: 'hang' })
  expect((await host.send('issues', opened(3, 'writer'))).status).toBe(202)
  await expect.poll(() => github.requests.length, WAIT).toBe(1)
  expect(host.runs()).toHaveLength(0)
  await host.close()
  const next = await startHost()
  await next.oven.start()
  await expect.poll(() => next.runs().length, WAIT).toBe(1)
  expect(next.runs()[0]!.trigger).toBe('github')
  expect((await next.send('issues', opened(3, 'writer'))).json).toMatchObject({ outcome: 'duplicate' })
  expect(next.runs()).toHaveLength(1)
})
