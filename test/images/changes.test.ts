import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readDiffParts } from '../../core/runs/kept/diff-parts.ts'
import { pipelineFiles, readText, setUpRunner } from './runner-programs.ts'

const FILES = pipelineFiles('p', 'name: p\nagents: [{ name: a, agent: a.md }]\n')

function setUpClone(options: { origin?: string | null } = {}) {
  const runner = setUpRunner()
  const source = runner.makeSource(FILES, options)
  runner.run('checkout', [source.path, 'main', 'p'])
  runner.run('plan', ['main', 'p'])
  return { runner, ...source }
}

test('pushes the branches a run made and tells commits and totals', () => {
  const { runner, origin, path } = setUpClone()
  const first = runner.commitOn('pipeline/p/1', { 'a.md': 'one\ntwo\n' }, 'Add a')
  const second = runner.commitOn('pipeline/p/1', { 'README.md': 'Changed.\n' }, 'Change the readme')
  const { code, records } = runner.run('changes', [], { env: { OVEN_PUSH: 'branches' } })
  expect(code).toBe(0)
  expect(records).toMatchObject([
    { t: 'push', branch: 'pipeline/p/1', ok: true, error: null },
    {
      t: 'changes',
      baseCommit: runner.git(path, 'rev-parse', 'main'),
      branches: [{ name: 'pipeline/p/1', commit: second, commits: 2, pushed: true }],
      commits: [
        { sha: first, branch: 'pipeline/p/1', subject: 'Add a' },
        { sha: second, branch: 'pipeline/p/1', subject: 'Change the readme' },
      ],
      filesChanged: 2,
      insertions: 3,
      deletions: 1,
      pullRequest: null,
    },
  ])
  expect(runner.git(origin, 'rev-parse', 'pipeline/p/1')).toBe(second)
  expect(readText(runner.kept('changes.diff'))).toContain('+two')
  expect(existsSync(runner.kept('changes.bundle'))).toBe(false)
})

test('keeps what is not pushed as a bundle that another clone can take in', () => {
  const { runner, origin, path } = setUpClone()
  const commit = runner.commitOn('pipeline/p/1', { 'a.md': 'one\n' }, 'Add a')
  const { records } = runner.run('changes', [], { env: { OVEN_PUSH: 'none' } })
  expect(records).toMatchObject([{ t: 'changes', branches: [{ pushed: false }] }])
  expect(runner.git(origin, 'branch', '--list', 'pipeline/*')).toBe('')
  runner.git(path, 'fetch', '--quiet', runner.kept('changes.bundle'), 'pipeline/p/1:taken')
  expect(runner.git(path, 'rev-parse', 'taken')).toBe(commit)
})

test.each([[{ OVEN_PUSH: 'local' }], [{ OVEN_PUSH: 'branches', OVEN_REHEARSAL: '1' }]])(
  'a rehearsal does not push over a network: %j',
  (env) => {
    const { runner } = setUpClone({ origin: 'https://no-such-host.invalid/a/b' })
    runner.commitOn('pipeline/p/1', { 'a.md': 'one\n' }, 'Add a')
    const { stdout, records } = runner.run('changes', [], { env })
    expect(stdout).toContain('A rehearsal does not push to https://no-such-host.invalid/a/b')
    expect(records.map((record) => record.t)).toEqual(['changes'])
    expect(existsSync(runner.kept('changes.bundle'))).toBe(true)
  },
)

test('a rehearsal pushes to a folder of this machine', () => {
  const { runner, origin } = setUpClone()
  const commit = runner.commitOn('pipeline/p/1', { 'a.md': 'one\n' }, 'Add a')
  runner.run('changes', [], { env: { OVEN_PUSH: 'local', OVEN_REHEARSAL: '1' } })
  expect(runner.git(origin, 'rev-parse', 'pipeline/p/1')).toBe(commit)
})

test('a refused push is told with what to do, and the commits are kept', () => {
  const { runner, origin } = setUpClone()
  const hook = join(origin, 'hooks/pre-receive')
  writeFileSync(hook, '#!/bin/sh\necho "remote: only on Mondays" >&2\nexit 1\n')
  chmodSync(hook, 0o755)
  runner.commitOn('pipeline/p/1', { 'a.md': 'one\n' }, 'Add a')
  const { code, records } = runner.run('changes', [], { env: { OVEN_PUSH: 'branches' } })
  expect(code).toBe(0)
  expect(records).toMatchObject([
    { t: 'push', ok: false },
    { t: 'error', code: 'push-denied', hint: expect.stringContaining('hook declined') },
    { t: 'changes', branches: [{ pushed: false }] },
  ])
  expect(existsSync(runner.kept('changes.bundle'))).toBe(true)
})

test('never pushes the branch that was cloned', () => {
  const { runner, origin, path } = setUpClone()
  writeFileSync(join(runner.clone, 'README.md'), 'Merged.\n')
  runner.git(runner.clone, 'commit', '--quiet', '--all', '--message=Merge')
  const { records } = runner.run('changes', [], { env: { OVEN_PUSH: 'branches' } })
  expect(records).toMatchObject([{ t: 'changes', branches: [{ name: 'main', commits: 1, pushed: false }] }])
  expect(runner.git(origin, 'rev-parse', 'main')).toBe(runner.git(path, 'rev-parse', 'main'))
})

test('the diff holds what was left uncommitted, new files too, but not what agent-pipeline left', () => {
  const { runner } = setUpClone()
  writeFileSync(join(runner.clone, 'new.md'), 'new\n')
  writeFileSync(join(runner.clone, 'README.md'), 'Changed.\n')
  runner.git(runner.clone, 'config', 'core.excludesFile', '/dev/null')
  writeState(runner.clone, {})
  const { records } = runner.run('changes')
  expect(records).toMatchObject([{ branches: [], filesChanged: 2, insertions: 2, deletions: 1 }])
  expect(readText(runner.kept('changes.diff'))).toContain('+new')
  expect(readText(runner.kept('changes.diff'))).not.toContain('state/runs')
})

test('the diff says of each part what it is of, whatever the repository’s configuration', () => {
  const { runner } = setUpClone()
  runner.commitOn('pipeline/p/1', { 'übersicht.md': 'one\n' }, 'Add')
  runner.commitOn('pipeline/p/2', { 'b.md': 'two\n' }, 'Add another')
  runner.git(runner.clone, 'config', 'diff.noprefix', 'true')
  writeFileSync(join(runner.clone, 'left.md'), 'left\n')
  runner.run('changes')
  const { parts, cut } = readDiffParts(readText(runner.kept('changes.diff')))
  expect(cut).toBe(false)
  expect(parts.map(({ kind, name }) => [kind, name])).toEqual([
    ['branch', 'pipeline/p/1'],
    ['branch', 'pipeline/p/2'],
    ['uncommitted', ''],
  ])
  expect(parts[0]!.diff).toMatch(/^diff --git a\/übersicht.md b\/übersicht.md\n/)
  expect(parts[1]!.diff).not.toContain('left.md')
  expect(parts[2]!.diff).toContain('+left')
  // What applies patches is not disturbed by it.
  runner.git(runner.clone, 'reset', '--quiet', '--hard', 'main')
  runner.git(runner.clone, 'clean', '--quiet', '--force')
  runner.git(runner.clone, 'apply', '--check', runner.kept('changes.diff'))
})

test('a long diff is cut at 5 MB and says so', () => {
  const { runner } = setUpClone()
  runner.commitOn('pipeline/p/1', { 'big.txt': `${'0123456789'.repeat(10)}\n`.repeat(70_000) }, 'Add much')
  const { code, records } = runner.run('changes')
  expect(code).toBe(0)
  expect(records).toMatchObject([{ insertions: 70_000 }])
  expect(statSync(runner.kept('changes.diff')).size).toBeLessThan(5 * 1024 * 1024 + 100)
  expect(readText(runner.kept('changes.diff')).trim()).toMatch(/it was cut after \d+ bytes\.$/)
})

test('a pull request that agent-pipeline made is told, with its branch as pushed though it is gone here', () => {
  const { runner } = setUpClone()
  const finalCommit = runner.commitOn('pipeline/p/1', { 'a.md': 'one\n' }, 'Add a')
  runner.git(runner.clone, 'worktree', 'remove', '--force', join(runner.folder, 'worktrees/pipeline/p/1'))
  runner.git(runner.clone, 'branch', '--delete', '--force', 'pipeline/p/1')
  const pullRequest = { url: 'https://github.com/a/b/pull/7', number: 7, branch: 'pipeline/p/1' }
  writeState(runner.clone, { artifacts: { pullRequest, finalCommit } })
  const { records } = runner.run('changes', [], { env: { OVEN_PUSH: 'branches' } })
  expect(records).toMatchObject([
    {
      t: 'changes',
      pullRequest,
      branches: [{ name: 'pipeline/p/1', commit: finalCommit, commits: 1, pushed: true }],
    },
  ])
})

function writeState(clone: string, state: object) {
  const runs = join(clone, '.agent-pipeline/state/runs')
  mkdirSync(runs, { recursive: true })
  writeFileSync(join(runs, 'run.json'), JSON.stringify(state))
}
