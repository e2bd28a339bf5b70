import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Run } from '../../../contract/index.ts'
import { type HostFixture, startHost } from '../../support/host-fixture.ts'
import { spawnOven } from '../../support/run-oven.ts'
import { tinyImage } from '../../support/tiny-image.ts'

let host: HostFixture
beforeAll(async () => {
  host = await startHost()
})
afterAll(() => host.dispose())

async function addJob(id: string, script: string): Promise<void> {
  const job = {
    id,
    type: 'docker',
    image: tinyImage,
    command: ['sh', '-c', script],
    schedule: { type: 'manual' },
    overlap: 'allow',
  }
  const { exitCode, stderr } = await host.oven(['jobs', 'add', '--file', '-'], { input: JSON.stringify(job) })
  expect([exitCode, stderr]).toEqual([0, ''])
}

async function showRun(name: string): Promise<Run> {
  return (await host.oven(['runs', 'show', name, '--json'])).json
}

test('run --wait ends as the run ends, and tells its story', async () => {
  await addJob('good', 'echo hello; sleep 1')
  const { exitCode, stdout, stderr } = await host.oven(['run', 'good', '--wait'])
  expect([exitCode, stderr]).toEqual([0, ''])
  // The command asks how the run goes a moment after it was queued: what was over by then is not said again.
  expect(stdout).toMatch(
    /^(?:good #1 preparing\n)?good #1 running\ngood #1 collecting\n\ngood #1: succeeded, verdict: worked\n/,
  )
  expect(stdout).toContain('Exit code    0')
  expect(stdout).not.toContain('\u001b')

  await addJob('bad', 'echo oh no; exit 3')
  const failed = await host.oven(['run', 'bad', '--wait', '--json'])
  expect(failed.exitCode).toBe(1)
  expect(failed.json).toMatchObject({
    jobId: 'bad',
    number: 1,
    outcome: 'failed',
    exitCode: 3,
    trigger: 'manual',
  })
  // Beside the run itself it is shown what GitHub was told of it.
  expect(await showRun('bad#1')).toEqual({ ...failed.json, reports: [] })
})

test('run alone returns at once; logs -f and watch follow to the end', async () => {
  await addJob('slow', 'for i in 1 2 3 4; do echo line $i; sleep 0.5; done')
  const started = await host.oven(['run', 'slow', '--json'])
  expect(started.exitCode).toBe(0)
  expect(started.json.outcome).toBeNull()
  const [log, watched] = await Promise.all([
    host.oven(['runs', 'logs', '-f', 'slow#1']),
    host.oven(['runs', 'watch', started.json.id.slice(0, 18), '--json']),
  ])
  expect(log.exitCode).toBe(0)
  expect(log.stdout.split('\n').filter((line) => line.startsWith('line'))).toEqual([
    'line 1',
    'line 2',
    'line 3',
    'line 4',
  ])
  expect([watched.exitCode, watched.json.outcome]).toEqual([0, 'succeeded'])

  const whole = await host.oven(['runs', 'logs', 'slow#1', '--json'])
  expect(whole.json.text).toBe(log.stdout)
  expect(whole.json.to).toBe(Buffer.byteLength(log.stdout))
  const tail = await host.oven(['runs', 'logs', 'slow#1', '--from=-10'])
  expect(tail.stdout).toBe(Buffer.from(log.stdout).subarray(-10).toString())
})

test('runs cancel --wait answers when the container is gone; run --wait then ends with 1', async () => {
  await addJob('endless', 'trap "exit 0" INT TERM; echo up; while true; do sleep 0.2; done')
  const waiting = host.oven(['run', 'endless', '--wait', '--json'])
  for (let run = await showRun('endless#1'); run.state !== 'running'; run = await showRun('endless#1'))
    await pause(200)
  const cancelled = await host.oven(['runs', 'cancel', 'endless#1', '--wait', '--json'])
  expect([cancelled.exitCode, cancelled.json.state, cancelled.json.outcome]).toEqual([
    0,
    'finished',
    'cancelled',
  ])
  const { exitCode, json } = await waiting
  expect([exitCode, json.outcome]).toEqual([1, 'cancelled'])
})

test('the first Ctrl-C says what the second does; the second cancels', async () => {
  await addJob('patient', 'trap "exit 0" INT TERM; while true; do sleep 0.2; done')
  const child = spawnOven(['run', 'patient', '--wait'], { home: host.home })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (piece) => {
    stdout += piece
  })
  child.stderr.on('data', (piece) => {
    stderr += piece
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  while (!stdout.includes('running')) await pause(50)
  child.kill('SIGINT')
  while (!stderr.includes('again to cancel')) await pause(50)
  await pause(500)
  expect((await showRun('patient#1')).state).toBe('running')
  child.kill('SIGINT')
  expect(await ended).toBe(1)
  expect(stdout).toContain('patient #1: cancelled')
  expect((await showRun('patient#1')).outcome).toBe('cancelled')
})

test('runs are listed newest first, filtered, and paged', async () => {
  const failed = await host.oven(['runs', 'list', '--outcome', 'failed', '--json'])
  expect(failed.json.runs.map((run: Run) => run.jobId)).toEqual(['bad'])
  const first = await host.oven(['runs', 'list', '-n', '2', '--json'])
  const second = await host.oven(['runs', 'list', '-n', '2', '--cursor', first.json.next, '--json'])
  const ids = [...first.json.runs, ...second.json.runs].map((run: Run) => run.jobId)
  expect(ids).toEqual(['patient', 'endless', 'slow', 'bad'])
})

test('doctor sees the engine', async () => {
  const { json } = await host.oven(['doctor', '--json'])
  expect(json.checks.find((check: { id: string }) => check.id === 'engine')).toMatchObject({ passed: true })
})

test('a host that is told to stop says what becomes of its runs; who waits for one is told too', async () => {
  const own = await startHost()
  try {
    const job = {
      id: 'long',
      type: 'docker',
      image: tinyImage,
      command: ['sh', '-c', 'sleep 12; exit 0'],
      schedule: { type: 'manual' },
    }
    await own.oven(['jobs', 'add', '--file', '-'], { input: JSON.stringify(job) })
    const waiting = own.oven(['run', 'long', '--wait', '--json'])
    const state = async () => (await own.oven(['runs', 'list', '--json'])).json.runs[0]?.state
    while ((await state()) !== 'running') await pause(100)
    expect(await own.stop('SIGTERM')).toBe(0)
    expect(own.stderr()).toContain('one run goes on')
    const { exitCode, json } = await waiting
    expect([exitCode, json.error.code]).toEqual([3, 'NO_HOST'])
    const next = await startHost({ home: own.home })
    const watched = await next.oven(['runs', 'watch', 'long#1', '--json'])
    expect([watched.exitCode, watched.json.outcome]).toEqual([0, 'succeeded'])
    await next.stop()
  } finally {
    await own.dispose()
  }
})
