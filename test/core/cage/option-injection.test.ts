import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { LocalSourceInspector } from '../../../adapters/git/local-source-inspector.ts'
import { JobInput } from '../../../contract/index.ts'
import { findDefinition } from '../../../core/images/catalogue.ts'
import { checkInputs } from '../../../images/pipeline-runner/runner/inputs.js'

const scratch = mkdtempSync(join(tmpdir(), 'oven-injection-'))
const canary = join(scratch, 'canary')
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** Each would make a file, run a program or read an option if it reached a shell or git as it is. */
const ATTACKS = [
  `--upload-pack=touch ${canary}`,
  `--upload-pack=touch\${IFS}${canary}`,
  '-u',
  '--exec=sh',
  '-c core.sshCommand=sh',
  '-ccore.sshCommand=sh',
  '--config=core.sshCommand=sh',
  '--template=/tmp',
  `ext::sh -c touch% ${canary}`,
  `ext::touch${canary}`,
  'fd::17',
  `$(touch ${canary})`,
  `$(touch\${IFS}${canary})`,
  `\`touch ${canary}\``,
  `x;touch ${canary}`,
  `x|touch ${canary}`,
  `x&&touch ${canary}`,
  `x\ntouch ${canary}`,
  `main\r--upload-pack=sh`,
  'x\0y',
  '../../../etc/passwd',
]

const base = { id: 'a', schedule: { type: 'manual' } }
const pipeline = {
  ...base,
  type: 'agent-pipeline',
  source: { repo: 'https://git.example/a/b' },
  pipeline: 'review',
}
const docker = { ...base, type: 'docker', image: 'alpine' }

test('the jobs that the attacks are put into are sound themselves', () => {
  expect(JobInput.safeParse(pipeline).success).toBe(true)
  expect(JobInput.safeParse(docker).success).toBe(true)
  checkInputs({ repo: 'https://git.example/a/b', branch: 'main', pipeline: 'review', rest: [] })
})

describe.each(ATTACKS)('%j', (attack) => {
  test.each([
    ['source.repo', { ...pipeline, source: { repo: attack } }],
    ['source.branch', { ...pipeline, source: { ...pipeline.source, branch: attack } }],
    ['pipeline', { ...pipeline, pipeline: attack }],
    ['image of a pipeline', { ...pipeline, image: attack }],
    ['image', { ...docker, image: attack }],
    ['id', { ...docker, id: attack }],
    ['volumes', { ...docker, volumes: [attack] }],
    ['env', { ...docker, env: { [attack]: 'x' } }],
    ['allow', { ...docker, allow: [attack] }],
  ])('is refused as %s', (_, job) => expect(JobInput.safeParse(job).success).toBe(false))

  test.each([
    ['ssh', `git@${attack}:a/b`],
    ['ssh path', `git@git.example:${attack}`],
    ['ssh host', `ssh://${attack}/a/b`],
    ['https host', `https://${attack}/a`],
  ])('inside an address (%s) is refused, or is nothing but a path to git', (_, repo) => {
    if (JobInput.safeParse({ ...pipeline, source: { repo } }).success) {
      const env = { PATH: process.env.PATH, GIT_ALLOW_PROTOCOL: 'https:ssh:file', GIT_SSH_COMMAND: 'false' }
      const asked = spawnSync('git', ['ls-remote', '--heads', '--', repo], {
        env,
        cwd: scratch,
        timeout: 10_000,
      })
      expect(asked.status).toBe(128)
    }
    expect(existsSync(canary)).toBe(false)
  })

  test.each(['repo', 'branch', 'pipeline'])("is refused by the runner's own entrypoint as %s", (field) => {
    const sound = { repo: 'https://git.example/a/b', branch: 'main', pipeline: 'review', rest: [] }
    expect(() => checkInputs({ ...sound, [field]: attack })).toThrow()
  })

  test('is no image of the oven, and as a path leads git nowhere', async () => {
    expect(findDefinition(attack)).toBeNull()
    const inspector = new LocalSourceInspector()
    for (const path of [attack, `/${attack}`, `~/${attack}`, join(scratch, attack)]) {
      await expect(inspector.inspectLocal(path)).rejects.toBeDefined()
    }
    expect(existsSync(canary)).toBe(false)
    expect(readdirSync(scratch)).toEqual([])
  })
})
