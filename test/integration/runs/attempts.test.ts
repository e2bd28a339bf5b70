import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Run } from '../../../contract/index.ts'
import { openTestOven, type TestOven } from '../../support/open-test-oven.ts'
import { makePipelineRepo } from '../../support/pipeline-repo.ts'
import { ensureTinyImage } from '../../support/tiny-image.ts'

let oven: TestOven
let image: string
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'oven-attempts-'))
  execFileSync('chmod', ['a+rx', folder])
  image = await ensureTinyImage()
  oven = await openTestOven()
  for await (const _ of oven.services.images.build({ name: 'rehearsal' })) {
    // waited for
  }
})
afterAll(async () => {
  await oven.close()
  rmSync(folder, { recursive: true, force: true })
})

const sh = (id: string, script: string, rest: object = {}) =>
  oven.add({ id, image, command: ['sh', '-c', script], ...rest })

const runsOf = (jobId: string) => oven.services.history.list({ jobId }, { limit: 10 }).runs.toReversed()

async function startedRun(id: string): Promise<Run> {
  for await (const run of oven.services.history.watch(id)) if (run.startedAt) return run
  throw new Error('it never started')
}

const engineHas = () =>
  execFileSync('docker', ['ps', '-aq', '--filter', `label=agent-oven.install=${oven.installId}`], {
    encoding: 'utf8',
  }).trim()

describe('retries', () => {
  test('a job that fails is tried again after its back-off, linked, until its attempts are used up', async () => {
    sh('flaky', 'echo tried; exit 3', { retry: { maxAttempts: 3, backoffSeconds: 0.5, onFailure: true } })
    await oven.bake('flaky')
    let all = runsOf('flaky')
    for (let turns = 0; turns < 2000 && (all.length < 3 || all.at(-1)!.state !== 'finished'); turns += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      all = runsOf('flaky')
    }
    expect(
      all.map(({ attempt, trigger, retryOf, exitCode }) => [attempt, trigger, retryOf, exitCode]),
    ).toEqual([
      [1, 'manual', null, 3],
      [2, 'retry', all[0]!.id, 3],
      [3, 'retry', all[1]!.id, 3],
    ])
    const waited = all
      .slice(1)
      .map((run, at) => Date.parse(run.startedAt!) - Date.parse(all[at]!.finishedAt!))
    expect(waited[0]).toBeGreaterThanOrEqual(500)
    expect(waited[1]).toBeGreaterThanOrEqual(1000)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(runsOf('flaky')).toHaveLength(3)
    expect(oven.notifications.filter(({ title }) => title.startsWith('flaky'))).toEqual([
      expect.objectContaining({ title: 'flaky #3: failed' }),
    ])
    expect(engineHas()).toBe('')
  })

  test('a container that somebody removed is lost, and its job tried again', async () => {
    sh('removed', 'sleep 10', { retry: { maxAttempts: 2, backoffSeconds: 0 } })
    const { id } = oven.services.runJob('removed', {})
    await startedRun(id)
    const label = `label=agent-oven.run=${id}`
    execFileSync('sh', ['-c', `docker rm -f $(docker ps -aq --filter ${label})`])
    expect(await oven.finished(id)).toMatchObject({ outcome: 'lost' })
    const [, second] = runsOf('removed')
    expect(await oven.finished(second!.id)).toMatchObject({ attempt: 2, outcome: 'succeeded' })
  })

  test('a pipeline that met a limit waits until it lifts, and says when', async () => {
    const { path } = makePipelineRepo(mkdtempSync(join(folder, 'limit-')), [
      { name: 'review', rehearse: 'limit' },
    ])
    execFileSync('chmod', ['-R', 'a+rX', folder])
    oven.add({
      type: 'agent-pipeline',
      id: 'limited',
      source: { repo: path },
      pipeline: 'review',
      retry: { maxAttempts: 2, backoffSeconds: 1 },
    })
    const run = await oven.bake('limited', { rehearse: true })
    expect(run).toMatchObject({ outcome: 'failed', verdict: 'rate-limited' })
    expect(Date.parse(run.liftsAt!)).toBeGreaterThan(Date.now() + 3_000_000)
    const [, waiting] = runsOf('limited')
    expect(waiting).toMatchObject({ state: 'queued', attempt: 2, rehearsal: true })
    expect(waiting!.notBeforeAt! >= run.liftsAt!).toBe(true)
    expect((await oven.services.status()).counts.activeRuns).toBe(0)
    oven.services.runs.cancel(waiting!.id)
    expect(await oven.finished(waiting!.id)).toMatchObject({ outcome: 'cancelled', startedAt: null })
  })
})

describe('a budget', () => {
  test('stops a real pipeline once its agents have used it up, and its container is gone', async () => {
    const { path } = makePipelineRepo(mkdtempSync(join(folder, 'budget-')), [
      { name: 'review' },
      { name: 'audit', dependsOn: ['review'], rehearse: 'sleep:200' },
    ])
    execFileSync('chmod', ['-R', 'a+rX', folder])
    oven.add({
      type: 'agent-pipeline',
      id: 'dear',
      source: { repo: path },
      pipeline: 'review',
      budget: { tokens: 5000 },
    })
    const from = Date.now()
    const run = await oven.bake('dear', { rehearse: true })
    expect(run).toMatchObject({ outcome: 'cancelled', verdict: 'incomplete', error: { code: 'budget' } })
    expect(Date.now() - from).toBeLessThan(150_000)
    expect(await oven.log(run.id)).toContain('[oven] The budget is spent: stopping.')
    expect(engineHas()).toBe('')
  })
})

describe('a cancel', () => {
  test('while its image is pulled from a registry that does not answer ends the run at once', async () => {
    const registry = createServer(() => {})
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve))
    const { port } = registry.address() as { port: number }
    try {
      oven.add({ id: 'pulling', image: `127.0.0.1:${port}/none/such:1` })
      const { id } = oven.services.runJob('pulling', {})
      for await (const run of oven.services.history.watch(id)) if (run.state === 'preparing') break
      await new Promise((resolve) => setTimeout(resolve, 300))
      oven.services.runs.cancel(id)
      const from = Date.now()
      expect(await oven.finished(id)).toMatchObject({
        outcome: 'cancelled',
        startedAt: null,
        error: { code: 'cancelled' },
      })
      expect(Date.now() - from).toBeLessThan(60_000)
    } finally {
      registry.close()
    }
  })

  test('that is ignored is made good by SIGTERM after ten seconds, and the container is gone', async () => {
    sh('deaf', 'trap "" INT; trap "echo terminated; exit 0" TERM; echo begun; while true; do sleep 0.1; done')
    const { id } = oven.services.runJob('deaf', {})
    // A signal that comes before the traps are set is not ignored.
    while (!(await oven.log(id)).includes('begun\n')) await new Promise((resolve) => setTimeout(resolve, 50))
    const from = Date.now()
    oven.services.runs.cancel(id)
    const run = await oven.finished(id)
    expect(run).toMatchObject({ outcome: 'cancelled', error: { code: 'cancelled' } })
    expect(Date.now() - from).toBeGreaterThan(9500)
    expect(await oven.log(id)).toContain('terminated\n')
    expect(engineHas()).toBe('')
  })
})

describe('a ceiling on runs at work', () => {
  test('holds on the real engine', async () => {
    writeFileSync(join(oven.home, 'config.json'), JSON.stringify({ limits: { maxConcurrentRuns: 2 } }))
    await new Promise((resolve) => setTimeout(resolve, 500))
    sh('many', 'sleep 0.5')
    const ids = Array.from({ length: 6 }, () => oven.services.runJob('many', {}).id)
    const finished = await Promise.all(ids.map((id) => oven.finished(id)))
    const at = finished.map(
      ({ startedAt, finishedAt }) => [Date.parse(startedAt!), Date.parse(finishedAt!)] as const,
    )
    for (const [start] of at) {
      expect(at.filter(([from, to]) => from <= start && start < to).length).toBeLessThanOrEqual(2)
    }
    expect(finished.every(({ outcome }) => outcome === 'succeeded')).toBe(true)
    writeFileSync(join(oven.home, 'config.json'), '{}')
  })
})

describe('clean-up', () => {
  test('removes what finished runs left at the engine and nothing else, and a superseded build of this install', async () => {
    sh('done', 'echo done')
    sh('busy', 'sleep 600')
    const done = await oven.bake('done')
    const { id: busy } = oven.services.runJob('busy', {})
    await startedRun(busy)
    const docker = (...words: string[]) => execFileSync('docker', words, { encoding: 'utf8' }).trim()
    const mine = ['--label', `agent-oven.install=${oven.installId}`]
    const left = docker('create', ...mine, '--label', `agent-oven.run=${done.id}`, image, 'true')
    const foreign = docker(
      'create',
      '--label',
      'agent-oven.test=clean-up',
      '--label',
      `agent-oven.run=${done.id}`,
      image,
      'true',
    )
    const volume = docker('volume', 'create', ...mine, `oven-${oven.installId}-${done.id}`)
    const context = mkdtempSync(join(folder, 'image-'))
    const build = (word: string) => {
      writeFileSync(join(context, 'Dockerfile'), `FROM ${image}\nENV WORD=${word}\n`)
      docker('build', '-q', ...mine, '-t', 'agent-oven-test/superseded', context)
      return docker('image', 'inspect', '-f', '{{.Id}}', 'agent-oven-test/superseded')
    }
    const older = build('one')
    const newer = build('two')
    try {
      const preview = await oven.services.retention.preview()
      const report = await oven.services.retention.clean()
      expect(report.troubles).toEqual([])
      expect(report.items).toEqual(preview.items)
      const named = report.items.map(({ kind, name }) => `${kind} ${name}`)
      // A build of this install's that another oven on the engine has replaced meanwhile goes as well.
      expect(named.filter((name) => !name.startsWith('image '))).toEqual([
        `container ${left}`,
        `volume ${volume}`,
      ])
      expect(named).toContain(`image ${older}`)
      expect(named).not.toContain(`image ${newer}`)
      const containers = docker('ps', '-aq', '--no-trunc')
      expect(containers).not.toContain(left)
      expect(containers).toContain(foreign)
      expect(oven.services.history.show(busy).state).toBe('running')
      expect(docker('image', 'inspect', '-f', '{{.Id}}', 'agent-oven-test/superseded')).toBe(newer)
    } finally {
      docker('rm', foreign)
      docker('rmi', 'agent-oven-test/superseded')
      oven.services.runs.cancel(busy)
      await oven.finished(busy)
    }
    expect(readdirSync(join(oven.home, 'logs/jobs/done')).length).toBeGreaterThan(0)
  })
})
