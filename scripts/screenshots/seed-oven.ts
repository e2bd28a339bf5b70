import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { makeSampleRepository } from '../../adapters/git/sample-repository.ts'
import { git } from '../demo/git.ts'
import type { PictureOven } from './oven-for-pictures.ts'
import { sampleJobs, samplePipelines } from './sample-jobs.ts'

/** Logins that look like logins and open nothing, so that the pages show a machine that is set up. */
export function writeStandInLogins(folder: string, home: string): void {
  const claude = join(folder, 'claude')
  const github = join(folder, 'gh')
  mkdirSync(claude, { recursive: true })
  mkdirSync(github, { recursive: true })
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const oauth = {
    accessToken: 'for-pictures-only',
    refreshToken: 'for-pictures-only',
    expiresAt: Date.now() + 30 * 86_400_000,
    scopes: ['user:inference'],
    subscriptionType: 'max',
  }
  writeFileSync(join(claude, '.credentials.json'), JSON.stringify({ claudeAiOauth: oauth }), { mode: 0o600 })
  writeFileSync(
    join(github, 'hosts.yml'),
    stringify({
      'github.com': { user: 'tea-shop', oauth_token: 'for-pictures-only', git_protocol: 'https' },
    }),
    { mode: 0o600 },
  )
  writeFileSync(
    join(home, 'config.json'),
    JSON.stringify({ auth: { claudeCredPath: claude, ghCredPath: github } }),
    { mode: 0o600 },
  )
}

/** The tea shop with three pipelines. Answers its path. */
export async function makeShop(folder: string, template: string): Promise<string> {
  const { path } = await makeSampleRepository(folder, template)
  for (const pipeline of samplePipelines)
    writeFileSync(join(path, `.agent-pipeline/pipelines/${pipeline.name}.yml`), stringify(pipeline))
  await git(path, 'add', '--all')
  const author = [
    '-c',
    'user.name=Tea Shop',
    '-c',
    'user.email=shop@tea.example',
    '-c',
    'commit.gpgsign=false',
  ]
  await git(path, ...author, 'commit', '--quiet', '-m', 'Two more pipelines')
  await git(path, 'push', '--quiet')
  return path
}

/** Makes the jobs and bakes those whose runs the pictures show. Real runs: rehearsals of the pipelines, containers as they are. */
export async function bakeHistory(oven: PictureOven, repo: string): Promise<void> {
  await oven.client.jobs.import({ file: { jobs: sampleJobs(repo) } })
  await oven.client.tokens.create({ jobId: 'dependency-check', label: 'Deploy server' })
  await oven.client.tokens.create({ jobId: 'docs-update', kind: 'secret', label: 'Shop' })
  const rehearsed = ['nightly-review', 'security-audit']
  for (const id of rehearsed) await oven.client.jobs.run({ id, rehearse: true })
  for (const id of ['backup-db', 'dependency-check', 'link-check']) await oven.client.jobs.run({ id })
  await oven.whenIdle()
}
