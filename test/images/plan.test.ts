import { expect, test } from 'vitest'
import { pipelineFiles, setUpRunner } from './runner-programs.ts'

function planOf(yaml: string) {
  const runner = setUpRunner()
  const { path } = runner.makeSource(pipelineFiles('p', yaml))
  runner.run('checkout', [path, 'main', 'p'])
  return { runner, path, ...runner.run('plan', ['main', 'p']) }
}

test('tells stages, what they wait for, and the model each will use', () => {
  const { code, records } = planOf(`
name: p
trigger: manual
runtime: { type: claude-code-headless, model: sonnet }
agents:
  - { name: inherits, agent: a.md }
  - { name: shorthand, agent: a.md, model: haiku, dependsOn: [inherits] }
  - { name: runtime, agent: a.md, runtime: { type: claude-code-headless, options: { model: opus } } }
  - { name: both, agent: a.md, model: haiku, runtime: { type: claude-code-headless, options: { model: opus } } }
  - { name: other, agent: a.md, runtime: { type: codex-headless }, enabled: false }
`)
  expect(code).toBe(0)
  expect(records).toMatchObject([
    {
      t: 'plan',
      pipeline: 'p',
      stages: [
        { name: 'inherits', model: 'sonnet', dependsOn: [], enabled: true },
        { name: 'shorthand', model: 'haiku', dependsOn: ['inherits'], enabled: true },
        { name: 'runtime', model: 'opus' },
        { name: 'both', model: 'opus' },
        { name: 'other', model: 'sonnet', enabled: false },
      ],
    },
  ])
})

test("options of the pipeline's runtime come before its shorthand; without any the model is open", () => {
  const first = planOf(`
name: p
runtime: { type: x, model: haiku, options: { model: opus } }
agents: [{ name: a, agent: a.md }]
`)
  expect(first.records).toMatchObject([{ stages: [{ model: 'opus' }] }])
  const second = planOf('name: p\nagents: [{ name: a, agent: a.md }]\n')
  expect(second.records).toMatchObject([{ stages: [{ model: null }] }])
})

test.each([
  ['a: b: c', 'its YAML cannot be read'],
  ['trigger: manual\nagents: [{ name: a }]', 'it has no name'],
  ['name: p\nagents: []', 'it has no agents'],
  ['name: p\nagents: [{ agent: a.md }]', 'one of its agents has no name'],
])('refuses a file that agent-pipeline could not load: %j', (yaml, reason) => {
  const { code, records } = planOf(yaml)
  expect(code).toBe(65)
  expect(records).toMatchObject([{ t: 'error', code: 'pipeline-invalid' }])
  expect(records[0]).toHaveProperty('message', expect.stringContaining(reason))
})

test('names the pipelines there are when the one asked for is missing', () => {
  const { runner } = planOf('name: p\nagents: [{ name: a, agent: a.md }]')
  const { code, records } = runner.run('plan', ['main', 'nightly'])
  expect(code).toBe(65)
  expect(records).toMatchObject([{ t: 'error', code: 'pipeline-missing', hint: 'It has: p.' }])
})

test('fetches the branch that a pipeline starts from when it is not the one cloned', () => {
  const { runner, path } = planOf('name: p\ngit: { baseBranch: stable }\nagents: [{ name: a, agent: a.md }]')
  runner.git(path, 'push', '--quiet', 'origin', 'main:stable')
  expect(runner.run('plan', ['main', 'p']).code).toBe(0)
  expect(runner.git(runner.clone, 'rev-parse', 'origin/stable')).toBe(runner.git(path, 'rev-parse', 'main'))
})

test('says so when that branch is missing', () => {
  const { code, records } = planOf('name: p\ngit: { baseBranch: stable }\nagents: [{ name: a, agent: a.md }]')
  expect(code).toBe(69)
  expect(records).toMatchObject([{ t: 'plan' }, { t: 'error', code: 'branch-missing' }])
})

test('goes on with the reused branch of the last run, in the worktree agent-pipeline looks for', () => {
  const { runner, path } = planOf('name: p\ngit: { autoCommit: true }\nagents: [{ name: a, agent: a.md }]')
  runner.git(path, 'push', '--quiet', 'origin', 'main:pipeline/p')
  expect(runner.run('plan', ['main', 'p']).stdout).toContain('Going on with the branch pipeline/p')
  const worktree = `${runner.clone}/.agent-pipeline/worktrees/p`
  expect(runner.git(worktree, 'branch', '--show-current')).toBe('pipeline/p')
})
