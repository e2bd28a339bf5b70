import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { removeContainersOf, startHost } from '../../support/host-fixture.ts'
import { runOven, spawnOven } from '../../support/run-oven.ts'
import { tinyImage } from '../../support/tiny-image.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'oven-alone-'))
})
afterEach(async () => {
  await removeContainersOf(home)
  rmSync(home, { recursive: true, force: true })
})

const oven = (...words: string[]) => runOven(words, { home })
const addJob = (id: string, script: string) =>
  oven('jobs', 'add', '--id', id, '--image', tinyImage, '--command', `sh -c '${script}'`)

test('run bakes in its own process and gives the folder free', async () => {
  await addJob('good', 'echo hello')
  const { exitCode, json, stderr } = await oven('run', 'good', '--wait', '--json')
  expect([exitCode, stderr, json.outcome, json.number]).toEqual([0, '', 'succeeded', 1])
  expect(existsSync(join(home, 'instance.json'))).toBe(false)
  expect((await oven('runs', 'logs', 'good#1')).stdout).toContain('hello\n')
})

test('without --wait it stays all the same, and says why', async () => {
  await addJob('good', 'sleep 1; echo hello')
  const { exitCode, json, stderr } = await oven('run', 'good', '--json')
  expect([exitCode, json.state]).toEqual([0, 'queued'])
  expect(stderr).toContain('No host is running')
  expect((await oven('runs', 'show', 'good#1', '--json')).json.outcome).toBe('succeeded')
})

test('while it bakes, other commands reach the oven through it', async () => {
  await addJob('slow', 'echo begin; sleep 15; echo end')
  const baking = spawnOven(['run', 'slow', '--wait'], { home })
  const story = text(baking.stdout)
  const ended = new Promise<number | null>((resolve) => baking.once('close', resolve))
  while (!existsSync(join(home, 'instance.json'))) await pause(50)
  const status = await oven('status', '--json')
  expect(status.json).toMatchObject({ hostKind: 'command', pid: baking.pid })
  const refused = await runOven(['serve', '--port', '0'], { home })
  expect([refused.exitCode, refused.stderr.includes(`process ${baking.pid}`)]).toEqual([2, true])
  const log = await oven('runs', 'logs', '-f', 'slow#1')
  expect(log.stdout).toContain('end\n')
  expect(await ended).toBe(0)
  expect(await story).toContain('slow #1: succeeded')
})

test('a command that is killed leaves its run to the next host, which sees it to its true end', async () => {
  await addJob('long', 'for i in 1 2 3 4 5 6; do echo tick $i; sleep 1; done; exit 5')
  const baking = spawnOven(['run', 'long', '--wait'], { home })
  let stdout = ''
  baking.stdout.on('data', (piece) => {
    stdout += piece
  })
  while (!stdout.includes('running')) await pause(50)
  await pause(1500)
  baking.kill('SIGKILL')
  const host = await startHost({ home })
  try {
    const watched = await host.oven(['runs', 'watch', 'long#1', '--json'])
    expect([watched.exitCode, watched.json.outcome, watched.json.exitCode]).toEqual([1, 'failed', 5])
    const log = (await host.oven(['runs', 'logs', 'long#1'])).stdout
    expect(log.match(/tick \d/g)).toEqual(['tick 1', 'tick 2', 'tick 3', 'tick 4', 'tick 5', 'tick 6'])
  } finally {
    await host.stop()
  }
})
