import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { pipelineFiles, setUpRunner } from './runner-programs.ts'

const FILES = pipelineFiles('p', 'name: p\ntrigger: manual\nagents: [{ name: a, agent: a.md }]\n')

test('clones one branch and says its commit; the origin is that of the local repository', () => {
  const runner = setUpRunner()
  const { path, origin } = runner.makeSource(FILES)
  const { code, records } = runner.run('checkout', [path, 'main', 'p'])
  expect(code).toBe(0)
  const commit = runner.git(path, 'rev-parse', 'main')
  expect(records).toMatchObject([{ t: 'source', branch: 'main', commit, nonce: 'n-1' }])
  expect(runner.git(runner.clone, 'rev-parse', 'HEAD')).toBe(commit)
  expect(runner.git(runner.clone, 'remote', 'get-url', 'origin')).toBe(origin)
})

test('a relative origin is taken from where the local repository lies; without one there is none', () => {
  const relative = setUpRunner()
  const { path } = relative.makeSource(FILES, { origin: '../elsewhere.git' })
  expect(relative.run('checkout', [path, 'main', 'p']).code).toBe(0)
  expect(relative.git(relative.clone, 'remote', 'get-url', 'origin')).toBe(`${relative.folder}/elsewhere.git`)

  const alone = setUpRunner()
  const source = alone.makeSource(FILES, { origin: null })
  expect(alone.run('checkout', [source.path, 'main', 'p']).code).toBe(0)
  expect(alone.git(alone.clone, 'remote')).toBe('')
})

test.each([
  ['--upload-pack=touch /tmp/owned', 'main', 'p'],
  ['ext::sh -c id', 'main', 'p'],
  ['ext::id', 'main', 'p'],
  ['-u', 'main', 'p'],
  ['file:///etc', 'main', 'p'],
  ['http://example.com/a/b', 'main', 'p'],
  ['relative/path', 'main', 'p'],
  ['/srv/../etc', 'main', 'p'],
  ['git@-oProxyCommand=id:a/b', 'main', 'p'],
  ['ssh://-oProxyCommand=id/a', 'main', 'p'],
  ['/srv/repo', '--help', 'p'],
  ['/srv/repo', 'a..b', 'p'],
  ['/srv/repo', 'a b', 'p'],
  ['/srv/repo', 'main', '../../etc/passwd'],
  ['/srv/repo', 'main', '--dry-run'],
  ['/srv/repo', 'main', ''],
  ['/srv/repo', 'main', 'p', 'more'],
])('refuses %s %s %s', (...args) => {
  const runner = setUpRunner()
  const { code, records, stderr } = runner.run('checkout', args)
  expect(code).toBe(64)
  expect(records).toMatchObject([{ t: 'error', code: 'input-invalid' }])
  expect(stderr).toMatch(/^agent-oven: .+\.\n$/)
  expect(existsSync(runner.clone)).toBe(false)
})

test('an address that holds a login is refused without being repeated', () => {
  const { code, stdout, stderr } = setUpRunner().run('checkout', [
    'https://me:ghp_secret@example.com/a',
    'main',
    'p',
  ])
  expect(code).toBe(64)
  expect(stdout + stderr).not.toContain('ghp_secret')
})

test('a branch that is not there is named, with those that are', () => {
  const runner = setUpRunner()
  const { path } = runner.makeSource(FILES)
  runner.git(path, 'branch', 'develop')
  const { code, records } = runner.run('checkout', [path, 'mian', 'p'])
  expect(code).toBe(69)
  expect(records).toMatchObject([{ t: 'error', code: 'branch-missing', hint: 'It has: develop, main.' }])
})

test.each([
  ['/nowhere/at/all', 'repo-missing'],
  ['/usr/bin', 'repo-missing'],
  ['https://localhost:1/owner/repo', 'network'],
  ['https://no-such-host.invalid/owner/repo', 'network'],
])('%s ends with %s', (repo, code) => {
  const { code: exitCode, records } = setUpRunner().run('checkout', [repo, 'main', 'p'])
  expect(exitCode).toBe(69)
  expect(records).toMatchObject([{ t: 'error', code }])
})

test('a tag is not a branch', () => {
  const runner = setUpRunner()
  const { path } = runner.makeSource(FILES)
  runner.git(path, 'tag', 'v1')
  expect(runner.run('checkout', [path, 'v1', 'p']).records).toMatchObject([
    { t: 'error', code: 'branch-missing' },
  ])
})
