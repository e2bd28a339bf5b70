import { expect, test } from 'vitest'
import type { GithubPoll } from '../../../contract/index.ts'
import {
  githubAddress,
  pollTone,
  reachOfGithub,
  secretWords,
  untoldWords,
} from '../../../renderer/webhooks/github-words.ts'

const github = { path: '/api/github', secret: 'GITHUB_WEBHOOK_SECRET', isSecretSet: true }

test('the address for GitHub is where calls are taken, or would be', () => {
  const server = { address: 'http://127.0.0.1:4001', host: '127.0.0.1', port: 3847, github }
  expect(githubAddress(server)).toBe('http://127.0.0.1:4001/api/github')
  expect(githubAddress({ ...server, address: null })).toBe('http://127.0.0.1:3847/api/github')
  expect(githubAddress({ ...server, address: null, host: '::1' })).toBe('http://[::1]:3847/api/github')
})

test('who gets there is said for this machine alone, and for the network', () => {
  expect(reachOfGithub({ enabled: false, host: '0.0.0.0' })).toMatch(/not taken now/)
  for (const host of ['127.0.0.1', 'localhost', '::1'])
    expect(reachOfGithub({ enabled: true, host })).toMatch(/^Only this machine/)
  expect(reachOfGithub({ enabled: true, host: '0.0.0.0' })).toMatch(/^GitHub needs the name/)
})

test('the secret is named, set or not', () => {
  expect(secretWords(github)).toMatchObject({ tone: 'succeeded', title: 'The secret is set' })
  expect(secretWords({ ...github, isSecretSet: false })).toMatchObject({ tone: 'waiting' })
  expect(secretWords({ ...github, isSecretSet: null }).tone).toBe('attention')
  for (const isSecretSet of [true, false, null])
    expect(secretWords({ ...github, isSecretSet }).about).toContain('`GITHUB_WEBHOOK_SECRET`')
})

test('a repository stands as its worst', () => {
  const poll: GithubPoll = {
    repo: 'acme/shop',
    jobs: ['review'],
    lastAskedAt: null,
    nextAt: null,
    problem: null,
    untold: [],
  }
  const at = '2026-11-21T05:00:00.000Z'
  expect(pollTone(poll)).toBe('waiting')
  expect(pollTone({ ...poll, lastAskedAt: at })).toBe('succeeded')
  expect(pollTone({ ...poll, lastAskedAt: at, untold: ['issues edited'] })).toBe('attention')
  const problem = { code: 'github-not-found', message: 'No.', hint: null, since: at }
  expect(pollTone({ ...poll, lastAskedAt: at, untold: ['issues edited'], problem })).toBe('failed')
})

test('what asking does not bring is listed', () => {
  expect(untoldWords(['issues edited'])).toBe(
    'Asking does not bring `issues edited`: GitHub tells that by webhooks alone.',
  )
  expect(untoldWords(['a', 'b', 'c'])).toContain('`a`, `b` and `c`')
})
