import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeRepository, openKitchen, payload } from './bake.ts'

const AGENT = 'agent: .agent-pipeline/agents/agent.md'
const QUICK = 'inputs: { rehearse: "sleep:0.2" }'
const IMAGE = 'agent-oven/rehearsal'

const PIPELINES = {
  four: `
name: four
trigger: manual
git: { autoCommit: true, branchStrategy: unique-per-run }
runtime: { type: claude-code-headless, options: { model: sonnet } }
agents:
  - { name: review, ${AGENT}, ${QUICK} }
  - { name: audit, ${AGENT}, dependsOn: [review], model: opus, ${QUICK} }
  - { name: docs, ${AGENT}, dependsOn: [review], model: haiku, ${QUICK} }
  - { name: summary, ${AGENT}, dependsOn: [audit, docs], ${QUICK} }
`,
  reused: `
name: reused
trigger: manual
git: { autoCommit: true }
agents: [{ name: only, ${AGENT}, ${QUICK} }]
`,
  refused: `
name: refused
trigger: manual
git: { autoCommit: true, branchStrategy: unique-per-run }
agents:
  - { name: good, ${AGENT}, ${QUICK} }
  - { name: bad, ${AGENT}, dependsOn: [good], inputs: { rehearse: "auth sleep:0" } }
`,
  slow: `
name: slow
trigger: manual
git: { autoCommit: true, branchStrategy: unique-per-run }
agents:
  - { name: good, ${AGENT}, ${QUICK} }
  - { name: silent, ${AGENT}, dependsOn: [good], inputs: { rehearse: silent } }
`,
}

const kitchen = openKitchen()
const sample = makeRepository(PIPELINES)

beforeAll(async () => {
  await kitchen.images.ensure(IMAGE, {})
})

afterAll(() => {
  kitchen.close()
  sample.remove()
})

function rehearse(pipeline: string, options: Partial<Parameters<typeof kitchen.bake>[0]> = {}) {
  return kitchen.bake({
    image: IMAGE,
    command: [sample.repo, 'main', pipeline],
    mounts: sample.mounts,
    ...options,
  })
}

test('four stages in the cage: told as they go, committed, pushed, kept', async () => {
  const secret = 'canary-4711'
  const { exitCode, records, text, kept, states } = await rehearse('four', {
    payload: payload({ KEY: secret }),
  })
  expect(exitCode).toBe(0)
  expect(records.every((record) => record.nonce === 'nonce-7')).toBe(true)
  expect(records.slice(0, 2).map((record) => record.t)).toEqual(['source', 'plan'])
  const ends = records.filter((record) => record.t === 'agent-end')
  expect(ends.map(({ stage, model }) => [stage, model]).sort()).toEqual([
    ['audit', 'claude-opus-5-5'],
    ['docs', 'claude-haiku-5-5'],
    ['review', 'claude-sonnet-5-5'],
    ['summary', 'claude-sonnet-5-5'],
  ])
  for (const end of ends) {
    expect(end).toMatchObject({ exitCode: 0, result: { isError: false } })
    expect(end.tokens.output).toBeGreaterThan(100)
    expect(end.costUsd).toBeGreaterThan(0)
  }
  const [push, changes] = records.slice(-2)
  if (push?.t !== 'push' || changes?.t !== 'changes')
    throw new Error('The last records are not push and changes.')
  expect(push.ok).toBe(true)
  expect(changes.branches).toEqual([
    { name: push.branch, commit: expect.any(String), commits: 4, pushed: true },
  ])
  expect(sample.git(sample.remote, 'rev-list', '--count', `main..${push.branch}`)).toBe('4')
  expect(text).toContain('Pipeline COMPLETED')
  expect(states).toHaveLength(1)
  expect(JSON.parse(String(states[0]?.bytes))).toMatchObject({ status: 'completed' })
  expect(kept.map((file) => file.path.split('/').at(-1))).toEqual(['changes.diff'])
  expect(text + JSON.stringify(records) + kept.map((file) => file.bytes.toString()).join('')).not.toContain(
    secret,
  )
})

test('a reused branch grows from run to run', async () => {
  expect((await rehearse('reused')).exitCode).toBe(0)
  writeFileSync(join(sample.repo, 'later.md'), 'Later.\n')
  sample.git(sample.repo, 'add', '--all')
  sample.git(sample.repo, 'commit', '--quiet', '--message=later')
  sample.git(sample.repo, 'push', '--quiet', 'origin', 'main')
  const { exitCode, records, text } = await rehearse('reused')
  expect(exitCode).toBe(0)
  expect(text).toContain('Going on with the branch pipeline/reused of the last run')
  expect(records.find((record) => record.t === 'push')).toMatchObject({ ok: true })
  const files = sample.git(sample.remote, 'ls-tree', '-r', '--name-only', 'pipeline/reused').split('\n')
  expect(files).toEqual(expect.arrayContaining(['later.md', 'rehearsal/only.md']))
})

test('a refused login ends in seconds, told by its records; what was done before is still handed over', async () => {
  const { exitCode, records } = await rehearse('refused')
  expect(exitCode).toBe(1)
  const bad = records.filter((record) => 'stage' in record && record.stage === 'bad')
  expect(bad.map((record) => record.t)).toEqual(['agent-start', 'agent-retry', 'agent-retry', 'agent-end'])
  expect(bad.at(-1)).toMatchObject({ error: 'authentication_failed', result: null })
  expect(records.at(-1)).toMatchObject({ t: 'changes', branches: [{ commits: 1, pushed: true }] })
})

test('a rehearsal never pushes over a network, whatever it is told', async () => {
  const far = makeRepository({ four: PIPELINES.four }, { origin: 'https://github.com/agent-oven/none.git' })
  try {
    const { exitCode, records, text, kept } = await rehearse('four', {
      command: [far.repo, 'main', 'four'],
      mounts: far.mounts,
      env: { OVEN_PUSH: 'branches' },
    })
    expect(exitCode).toBe(0)
    expect(text).toContain('A rehearsal does not push to https://github.com/agent-oven/none.git')
    expect(records.filter((record) => record.t === 'push')).toEqual([])
    expect(records.at(-1)).toMatchObject({ t: 'changes', branches: [{ commits: 4, pushed: false }] })
    expect(kept.map((file) => file.path.split('/').at(-1)).sort()).toEqual(['changes.bundle', 'changes.diff'])
  } finally {
    far.remove()
  }
})

test('SIGINT ends it with 130; it still tells what it made, and pushes nothing', async () => {
  let sent = false
  const { exitCode, records, text, states } = await rehearse('slow', {
    onOutput(output, signal) {
      if (sent || !/"stage":"silent".*"t":"agent-start"/.test(output)) return
      sent = true
      void signal('SIGINT')
    },
  })
  expect(sent).toBe(true)
  expect(exitCode).toBe(130)
  expect(text).toContain('Aborting pipeline')
  expect(records.filter((record) => record.t === 'agent-end').at(-1)).toMatchObject({
    stage: 'silent',
    exitCode: 143,
  })
  expect(records.at(-1)).toMatchObject({ t: 'changes', branches: [{ commits: 1, pushed: false }] })
  expect(JSON.parse(String(states[0]?.bytes))).toMatchObject({ status: 'aborted' })
})

test('SIGTERM ends it at once', async () => {
  let sentAt = 0
  const { exitCode } = await rehearse('slow', {
    onOutput(output, signal) {
      if (sentAt > 0 || !output.includes('Stage: silent - STARTED')) return
      sentAt = Date.now()
      void signal('SIGTERM')
    },
  })
  expect(exitCode).toBe(143)
  expect(Date.now() - sentAt).toBeLessThan(40_000)
})

test.each([
  { why: 'no payload', input: '', exit: 78, code: 'payload-missing' },
  { why: 'a broken payload', input: '{"v":1', exit: 78, code: 'payload-missing' },
  {
    why: 'an option for a repository',
    args: ['--upload-pack=id', 'main', 'four'],
    exit: 64,
    code: 'input-invalid',
  },
  { why: 'a helper transport', args: ['ext::sh -c id', 'main', 'four'], exit: 64, code: 'input-invalid' },
  { why: 'an option for a branch', args: [sample.repo, '--help', 'four'], exit: 64, code: 'input-invalid' },
  { why: 'a climbing pipeline', args: [sample.repo, 'main', '../four'], exit: 64, code: 'input-invalid' },
  { why: 'a missing repository', args: ['/nowhere', 'main', 'four'], exit: 69, code: 'repo-missing' },
  { why: 'an unreachable one', args: ['https://github.com/a/b', 'main', 'four'], exit: 69, code: 'network' },
  { why: 'a missing branch', args: [sample.repo, 'mian', 'four'], exit: 69, code: 'branch-missing' },
  { why: 'a missing pipeline', args: [sample.repo, 'main', 'five'], exit: 65, code: 'pipeline-missing' },
])('$why ends with $exit and $code', async ({ input, args, exit, code }) => {
  const { exitCode, records, text } = await rehearse('four', {
    payload: input ?? payload(),
    ...(args ? { command: args } : {}),
  })
  expect(exitCode).toBe(exit)
  expect(records.at(-1)).toMatchObject({ t: 'error', code })
  expect(text).toMatch(/agent-oven: [A-Z"].+\./)
})
