import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { setUpRehearsal } from './rehearsal-run.ts'

const FIXTURES = new URL('../fixtures/agent-pipeline/', import.meta.url).pathname
const AGENT = 'agent: .agent-pipeline/agents/agent.md'
const QUICK = 'rehearse: sleep:0'

/** A pipeline of stages given as `name: <fields in YAML's flow style>`. */
function pipeline(stages: string[], head = 'git: { autoCommit: true, branchStrategy: unique-per-run }') {
  const agents = stages.map((stage) => `  - { name: ${stage}, ${AGENT} }`)
  return ['name: p', 'trigger: manual', head, 'agents:', ...agents].join('\n')
}

/** Output without what differs from run to run: ids, times, counts. */
function shape(output: string) {
  return output
    .replaceAll(/[0-9a-f]{8}(?=\b|$)/g, '<run>')
    .replaceAll(/\b[0-9a-f]{7}\b/g, '<commit>')
    .replaceAll(/\d+(\.\d+)?s\b/g, '<time>')
    .replaceAll(/Total Tokens: .*/g, 'Total Tokens: <counts>')
    .replaceAll(/\/\S*\/\.agent-pipeline/g, '<repo>/.agent-pipeline')
    .trim()
    .split('\n')
}

describe('rehearsal', () => {
  test('prints and keeps what agent-pipeline printed and kept for the same three stages', async () => {
    const fixture = JSON.parse(readFileSync(join(FIXTURES, 'seq.state.json'), 'utf8'))
    const rehearsal = setUpRehearsal(
      pipeline([
        `code-review, inputs: { ${QUICK} }`,
        `security-audit, dependsOn: [code-review], model: opus, inputs: { ${QUICK} }`,
        `doc-updater, dependsOn: [security-audit], model: haiku, inputs: { ${QUICK} }`,
      ]),
    )
    const { code, output } = await rehearsal.run()
    expect(code).toBe(0)
    const real = shape(readFileSync(join(FIXTURES, 'seq.stdout'), 'utf8'))
      // The rehearsal has no clean-up command to recommend.
      .filter((line) => !line.includes('agent-pipeline cleanup'))
      .map((line) => line.replace('Worktree preserved at:', 'Worktree preserved:'))
    expect(shape(output)).toEqual(real)

    const state = rehearsal.state()
    expect(state.status).toBe('completed')
    expect(Object.keys(state).sort()).toEqual(Object.keys(fixture).sort())
    expect(state.stages.map((stage: object) => Object.keys(stage).sort())).toEqual(
      fixture.stages.map((stage: object) => Object.keys(stage).sort()),
    )
    expect(Object.keys(state.stages[0].tokenUsage).sort()).toEqual(
      Object.keys(fixture.stages[0].tokenUsage).sort(),
    )
    const branch = `pipeline/p/${state.runId.slice(0, 8)}`
    const subjects = rehearsal.git('log', '--format=%s', '--reverse', `main..${branch}`).split('\n')
    expect(subjects).toEqual([
      '[pipeline:code-review] Apply code-review changes',
      '[pipeline:security-audit] Apply security-audit changes',
      '[pipeline:doc-updater] Apply doc-updater changes',
    ])
    expect(state.stages.map((stage: { commitSha: string }) => stage.commitSha)).toEqual(
      rehearsal.git('log', '--format=%H', '--reverse', `main..${branch}`).split('\n'),
    )
  })

  test('runs stages of one level side by side, skips disabled ones, and commits each note', async () => {
    const rehearsal = setUpRehearsal(
      pipeline([
        `a, inputs: { ${QUICK} }`,
        'b, dependsOn: [a], inputs: { rehearse: "sleep:0.5" }',
        'c, dependsOn: [a], inputs: { rehearse: "sleep:0.5" }',
        'off, dependsOn: [a], enabled: false',
        `d, dependsOn: [b, c], inputs: { ${QUICK} }`,
      ]),
    )
    const { code, output } = await rehearsal.run()
    expect(code).toBe(0)
    expect(output).toContain('📊 Execution plan: 3 groups, max parallelism: 3')
    expect(output).toContain('⏭️  Skipping disabled stage: off')
    const events = output.split('\n').filter((line) => /^Stage: [bc] - /.test(line))
    expect(events.map((line) => line.split(' - ')[1]?.split(' ')[0])).toEqual([
      'STARTED',
      'STARTED',
      'COMPLETED',
      'COMPLETED',
    ])
    const branch = `pipeline/p/${rehearsal.state().runId.slice(0, 8)}`
    expect(rehearsal.git('rev-list', '--count', `main..${branch}`)).toBe('4')
    expect(rehearsal.git('ls-tree', '-r', '--name-only', branch, 'rehearsal').split('\n')).toEqual(
      ['a', 'b', 'c', 'd'].map((name) => `rehearsal/${name}.md`),
    )
  })

  test.each([
    ['stop', 1, 'failed', ['failed']],
    ['continue', 1, 'partial', ['failed', 'success']],
    ['warn', 1, 'partial', ['failed', 'success']],
  ])('after a failure with onFail: %s', async (onFail, exitCode, status, stages) => {
    const rehearsal = setUpRehearsal(
      pipeline([
        `bad, onFail: ${onFail}, inputs: { rehearse: "fail sleep:0" }`,
        `next, dependsOn: [bad], inputs: { ${QUICK} }`,
      ]),
    )
    const { code, output } = await rehearsal.run()
    expect(code).toBe(exitCode)
    expect(output).toContain('Stage: bad - FAILED: Claude CLI exited with code 1. stderr: (empty)')
    const state = rehearsal.state()
    expect([state.status, state.stages.map((stage: { status: string }) => stage.status)]).toEqual([
      status,
      stages,
    ])
  })

  test('tries again as often as the stage allows', async () => {
    const rehearsal = setUpRehearsal(
      pipeline([
        'one, retry: { maxAttempts: 3, backoff: fixed, initialDelay: 10 }, inputs: { rehearse: "fail:2,sleep:0" }',
      ]),
    )
    const { code, output } = await rehearsal.run()
    expect(code).toBe(0)
    expect(output).toContain('Stage: one (attempt 3) - STARTED')
    expect(rehearsal.state().stages[0]).toMatchObject({ status: 'success', retryAttempt: 2 })
  })

  test.each([
    ['limit', '429'],
    ['auth', '401'],
    ['crash', 'fell over'],
    ['mispelt', 'does not know'],
  ])('plays trouble: %s', async (trouble, words) => {
    const rehearsal = setUpRehearsal(pipeline([`one, inputs: { rehearse: "${trouble} sleep:0" }`]))
    const { code, output } = await rehearsal.run()
    expect(code).toBe(1)
    expect(output).toContain(words)
  })

  test('a stage that has nothing to do leaves no commit', async () => {
    const rehearsal = setUpRehearsal(pipeline(['one, inputs: { rehearse: "nothing sleep:0" }']))
    expect((await rehearsal.run()).code).toBe(0)
    expect(rehearsal.state().stages[0].commitSha).toBeUndefined()
  })

  test('a silent stage ends at its own timeout', async () => {
    const rehearsal = setUpRehearsal(pipeline(['one, timeout: 1, inputs: { rehearse: silent }']))
    const { code, output } = await rehearsal.run()
    expect(code).toBe(1)
    expect(output).toContain('FAILED: Claude CLI execution timed out after 1000ms')
  })

  test('SIGINT aborts it with 130 and an aborted state', async () => {
    const rehearsal = setUpRehearsal(pipeline(['one, inputs: { rehearse: silent }', 'two, dependsOn: [one]']))
    const { code, output } = await rehearsal.run((line, child) => {
      if (line.startsWith('▶ one')) setTimeout(() => child.kill('SIGINT'), 500)
    })
    expect(code).toBe(130)
    expect(output).toContain('Aborting pipeline')
    expect(rehearsal.state()).toMatchObject({
      status: 'aborted',
      stages: [{ stageName: 'one', status: 'failed' }],
    })
  })

  test('works in the clone itself and commits nothing without a git section', async () => {
    const rehearsal = setUpRehearsal(
      pipeline([`one, inputs: { ${QUICK} }`], 'runtime: { type: claude-code-headless }'),
    )
    expect((await rehearsal.run()).code).toBe(0)
    expect(existsSync(join(rehearsal.repo, 'rehearsal/one.md'))).toBe(true)
    expect(rehearsal.git('rev-list', '--count', '--all')).toBe('1')
  })

  test.each([
    ['an unknown dependency', ['a, dependsOn: [ghost]'], 'depends on unknown stage "ghost"'],
    ['a circle', ['a, dependsOn: [b]', 'b, dependsOn: [a]'], 'Circular dependency'],
    ['two stages of one name', ['a', 'a'], 'Duplicate agent name: a'],
    ['a wrong onFail', ['a, onFail: panic'], 'Invalid onFail strategy: panic'],
  ])('refuses %s', async (_, stages, words) => {
    const { code, output } = await setUpRehearsal(pipeline(stages)).run()
    expect(code).toBe(1)
    expect(output).toContain(words)
    expect(output).toContain('Pipeline validation failed')
  })
})
