import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestOven, type TestOven } from '../../support/open-test-oven.ts'
import { makePipelineRepo, type PipelineStage } from '../../support/pipeline-repo.ts'

let oven: TestOven
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'oven-repos-'))
  execFileSync('chmod', ['a+rx', folder])
  oven = await openTestOven()
  for await (const _ of oven.services.images.build({ name: 'rehearsal' })) {
    // waited for
  }
})
afterAll(async () => {
  await oven.close()
  rmSync(folder, { recursive: true, force: true })
})

function pipelineJob(id: string, stages: PipelineStage[], rest: object = {}) {
  const own = join(folder, id)
  mkdirSync(own)
  const repo = makePipelineRepo(own, stages)
  oven.add({ type: 'agent-pipeline', id, source: { repo: repo.path }, pipeline: 'review', ...rest })
  return repo
}

const branchesOf = (remote: string) =>
  execFileSync('git', ['-C', remote, 'for-each-ref', '--format=%(refname:short)', 'refs/heads'], {
    encoding: 'utf8',
  })
    .trim()
    .split('\n')
    .filter((name) => name !== 'main')

const leftovers = () =>
  execFileSync('docker', ['ps', '-aq', '--filter', `label=agent-oven.install=${oven.installId}`], {
    encoding: 'utf8',
  }) +
  execFileSync('docker', ['volume', 'ls', '-q', '--filter', `label=agent-oven.install=${oven.installId}`], {
    encoding: 'utf8',
  })

describe('a rehearsed pipeline', () => {
  test('runs all its stages, two of them side by side, and its commits reach the remote', async () => {
    const { remote } = pipelineJob('whole', [
      { name: 'review' },
      { name: 'audit', dependsOn: ['review'], model: 'opus' },
      { name: 'docs', dependsOn: ['review'], model: 'haiku' },
      { name: 'off', dependsOn: ['review'], enabled: false },
      { name: 'summary', dependsOn: ['audit', 'docs'] },
    ])
    const run = await oven.bake('whole', { rehearse: true })
    expect(run).toMatchObject({
      outcome: 'succeeded',
      verdict: 'worked',
      rehearsal: true,
      exitCode: 0,
      error: null,
    })
    expect(run.stages.map(({ name, model, status }) => [name, model, status])).toEqual([
      ['review', 'sonnet', 'succeeded'],
      ['audit', 'opus', 'succeeded'],
      ['docs', 'haiku', 'succeeded'],
      ['off', 'sonnet', 'skipped'],
      ['summary', 'sonnet', 'succeeded'],
    ])
    const [, audit, docs] = run.stages
    expect(Date.parse(audit!.startedAt!)).toBeLessThan(Date.parse(docs!.finishedAt!))
    expect(Date.parse(docs!.startedAt!)).toBeLessThan(Date.parse(audit!.finishedAt!))
    for (const stage of run.stages.filter(({ status }) => status === 'succeeded')) {
      expect(stage.tokens?.output).toBeGreaterThan(0)
      expect(stage.costUsd).toBeGreaterThan(0)
      expect(stage.durationMs).toBeGreaterThan(500)
      expect(run.commits.map((commit) => commit.sha)).toContain(stage.commitSha)
    }
    expect(run.costUsd).toBeCloseTo(run.stages.reduce((sum, stage) => sum + (stage.costUsd ?? 0), 0))
    expect(run.tokens!.input).toBe(run.stages.reduce((sum, stage) => sum + (stage.tokens?.input ?? 0), 0))
    expect(run.branches).toMatchObject([{ commits: 4, pushed: true, error: null }])
    expect(branchesOf(remote)).toEqual([run.branches[0]!.name])
    const tip = execFileSync('git', ['-C', remote, 'rev-parse', run.branches[0]!.name], {
      encoding: 'utf8',
    }).trim()
    expect(tip).toBe(run.branches[0]!.commit)
    expect(run.source?.commit).toMatch(/^[0-9a-f]{40}$/)
    expect(run.resources.peakMemoryBytes).toBeGreaterThan(1_000_000)
    expect(leftovers()).toBe('')
    const log = await oven.log(run.id)
    expect(log).toContain('Stage: review - STARTED')
    expect(log).not.toContain('\u001e')
    const stagesSpoken = new Set<string | null>()
    for await (const { entries } of oven.services.history.transcript(run.id, { after: -1, follow: false })) {
      for (const entry of entries) stagesSpoken.add(entry.stage)
    }
    expect([...stagesSpoken].sort()).toEqual(['audit', 'docs', 'review', 'summary'])
  })

  test('that fails in a stage says which, and what came before it is kept', async () => {
    pipelineJob('broken', [
      { name: 'review' },
      { name: 'audit', dependsOn: ['review'], rehearse: 'fail' },
      { name: 'summary', dependsOn: ['audit'] },
    ])
    const run = await oven.bake('broken', { rehearse: true })
    expect(run).toMatchObject({ outcome: 'failed', exitCode: 1 })
    expect(run.error?.message).toContain('Stage "audit"')
    expect(run.stages.map((stage) => stage.status)).toEqual(['succeeded', 'failed', 'skipped'])
    expect(run.commits.length).toBeGreaterThanOrEqual(1)
  })

  test.each([
    ['limit', 'rate-limited', ['rate-limited', 'usage-limit']],
    ['auth', 'blocked', ['login-expired', 'login-missing', 'key-invalid']],
    ['crash', 'incomplete', ['agent-ended-early']],
  ])('whose agent meets "%s" is %s', async (rehearse, verdict, codes) => {
    pipelineJob(`meets-${rehearse}`, [{ name: 'review', rehearse }])
    const run = await oven.bake(`meets-${rehearse}`, { rehearse: true })
    expect(run).toMatchObject({ outcome: 'failed', verdict })
    expect(codes).toContain(run.error?.code)
  })

  test('without a push keeps its commits as a bundle', async () => {
    const { remote, path } = pipelineJob('kept', [{ name: 'review' }], { push: false })
    const run = await oven.bake('kept', { rehearse: true })
    expect(run).toMatchObject({ outcome: 'succeeded', branches: [{ pushed: false }] })
    expect(branchesOf(remote)).toEqual([])
    const artifacts = join(oven.home, 'artifacts', run.id)
    expect(readdirSync(artifacts)).toContain('changes.bundle')
    const heads = execFileSync(
      'git',
      ['-C', path, 'bundle', 'list-heads', join(artifacts, 'changes.bundle')],
      {
        encoding: 'utf8',
      },
    )
    expect(heads).toContain(run.branches[0]!.commit)
  })

  test('is cancelled in the middle of a stage', async () => {
    pipelineJob('cancelled', [
      { name: 'review', rehearse: 'sleep:600' },
      { name: 'after', dependsOn: ['review'] },
    ])
    const { id } = oven.services.runJob('cancelled', { rehearse: true })
    for await (const run of oven.services.history.watch(id)) {
      if (run.stages[0]?.status === 'running') break
    }
    oven.services.runs.cancel(id)
    const run = await oven.finished(id)
    expect(run).toMatchObject({ outcome: 'cancelled', verdict: 'incomplete' })
    expect(run.stages.map((stage) => stage.status)).toEqual(['cancelled', 'skipped'])
    expect(leftovers()).toBe('')
  })
})

describe('a pipeline that cannot be', () => {
  test('names the branch that is not there', async () => {
    const { path } = pipelineJob('branchless', [{ name: 'review' }])
    oven.services.jobs.update('branchless', { source: { repo: path, branch: 'no-such-branch' } })
    const run = await oven.bake('branchless', { rehearse: true })
    expect(run).toMatchObject({ outcome: 'failed', verdict: 'blocked', error: { code: 'branch-missing' } })
    expect(run.error?.message).toContain('no-such-branch')
  })

  test('names the pipeline that is not there', async () => {
    pipelineJob('nameless', [{ name: 'review' }], { pipeline: 'no-such-pipeline' })
    const run = await oven.bake('nameless', { rehearse: true })
    expect(run).toMatchObject({ verdict: 'blocked', error: { code: 'pipeline-missing' } })
  })

  test('is blocked before any container where its repository is no repository', async () => {
    oven.add({ type: 'agent-pipeline', id: 'no-repo', source: { repo: '/no/such/repo' }, pipeline: 'review' })
    const run = await oven.bake('no-repo', { rehearse: true })
    expect(run).toMatchObject({ outcome: 'blocked', startedAt: null, error: { code: 'repo-missing' } })
    expect(existsSync('/no/such/repo')).toBe(false)
  })
})
