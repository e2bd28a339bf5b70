import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Run } from '../../../contract/index.ts'
import { type HostFixture, removeContainersOf, startHost } from '../../support/host-fixture.ts'
import { makePipelineRepo } from '../../support/pipeline-repo.ts'
import { ensureTinyImage } from '../../support/tiny-image.ts'

let image: string
let home: string
let host: HostFixture | undefined

beforeAll(async () => {
  image = await ensureTinyImage()
  home = mkdtempSync(join(tmpdir(), 'oven-killed-'))
  execFileSync('chmod', ['a+rx', home])
})
afterEach(async () => {
  await host?.stop()
  host = undefined
})
afterAll(async () => {
  await removeContainersOf(home)
  rmSync(home, { recursive: true, force: true })
})

async function ask<T>(words: string[]): Promise<T> {
  const { stdout, stderr, exitCode } = await host!.oven([...words, '--json'])
  if (exitCode !== 0) throw new Error(`oven ${words.join(' ')} ended with ${exitCode}: ${stdout}${stderr}`)
  return JSON.parse(stdout) as T
}

async function runWhen(name: string, enough: (run: Run) => boolean): Promise<Run> {
  for (let tries = 0; tries < 600; tries += 1) {
    const run = await ask<Run>(['runs', 'show', name])
    if (enough(run)) return run
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`${name} did not get there`)
}

const labelled = (kind: 'ps' | 'volume', run: Run, which = '-aq') => {
  const words = kind === 'ps' ? ['ps', which] : ['volume', 'ls', '-q']
  return execFileSync('docker', [...words, '--filter', `label=agent-oven.run=${run.id}`], {
    encoding: 'utf8',
  })
}

async function addJob(job: Record<string, unknown>): Promise<void> {
  const { exitCode, stderr } = await host!.oven(['jobs', 'add', '--file', '-'], {
    input: JSON.stringify(job),
  })
  if (exitCode !== 0) throw new Error(stderr)
}

async function logOf(run: Run): Promise<string> {
  const path = execFileSync('sh', ['-c', `ls ${home}/logs/jobs/${run.jobId}/*${run.id}.log`], {
    encoding: 'utf8',
  })
  return readFileSync(path.trim(), 'utf8')
}

const LINES = 200
const lines = Array.from({ length: LINES }, (_, index) => `line ${index + 1}`)

test('a run whose host was killed twice goes on to its true end with its whole log, nothing twice', async () => {
  host = await startHost({ home })
  const script = `i=0; while [ $i -lt ${LINES} ]; do i=$((i+1)); echo line $i; sleep 0.05; done; exit 7`
  await addJob({
    type: 'docker',
    id: 'counting',
    image,
    command: ['sh', '-c', script],
    schedule: { type: 'manual' },
  })
  await ask(['run', 'counting'])
  await runWhen('counting#1', (run) => run.logBytes > 300)
  await host.stop('SIGKILL')
  host = await startHost({ home })
  await runWhen('counting#1', (run) => run.logBytes > 700)
  await host.stop('SIGKILL')
  await new Promise((resolve) => setTimeout(resolve, 1500))
  host = await startHost({ home })
  const run = await runWhen('counting#1', ({ state }) => state === 'finished')
  expect(run).toMatchObject({ outcome: 'failed', exitCode: 7, error: { code: 'exit-code' } })
  const log = await logOf(run)
  expect(log.split('\n').filter((line) => line.startsWith('line '))).toEqual(lines)
  expect(labelled('ps', run)).toBe('')
})

test('a run that ended while no host was there is collected by the next', async () => {
  host = await startHost({ home })
  const script = 'echo begun; sleep 3; echo over'
  await addJob({
    type: 'docker',
    id: 'alone',
    image,
    command: ['sh', '-c', script],
    schedule: { type: 'manual' },
  })
  await ask(['run', 'alone'])
  const begun = await runWhen('alone#1', (run) => run.startedAt !== null)
  await host.stop('SIGKILL')
  await expect.poll(() => labelled('ps', begun, '-q'), { timeout: 60_000, interval: 500 }).toBe('')
  const cameBackAt = Date.now()
  host = await startHost({ home })
  const run = await runWhen('alone#1', ({ state }) => state === 'finished')
  expect(run).toMatchObject({ outcome: 'succeeded', exitCode: 0 })
  expect(run.durationMs).toBeGreaterThan(2500)
  expect(Date.parse(run.finishedAt!)).toBeLessThanOrEqual(cameBackAt)
  expect(await logOf(run)).toMatch(/\nbegun\n(.*\n)?over\n/)
  expect(labelled('ps', run)).toBe('')
})

test('a pipeline whose host was killed keeps its stages, tokens and commits', async () => {
  host = await startHost({ home })
  // Not below the oven's own folder, of which nothing is ever mounted.
  const folder = mkdtempSync(join(tmpdir(), 'oven-killed-repos-'))
  execFileSync('chmod', ['a+rx', folder])
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const { path, remote } = makePipelineRepo(folder, [
    { name: 'review' },
    { name: 'audit', dependsOn: ['review'], rehearse: 'sleep:4' },
    { name: 'summary', dependsOn: ['audit'] },
  ])
  await addJob({
    type: 'agent-pipeline',
    id: 'nightly',
    source: { repo: path },
    pipeline: 'review',
    schedule: { type: 'manual' },
  })
  await ask(['run', 'nightly', '--rehearse'])
  const before = await runWhen('nightly#1', (run) => run.stages[1]?.status === 'running')
  await host.stop('SIGKILL')
  host = await startHost({ home })
  const run = await runWhen('nightly#1', ({ state }) => state === 'finished')
  expect(run).toMatchObject({ outcome: 'succeeded', verdict: 'worked', branches: [{ pushed: true }] })
  expect(run.stages.map((stage) => stage.status)).toEqual(['succeeded', 'succeeded', 'succeeded'])
  expect(run.stages[0]?.tokens).toEqual(before.stages[0]?.tokens)
  for (const stage of run.stages) expect(stage.costUsd).toBeGreaterThan(0)
  const log = await logOf(run)
  for (const stage of ['review', 'audit', 'summary']) {
    expect(log.match(new RegExp(`Stage: ${stage} - STARTED`, 'g'))).toHaveLength(1)
  }
  const tip = execFileSync('git', ['-C', remote, 'rev-parse', run.branches[0]!.name], { encoding: 'utf8' })
  expect(tip.trim()).toBe(run.branches[0]!.commit)
  expect(labelled('ps', run) + labelled('volume', run)).toBe('')
})

test('a run whose container somebody removed is lost, and says so', async () => {
  host = await startHost({ home })
  await addJob({
    type: 'docker',
    id: 'removed',
    image,
    command: ['sleep', '600'],
    schedule: { type: 'manual' },
  })
  await ask(['run', 'removed'])
  const { id } = await runWhen('removed#1', (run) => run.startedAt !== null)
  await host.stop('SIGKILL')
  execFileSync('sh', ['-c', `docker rm -f $(docker ps -aq --filter label=agent-oven.run=${id})`])
  host = await startHost({ home })
  const run = await runWhen('removed#1', ({ state }) => state === 'finished')
  expect(run).toMatchObject({ outcome: 'lost', error: { code: 'container-gone' } })
})
