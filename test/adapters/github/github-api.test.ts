import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createGithubApi } from '../../../adapters/github/github-api.ts'
import { type GithubStandIn, startGithubStandIn } from '../../support/github-stand-in.ts'
import type { StandInRepository } from '../../support/github-stand-in-repository.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')
const TOKEN = 'good-token'
let nowMs: number
let github: GithubStandIn
let shop: StandInRepository
const api = createGithubApi({ now: () => nowMs })

beforeEach(async () => {
  nowMs = NOW
  github = await startGithubStandIn({ now: () => nowMs })
  shop = github.repository('acme/shop')
})
afterEach(() => github.close())

const access = (token: string | null = TOKEN) => ({ apiUrl: github.apiUrl, token })
const refused = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  )

it('says who asks and for which version of the API, and shows the token in one header alone', async () => {
  await api.read(access(), '/repos/acme/shop', { etag: null })
  await api.read(access(null), '/repos/acme/shop', { etag: null })
  const [first, second] = github.requests
  expect(first!.headers).toMatchObject({
    'user-agent': 'agent-oven',
    'x-github-api-version': '2022-11-28',
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${TOKEN}`,
  })
  expect(second!.headers.authorization).toBeUndefined()
})

it('tells roles apart, those that organizations make themselves too', async () => {
  for (const role of ['admin', 'maintain', 'write', 'triage', 'read']) shop.permissions.set(role, role)
  const ask = (login: string) => api.permissionOf(access(), 'acme/shop', login)
  expect(await Promise.all(['admin', 'maintain', 'write', 'triage', 'read', 'stranger'].map(ask))).toEqual([
    'admin',
    'maintain',
    'write',
    'triage',
    'read',
    'read',
  ])
  github.fail({ status: 200, body: '{"permission":"write","role_name":"release-captain"}' })
  expect(await ask('captain')).toBe('write')
  github.fail({ status: 200, body: '{"permission":"everything"}' })
  expect(await ask('odd')).toBe('none')
})

it('names the files of a pull request over all pages, and of a comparison up to what GitHub lists', async () => {
  const names = Array.from({ length: 230 }, (_, n) => `src/${n}.ts`)
  const { number } = shop.openPull('ann', { files: names })
  expect(await api.changedFiles(access(), 'acme/shop', { pullRequest: number })).toEqual(names)
  shop.files.set('a...b', ['old/x.ts', 'y.ts'])
  expect(await api.changedFiles(access(), 'acme/shop', { from: 'a', to: 'b' })).toEqual(['old/x.ts', 'y.ts'])
  shop.files.set(
    'a...c',
    Array.from({ length: 301 }, (_, n) => `${n}`),
  )
  expect(await api.changedFiles(access(), 'acme/shop', { from: 'a', to: 'c' })).toBeNull()
  shop.files.set(
    String(number),
    Array.from({ length: 3001 }, (_, n) => `${n}`),
  )
  expect(await api.changedFiles(access(), 'acme/shop', { pullRequest: number })).toBeNull()
  github.fail({ status: 200, body: '{"files":[{"filename":"new.ts","previous_filename":"old.ts"}]}' })
  expect(await api.changedFiles(access(), 'acme/shop', { from: 'feature/x', to: 'b' })).toEqual([
    'new.ts',
    'old.ts',
  ])
  expect(github.requests.at(-1)!.path).toContain('/compare/feature%2Fx...b?')
})

it('reads a list only when it has changed, which costs nothing of the limit', async () => {
  github.pollSeconds = 90
  shop.openIssue('ann')
  const path = '/repos/acme/shop/issues?state=all'
  const first = await api.read(access(), path, { etag: null })
  expect(first).toMatchObject({ isChanged: true, pollSeconds: 90, remaining: 4999, nextPath: null })
  expect(first.answeredAt).toBe('2026-11-20T12:00:00.000Z')
  expect(first.resetAt).toBe('2026-11-20T13:00:00.000Z')
  const again = await api.read(access(), path, { etag: first.etag })
  expect(again).toMatchObject({ isChanged: false, body: null, etag: first.etag, remaining: 4999 })
  shop.openIssue('ben')
  const third = await api.read(access(), path, { etag: first.etag })
  expect(third).toMatchObject({ isChanged: true, remaining: 4998 })
  expect(third.etag).not.toBe(first.etag)
})

it('goes to the next page as it is told to, and never to another server', async () => {
  for (let n = 0; n < 150; n += 1) shop.openIssue('ann')
  const first = await api.read(access(), '/repos/acme/shop/issues?per_page=100', { etag: null })
  const second = await api.read(access(), first.nextPath!, { etag: null })
  expect([(first.body as []).length, (second.body as []).length]).toEqual([100, 50])
  expect(second.nextPath).toBeNull()
  github.fail({
    status: 200,
    body: '[]',
    headers: { link: '<https://evil.example/repos/acme/shop/issues?page=2>; rel="next"' },
  })
  expect((await api.read(access(), '/repos/acme/shop/issues', { etag: null })).nextPath).toBeNull()
})

it('follows a repository that was renamed, and shows its token to no other server', async () => {
  github.fail({ status: 301, headers: { location: `${github.apiUrl}/repos/acme/shop` } })
  const { body } = await api.read(access(), '/repos/acme/old-shop', { etag: null })
  expect(body).toMatchObject({ full_name: 'acme/shop' })
  const seen: unknown[] = []
  const other = createServer((request, response) => {
    seen.push(request.headers)
    response.end('{}')
  })
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`
  github.fail({ status: 302, headers: { location } })
  expect(await refused(api.read(access(), '/repos/acme/shop', { etag: null }))).toMatchObject({
    code: 'github-failed',
  })
  expect(seen).toEqual([])
  other.close()
})

it('writes comments, edits them, and sets the status of a commit', async () => {
  const { number } = shop.openIssue('ann')
  const { id } = await api.createComment(access(), 'acme/shop', number, 'Baking…')
  await api.updateComment(access(), 'acme/shop', id, 'Done.')
  expect(shop.lists.comments).toMatchObject([{ id, body: 'Done.', user: { login: 'oven-owner' } }])
  const sha = 'a'.repeat(40)
  const status = {
    sha,
    state: 'success',
    description: 'Worked',
    context: 'oven/review',
    targetUrl: null,
  } as const
  await api.createStatus(access(), 'acme/shop', status)
  expect(shop.lists.statuses).toMatchObject([{ sha, state: 'success', context: 'oven/review' }])
  shop.lists.comments.length = 0
  expect(await refused(api.updateComment(access(), 'acme/shop', id, 'Late.'))).toMatchObject({
    code: 'github-not-found',
  })
  github.tokens.set('reader-token', 'reader')
  expect(await refused(api.createStatus(access('reader-token'), 'acme/shop', status))).toMatchObject({
    code: 'github-denied',
  })
})

const ask = (token?: string | null) => api.read(access(token), '/repos/acme/shop', { etag: null })

it.each([
  ['a wrong token', { status: 401, body: '{"message":"Bad credentials"}' }, 'github-denied'],
  ['what it may not', { status: 403, body: '{"message":"Resource not accessible"}' }, 'github-denied'],
  ['what is not there', { status: 404, body: '{"message":"Not Found"}' }, 'github-not-found'],
  ['issues that are switched off', { status: 410, body: '{}' }, 'github-not-found'],
  ['a failure of its own', { status: 502, body: '<html>' }, 'github-failed'],
  ['what is no JSON', { status: 200, body: '<html>' }, 'github-failed'],
  ['a connection that ends', { how: 'drop' }, 'network'],
] as const)('says plainly: %s', async (_name, fault, code) => {
  github.fail(fault)
  expect(await refused(ask())).toMatchObject({ code })
})

it.each([
  ['Retry-After', { status: 403, headers: { 'retry-after': '42' } }, 42],
  ['Retry-After with 429', { status: 429, headers: { 'retry-after': '7' } }, 7],
  ['429 alone', { status: 429 }, 60],
  [
    'the secondary limit',
    { status: 403, body: '{"message":"You have exceeded a secondary rate limit"}' },
    60,
  ],
  [
    'the hour’s requests, by a clock that is ten minutes ahead',
    {
      status: 403,
      headers: {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(NOW / 1000 + 600 + 90),
        date: new Date(NOW + 600_000).toUTCString(),
      },
    },
    90,
  ],
] as const)('tells when a limit lifts: %s', async (_name, fault, seconds) => {
  github.fail(fault)
  expect(await refused(ask())).toMatchObject({
    code: 'github-limited',
    retryAt: new Date(NOW + seconds * 1000).toISOString(),
  })
})

it('spends the hour’s requests of strangers on conditional ones, too', async () => {
  const { etag } = await ask(null)
  for (let n = 0; n < 59; n += 1) await api.read(access(null), '/repos/acme/shop', { etag })
  expect(await refused(ask(null))).toMatchObject({
    code: 'github-limited',
    retryAt: new Date(NOW + 3_600_000).toISOString(),
  })
  expect((await ask()).remaining).toBe(4999)
})

it('reads no more than it can hold', async () => {
  github.fail({ status: 200, body: `"${'x'.repeat(17 * 1024 ** 2)}"` })
  expect(await refused(ask())).toMatchObject({ code: 'github-failed' })
})

it('tells no token in any error, whatever the token holds', async () => {
  const broken = 'ghp_very\nhidden'
  const seen = [
    await refused(ask(broken)),
    await refused(ask('ghp_very-hidden')),
    await refused(api.read({ apiUrl: 'http://127.0.0.1:1', token: 'ghp_very-hidden' }, '/x', { etag: null })),
  ]
  expect(seen.map((error) => (error as { code: string }).code)).toEqual([
    'github-denied',
    'github-denied',
    'network',
  ])
  const { inspect } = await import('node:util')
  for (const error of seen) expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/ghp_very/)
})
