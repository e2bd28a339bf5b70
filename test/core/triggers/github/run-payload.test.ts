import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { GithubOrigin } from '../../../../core/ports/github-store.ts'
import { runPayload } from '../../../../core/triggers/github/run-payload.ts'
import { exampleOf, examples } from './github-fixture.ts'

const LIMIT_BYTES = 64 * 1024
const origin: GithubOrigin = { repo: 'o/r', number: 1, sha: null, event: 'issues', actor: 'octocat' }
const read = (name: string, payload: unknown) => {
  const text = runPayload(name, payload, origin)
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LIMIT_BYTES)
  return JSON.parse(text)
}

test('what GitHub really sends is handed on whole', () => {
  for (const [name, all] of examples) {
    for (const payload of all) {
      expect(read(name, payload)).toMatchObject({ source: 'github', untrusted: true, trimmed: [], payload })
    }
  }
})

test('of a pull request it says at a glance which commit is to go where', () => {
  expect(read('pull_request', exampleOf('pull_request', 'opened')).pullRequest).toEqual({
    url: 'https://github.com/Codertocat/Hello-World/pull/2',
    head: {
      repository: 'Codertocat/Hello-World',
      ref: 'changes',
      sha: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821',
    },
    base: {
      repository: 'Codertocat/Hello-World',
      ref: 'master',
      sha: 'f95f852bd8fca8fcc58a9a2d6c842781e32a215e',
    },
  })
})

test('a long text is cut, and it says where', () => {
  const payload = exampleOf('issues', 'opened')
  payload.issue.body = `The beginning. ${'x'.repeat(65_536)}`
  const given = read('issues', payload)
  expect(given.trimmed).toEqual(['payload.issue.body'])
  expect(given.payload.issue.body).toMatch(/^The beginning\. x{20000,}…$/)
  expect(given.payload.issue.title).toBe(payload.issue.title)
})

test('a push of thousands of commits keeps its first', () => {
  const payload = exampleOf('push')
  payload.commits = Array.from({ length: 2048 }, (_, index) => ({
    id: String(index),
    message: 'm'.repeat(300),
  }))
  const given = read('push', payload)
  expect(given.trimmed).toContain('payload.commits')
  expect(given.payload.commits[0].id).toBe('0')
})

test('nothing is too large, too deep or too odd', () => {
  const huge = fc.oneof(
    fc.string({ minLength: 0, maxLength: 100 }).map((text) => text.repeat(5000)),
    fc.array(fc.string({ maxLength: 200 }), { maxLength: 50 }).map((all) => Array(40).fill(all)),
    fc.object({ maxDepth: 6, maxKeys: 20 }),
  )
  fc.assert(
    fc.property(fc.dictionary(fc.string({ maxLength: 300 }), huge, { maxKeys: 30 }), (payload) => {
      expect(read('issues', JSON.parse(JSON.stringify(payload))).untrusted).toBe(true)
    }),
    { numRuns: 60 },
  )
  const deep = JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`)
  expect(read('issues', deep).trimmed).toHaveLength(1)
  const wide = Object.fromEntries(
    Array.from({ length: 100_000 }, (_, index) => [`k${index}`, 'v'.repeat(50)]),
  )
  expect(read('issues', wide).trimmed).toContain('payload')
})
