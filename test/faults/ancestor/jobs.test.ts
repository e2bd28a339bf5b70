import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestOven, type TestOven } from '../../support/open-test-oven.ts'
import { makePipelineRepo } from '../../support/pipeline-repo.ts'
import { ensureTinyImage } from '../../support/tiny-image.ts'
import { waitFor } from '../support/fault-host.ts'

let oven: TestOven
let image: string
let parent: string

beforeAll(async () => {
  image = await ensureTinyImage()
  parent = mkdtempSync(join(tmpdir(), 'oven-ancestor-'))
  oven = await openTestOven({ home: join(parent, 'home') })
})
afterAll(async () => {
  await oven.close()
  rmSync(parent, { recursive: true, force: true })
})

const sh = (id: string, script: string, more: object = {}) =>
  oven.add({ id, image, command: ['sh', '-c', script], ...more })
const containersOf = (runId: string) =>
  execFileSync('docker', ['ps', '-aq', '--filter', `label=agent-oven.run=${runId}`], {
    encoding: 'utf8',
  }).trim()
const slotsOf = (jobId: string) => oven.services.slots.list({ jobId, limit: 100 })
/** A moment of the wall clock that comes in some seconds. */
const soon = (seconds: number) => {
  const at = new Date(Date.now() + seconds * 1000)
  at.setMilliseconds(0)
  return at.toISOString()
}

test('four jobs due together start together, and none waits for another’s end', async () => {
  const datetime = soon(3)
  for (const id of ['first', 'second', 'third', 'fourth']) {
    sh(id, 'sleep 12', { schedule: { type: 'once', datetime } })
  }
  await waitFor('all four to run', () =>
    ['first', 'second', 'third', 'fourth'].every(
      (id) => oven.services.history.list({ jobId: id }, { limit: 1 }).runs[0]?.startedAt,
    ),
  )
  const runs = await Promise.all(
    ['first', 'second', 'third', 'fourth'].map((id) =>
      oven.finished(oven.services.history.list({ jobId: id }, { limit: 1 }).runs[0]!.id),
    ),
  )
  const lastStart = Math.max(...runs.map(({ startedAt }) => Date.parse(startedAt!)))
  expect(lastStart).toBeLessThan(Math.min(...runs.map(({ finishedAt }) => Date.parse(finishedAt!))))
})

test('a job that takes longer than its interval loses no slot in silence', async () => {
  sh('long', 'sleep 3', { schedule: { type: 'cron', cron: '* * * * * *' }, overlap: 'skip' })
  await waitFor('several slots', () => slotsOf('long').length >= 5)
  oven.services.jobs.disable('long')
  const due = slotsOf('long')
    .map(({ dueAt }) => Date.parse(dueAt))
    .sort((a, b) => a - b)
  for (const [index, moment] of due.slice(1).entries()) expect(moment - due[index]!).toBe(1000)
  expect(slotsOf('long').some(({ state, cause }) => state === 'skipped' && cause === 'overlap')).toBe(true)
  await oven.services.runs.whenIdle()
})

test('output is there while the job still runs', async () => {
  sh('talking', 'echo first; sleep 8; echo last')
  const { id } = oven.services.runJob('talking', {})
  for await (const chunk of oven.services.history.logs(id, { from: 0, follow: true })) {
    if (chunk.text.includes('first\n')) break
  }
  expect(oven.services.history.show(id).state).toBe('running')
  await oven.finished(id)
})

test('a timeout of two seconds ends the run soon after, with its container gone and its exit code known', async () => {
  sh('endless', 'exec sleep 600', { resources: { timeout: 2 } })
  const run = await oven.bake('endless')
  expect(run).toMatchObject({ outcome: 'timed-out', error: { code: 'timed-out' } })
  expect(run.durationMs).toBeLessThan(60_000)
  expect(run.exitCode).toEqual(expect.any(Number))
  expect(containersOf(run.id)).toBe('')
})

test('a job that prints "Exit Code: 0" and fails has failed', async () => {
  sh('liar', 'echo "Exit Code: 0"; echo "Status: success"; exit 3')
  expect(await oven.bake('liar')).toMatchObject({ outcome: 'failed', verdict: 'failed', exitCode: 3 })
})

test('standard output and error stand in the log in the order in which they were written', async () => {
  sh(
    'mixed',
    'i=0; while [ $i -lt 40 ]; do i=$((i+1)); echo out $i; usleep 20000; echo err $i >&2; usleep 20000; done',
  )
  const { id } = await oven.bake('mixed')
  const lines = (await oven.log(id)).split('\n').filter((line) => /^(out|err) /.test(line))
  const written = Array.from({ length: 40 }, (_, index) => [`out ${index + 1}`, `err ${index + 1}`]).flat()
  expect([...lines].sort()).toEqual([...written].sort())
  // The engine reads two pipes: what comes 20 ms apart may change places on a busy machine, but not go far.
  for (const [place, line] of lines.entries())
    expect(Math.abs(written.indexOf(line) - place)).toBeLessThan(20)
})

test('a one-time job that fails stays, with what came of it', async () => {
  sh('once', 'exit 9', { schedule: { type: 'once', datetime: soon(2) } })
  const run = await waitFor('its run to finish', () =>
    oven.services.history
      .list({ jobId: 'once' }, { limit: 1 })
      .runs.find(({ state }) => state === 'finished'),
  )
  expect(run).toMatchObject({ outcome: 'failed', exitCode: 9 })
  expect(oven.services.jobs.show('once')).toMatchObject({ lastRun: { exitCode: 9 }, nextDueAt: null })
  expect(slotsOf('once')).toMatchObject([{ state: 'ran', runId: run.id }])
})

test('the next run is told however far away it is', () => {
  sh('leap', 'true', { schedule: { type: 'cron', cron: '0 2 29 2 *', timezone: 'UTC' } })
  const { nextDueAt } = oven.services.jobs.show('leap')
  expect(nextDueAt).toMatch(/-02-29T02:00:00/)
  expect(Date.parse(nextDueAt!)).toBeGreaterThan(Date.now() + 7 * 86_400_000)
})

test('a job with a bad schedule in the file stops no other', async () => {
  const path = join(oven.home, 'jobs.json')
  const file = JSON.parse(readFileSync(path, 'utf8')) as { jobs: unknown[] }
  const bad = { id: 'bad', type: 'docker', image, schedule: { type: 'cron', cron: 'every day at two' } }
  const good = {
    id: 'good',
    type: 'docker',
    image,
    command: ['true'],
    schedule: { type: 'once', datetime: soon(3) },
  }
  writeFileSync(path, JSON.stringify({ ...file, jobs: [...file.jobs, bad, good] }))
  await waitFor('the good one to have run', () => slotsOf('good').some(({ state }) => state === 'ran'))
  expect((await oven.services.status()).warnings).toContainEqual(expect.stringContaining('"bad"'))
  expect(oven.services.jobs.list().map(({ job }) => job.id)).not.toContain('bad')
})

test('an id cannot lead out of the folder, by whatever way it comes', async () => {
  const id = '../../escaped'
  expect(() => sh(id, 'true')).toThrow(/letters, digits and hyphens/)
  const path = join(oven.home, 'jobs.json')
  const file = JSON.parse(readFileSync(path, 'utf8')) as { jobs: unknown[] }
  const job = {
    id,
    type: 'docker',
    image,
    command: ['true'],
    schedule: { type: 'cron', cron: '* * * * * *' },
  }
  writeFileSync(path, JSON.stringify({ ...file, jobs: [...file.jobs, job] }))
  await pause(2500)
  expect(oven.services.history.list({}, { limit: 100 }).runs.map(({ jobId }) => jobId)).not.toContain(id)
  expect(readdirSync(parent)).toEqual(['home'])
})

test('containers of other people are not taken for runs, whatever they are called, and are left alone', async () => {
  const name = `oven-talking-1-${oven.installId}`
  execFileSync('docker', [
    'run',
    '--detach',
    '--name',
    name,
    '--label',
    'agent-oven.test=stranger',
    image,
    'sleep',
    '60',
  ])
  try {
    expect((await oven.services.status()).counts.activeRuns).toBe(0)
    expect(oven.services.jobs.show('talking').activeRuns).toBe(0)
    await oven.services.retention.clean()
    const state = execFileSync('docker', ['inspect', '--format', '{{.State.Status}}', name], {
      encoding: 'utf8',
    })
    expect(state.trim()).toBe('running')
  } finally {
    execFileSync('docker', ['rm', '--force', name], { stdio: 'ignore' })
  }
})

test('a pipeline sees nothing of the user’s home, and is not root', async () => {
  const folder = join(parent, 'home', '..', 'repos')
  execFileSync('mkdir', ['-p', folder])
  execFileSync('chmod', ['a+rx', parent])
  const { path } = makePipelineRepo(folder, [{ name: 'review', rehearse: 'sleep:3' }])
  oven.add({ id: 'caged', type: 'agent-pipeline', source: { repo: path }, pipeline: 'review' })
  const { id } = oven.services.runJob('caged', { rehearse: true })
  for await (const run of oven.services.history.watch(id)) if (run.startedAt || run.outcome) break
  const [container] = JSON.parse(
    execFileSync('docker', ['inspect', containersOf(id)], { encoding: 'utf8' }),
  ) as [{ Mounts: { Source: string; Destination: string; RW: boolean }[]; Config: { User: string } }]
  const sources = container.Mounts.map(({ Source }) => Source)
  expect(sources.filter((source) => source.includes('.claude') || source === process.env.HOME)).toEqual([])
  const uid = execFileSync('docker', ['exec', containersOf(id), 'id', '-u'], { encoding: 'utf8' })
  expect(uid.trim()).toBe('1000')
  expect(await oven.finished(id)).toMatchObject({ outcome: 'succeeded' })
  rmSync(folder, { recursive: true, force: true })
}, 600_000)
