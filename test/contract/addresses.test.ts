import { describe, expect, test } from 'vitest'
import { ImageReference, JobId, JobSource, RepoAddress } from '../../contract/index.ts'

describe('addresses of repositories', () => {
  test.each([
    'https://github.com/o/r.git',
    'https://github.com/o/r',
    'https://git.example:8443/a/b/c.git',
    'http://localhost:3000/o/r',
    'http://127.0.0.1/o/r.git',
    'http://[::1]:80/r',
    'ssh://git@host:22/o/r',
    'ssh://host/o/r.git',
    'git@github.com:o/r.git',
    'deploy_1@git.example.org:group/sub/r',
    'git@host:/srv/r.git',
    '/abs/path',
    '~/x',
    '/with.dots/and-dashes_too',
  ])('%s is accepted', (address) => expect(RepoAddress.safeParse(address).success).toBe(true))

  test.each([
    ['', /must be "https:/],
    ['repo', /must be "https:/],
    ['./repo', /absolute path/],
    ['~', /absolute path/],
    ['ext::sh -c id', /without spaces/],
    ['ext::sh', /transport helpers/],
    ['--upload-pack=x', /leading "-"/],
    ['-oProxyCommand=x@host:o/r', /leading "-"/],
    ['https://user:tok@host/x', /must not hold a login or token/],
    ['https://ghp_0123456789@github.com/o/r', /must not hold a login or token/],
    ['ssh://git:secret@host/x', /must not hold a login or token/],
    ['https://host/x?access_token=abc', /without "\?"/],
    ['https://host/x#frag', /without "\?"/],
    ['file:///x', /must be the path itself/],
    ['http://github.com/o/r', /must begin with "https:/],
    ['http://127.0.0.1.evil.example/o/r', /must begin with "https:/],
    ['git://github.com/o/r', /must be "https:/],
    ['https://github.com', /must be "https:/],
    ['https:///o/r', /must be "https:/],
    ['ssh://-oProxyCommand=id/x', /must be "https:/],
    ['ssh://-oProxyCommand=id@host/x', /must be "https:/],
    ['git@-host:o/r', /must be "https:/],
    ['git@host:-o', /must be "https:/],
    ['git@host:', /must be "https:/],
    ['git@host::r', /must be "https:/],
    ['/a\nb', /without spaces/],
    ['https://github.com/o/r\u0000', /without spaces/],
  ])('%j is refused', (address, message) => {
    const [issue] = RepoAddress.safeParse(address).error!.issues
    expect(issue!.message).toMatch(message)
  })

  test('a refusal never repeats a login', () => {
    for (const address of [
      'https://user:hunter2@host/x',
      'ssh://git:hunter2@host/x',
      'http://hunter2@host/x',
    ]) {
      expect(JSON.stringify(RepoAddress.safeParse(address).error!.issues)).not.toContain('hunter2')
    }
  })
})

describe('branches', () => {
  test.each(['main', 'feature/x-1', 'release/2.0', 'ümlaut', 'a@b'])('%s is accepted', (branch) =>
    expect(JobSource.safeParse({ repo: '/r', branch }).success).toBe(true),
  )
  test.each([
    '',
    '-x',
    '--upload-pack=x',
    'a..b',
    'a b',
    'a~1',
    'x:y',
    'a/',
    '/a',
    'a.lock',
    'a/.b',
    '.a',
    'a//b',
    '@',
    'a@{1}',
    'a\\b',
    'a.',
    'a\u0001',
  ])('%j is refused', (branch) => expect(JobSource.safeParse({ repo: '/r', branch }).success).toBe(false))
})

describe('images', () => {
  const digest = `sha256:${'a'.repeat(64)}`
  test.each([
    'alpine',
    'alpine:3.22',
    'agent-oven/base-tasks',
    'localhost/x',
    'localhost:5000/x:Latest_1.0-A',
    'registry.example:5000/owner/name:tag',
    'Registry.Example/owner/name',
    `ghcr.io/o/n@${digest}`,
    `alpine:3@${digest}`,
    'a__b/c-d/e.f',
    'my_name',
  ])('%s is accepted', (image) => expect(ImageReference.safeParse(image).success).toBe(true))
  test.each([
    '',
    'Alpine',
    'alpine:',
    'alpine:-x',
    '-alpine',
    'a b',
    'owner/Name',
    'a//b',
    '/a',
    'a/',
    'alpine@sha256:abc',
    'a:tag:tag',
    'a..b',
    `alpine:${'x'.repeat(129)}`,
    'a;rm',
    'a$(id)',
    '../a',
    'alpine\n',
  ])('%j is refused', (image) => expect(ImageReference.safeParse(image).success).toBe(false))

  test('a long wrong name is refused without long thought', () => {
    const start = performance.now()
    for (const text of [
      `${'a'.repeat(490)}!`,
      `${'a-'.repeat(245)}!`,
      `${'a.'.repeat(245)}!`,
      `${'A.'.repeat(245)}`,
    ]) {
      expect(ImageReference.safeParse(text).success).toBe(false)
    }
    expect(performance.now() - start).toBeLessThan(5_000)
  })
})

describe('ids of jobs', () => {
  test.each(['a', 'nightly-review', 'A1', 'x'.repeat(64)])('%s is accepted', (id) =>
    expect(JobId.safeParse(id).success).toBe(true),
  )
  test.each(['', '-a', 'a-', '../../x', 'a/b', 'a b', 'a_b', 'a.b', 'é', 'x'.repeat(65), 'a\n'])(
    '%j is refused',
    (id) => expect(JobId.safeParse(id).success).toBe(false),
  )
})
