import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { makeSampleRepository } from '../../adapters/git/sample-repository.ts'
import { checkArrival } from '../../scripts/demo/arrival.ts'
import { git } from '../../scripts/demo/git.ts'
import { temporaryFolder } from './temporary-folder.ts'

const template = new URL('../../images/sample-repository', import.meta.url).pathname
const commit = ['-c', 'user.name=A', '-c', 'user.email=a@b.example', 'commit', '--quiet']

test('the sample has four stages, two of them side by side, and its agents are there', async () => {
  const { path } = await makeSampleRepository(temporaryFolder(), template)
  const pipeline = parse(await git(path, 'show', 'HEAD:.agent-pipeline/pipelines/nightly-review.yml'))
  const stages = pipeline.agents as { name: string; agent: string; dependsOn?: string[] }[]
  expect(stages.map((stage) => [stage.name, stage.dependsOn ?? []])).toEqual([
    ['code-review', []],
    ['security-audit', ['code-review']],
    ['doc-updater', ['code-review']],
    ['summary', ['security-audit', 'doc-updater']],
  ])
  for (const stage of stages) expect(await git(path, 'show', `HEAD:${stage.agent}`)).toContain('# ')
})

test('the remote can be written by the user of the container, and is made once', async () => {
  const folder = temporaryFolder()
  const { path, remote } = await makeSampleRepository(folder, template)
  expect(statSync(join(remote, 'objects')).mode & 0o007).toBe(0o007)
  expect(await git(remote, 'config', 'core.sharedRepository')).toBe('0666')
  expect(await git(path, 'status', '--porcelain')).toBe('')
  const head = await git(remote, 'rev-parse', 'main')
  await git(remote, 'branch', 'pushed-by-a-run', 'main')
  await makeSampleRepository(folder, template)
  expect(await git(remote, 'rev-parse', 'pushed-by-a-run')).toBe(head)
})

test('arrival is judged by the remote, not by the words of the run', async () => {
  const { path, remote } = await makeSampleRepository(temporaryFolder(), template)
  const main = await git(path, 'rev-parse', 'main')
  await git(path, 'checkout', '--quiet', '-b', 'pipeline/x')
  writeFileSync(join(path, 'note.md'), 'a note')
  await git(path, 'add', '--all')
  await git(path, ...commit, '-m', 'Apply x changes')
  const sha = await git(path, 'rev-parse', 'HEAD')
  const branch = { name: 'pipeline/x', commit: sha, commits: 1, pushed: true, error: null }
  const run = { branches: [branch], commits: [{ sha, branch: branch.name, subject: 'Apply x changes' }] }

  expect(await checkArrival(run, remote)).toEqual([`pipeline/x is not on the remote at ${sha.slice(0, 7)}.`])
  await git(path, 'push', '--quiet', 'origin', 'pipeline/x')
  expect(await checkArrival(run, remote)).toEqual([])
  expect(await checkArrival({ ...run, commits: [] }, remote)).toEqual(['The run names no commit.'])
  expect(await checkArrival({ ...run, branches: [] }, remote)).toEqual(['The run names no branch.'])
  const old = { sha: main, branch: branch.name, subject: 'was there before' }
  expect(await checkArrival({ ...run, commits: [old] }, remote)).toEqual([
    `Commit ${main.slice(0, 7)} (was there before) is not on the remote.`,
  ])
})
