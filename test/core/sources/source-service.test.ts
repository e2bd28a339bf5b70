import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { router } from '../../../core/router/router.ts'
import { type OpenOven, openOven } from '../../../server/open-oven.ts'
import { commitFiles } from '../../support/commit-files.ts'
import { startGitServer } from '../../support/git-server.ts'
import { makePipelineRepo } from '../../support/pipeline-repo.ts'

// The operations `sources.*` of a real oven (not started), with real git over HTTP and in folders.

const TOKEN = 'ghp_canary-of-sources'
const folder = mkdtempSync(join(tmpdir(), 'oven-sources-'))
const home = join(folder, 'oven')
let oven: OpenOven
let server: Awaited<ReturnType<typeof startGitServer>>
let remote: string

const client = () => createRouterClient(router, { context: oven.oven.services })

beforeAll(async () => {
  oven = await openOven({
    home,
    hostKind: 'headless',
    schedule: false,
    remoteForTests: { protocols: 'http:https:ssh' },
    // gh is not asked for a login: there is none.
    env: { PATH: process.env.PATH, HOME: folder },
  })
  await client().secrets.set({ name: 'GIT_TOKEN', value: TOKEN })
  server = await startGitServer(TOKEN)
  remote = `${server.url}/acme/shop.git`
  commitFiles(server.repo, 'nightly', {
    '.agent-pipeline/pipelines/review.yml': stringify({
      name: 'Review',
      agents: [
        { name: 'review', agent: '.agent-pipeline/agents/a.md', timeout: 600, model: 'opus' },
        { name: 'report', agent: '.agent-pipeline/agents/b.md', timeout: 600, dependsOn: ['review'] },
      ],
    }),
    '.agent-pipeline/pipelines/old.yaml': 'name: old\n',
    '.agent-pipeline/pipelines/notes.txt': 'no pipeline',
    '.agent-pipeline/agents/a.md': '# A\n',
  })
})
afterAll(async () => {
  await oven?.close()
  server?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a repository on a server', () => {
  it('tells its branches and the pipelines on one of them', async () => {
    const at = { repo: remote, credentials: 'GIT_TOKEN' }
    expect(await client().sources.branches(at)).toEqual({
      state: 'found',
      branches: [
        { name: 'main', isDefault: true },
        { name: 'nightly', isDefault: false },
      ],
      truncated: false,
    })
    const found = await client().sources.pipelines({ ...at, branch: 'nightly' })
    expect(found).toMatchObject({
      state: 'found',
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
      pipelines: [
        { name: 'old', problems: [{ level: 'error', hint: 'Rename it to old.yml.' }] },
        {
          name: 'review',
          file: '.agent-pipeline/pipelines/review.yml',
          stages: [
            { name: 'review', model: 'opus' },
            { name: 'report', dependsOn: ['review'] },
          ],
          problems: [
            { level: 'error', stages: ['report'], message: expect.stringContaining('b.md, is not in') },
          ],
        },
      ],
    })
    expect(readdirSync(join(home, 'looks'))).toEqual([])
  })

  it('says what was in the way, and what to do', async () => {
    const { sources } = client()
    const problemOf = async (more: { repo?: string; branch?: string; credentials?: string }) => {
      const answer = await sources.pipelines({ repo: remote, branch: 'nightly', ...more })
      return answer.state === 'refused' ? answer.problem : null
    }
    expect(await problemOf({})).toMatchObject({
      code: 'repo-denied',
      message: expect.stringContaining('refuses anybody without a login'),
      fixes: expect.arrayContaining([
        expect.objectContaining({ command: expect.stringContaining('gh auth login') }),
      ]),
    })
    expect(await problemOf({ credentials: 'GIT_TOKEN', branch: 'nigthly' })).toMatchObject({
      code: 'branch-missing',
      message: `The repository ${remote} has no branch "nigthly".`,
    })
    expect(await problemOf({ credentials: 'GIT_TOKEN', branch: 'main' })).toMatchObject({
      code: 'pipeline-missing',
    })
    expect(await problemOf({ credentials: 'NO_SUCH' })).toMatchObject({
      code: 'credential-missing',
      fixes: [{ description: expect.stringContaining('oven secrets set NO_SUCH') }],
    })
    expect(await problemOf({ credentials: 'GIT_TOKEN', repo: `${server.url}/acme/none.git` })).toMatchObject({
      code: 'repo-missing',
    })
    expect(await problemOf({ repo: 'https://127.0.0.1:9/acme/shop.git' })).toMatchObject({ code: 'network' })
    expect(JSON.stringify(await problemOf({ credentials: 'GIT_TOKEN', branch: 'x' }))).not.toContain('canary')
  })

  it.each([
    ['repo', { repo: '--upload-pack=touch /tmp/x', branch: 'main' }],
    ['repo', { repo: 'ext::sh -c id', branch: 'main' }],
    ['repo', { repo: 'https://user:pass@example.com/a', branch: 'main' }],
    ['branch', { repo: '/tmp', branch: '--output=x' }],
    ['branch', { repo: '/tmp', branch: 'a..b' }],
  ])('takes nothing for %s that git would act upon: %j', async (field, input) => {
    await expect(client().sources.pipelines(input)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      data: { fields: [{ field }] },
    })
  })
})

describe('a folder of this machine', () => {
  it('is looked into as it was committed', async () => {
    const { path } = makePipelineRepo(folder, [{ name: 'review' }, { name: 'audit', dependsOn: ['review'] }])
    expect(await client().sources.branches({ repo: path })).toMatchObject({
      branches: [{ name: 'main', isDefault: true }],
    })
    expect(await client().sources.pipelines({ repo: path, branch: 'main' })).toMatchObject({
      pipelines: [
        {
          name: 'review',
          stages: [{ name: 'review', model: 'sonnet' }, { name: 'audit' }],
          problems: [{ level: 'warning', stages: ['review', 'audit'] }],
        },
      ],
    })
  })

  it('that is none is missing', async () => {
    expect(await client().sources.branches({ repo: join(folder, 'gone') })).toMatchObject({
      state: 'refused',
      problem: { code: 'repo-missing', message: expect.stringContaining('there is nothing at this path') },
    })
  })
})
