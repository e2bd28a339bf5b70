import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Run } from '../../../contract/index.ts'
import { type HostFixture, removeContainersOf, startHost } from '../../support/host-fixture.ts'
import { ensureTinyImage } from '../../support/tiny-image.ts'

let image: string
let home: string
let host: HostFixture | undefined

beforeAll(async () => {
  image = await ensureTinyImage()
  home = mkdtempSync(join(tmpdir(), 'oven-chain-killed-'))
})
afterAll(async () => {
  await host?.stop()
  await removeContainersOf(home)
  rmSync(home, { recursive: true, force: true })
})

async function ask<T>(words: string[], input?: string): Promise<T> {
  const { stdout, stderr, exitCode } = await host!.oven([...words, '--json'], { input })
  if (exitCode !== 0) throw new Error(`oven ${words.join(' ')} ended with ${exitCode}: ${stdout}${stderr}`)
  return JSON.parse(stdout) as T
}

async function add(id: string, script: string, more: Record<string, unknown> = {}): Promise<void> {
  const job = { type: 'docker', id, image, command: ['sh', '-c', script], schedule: { type: 'manual' } }
  await ask(['jobs', 'add', '--file', '-'], JSON.stringify({ ...job, overlap: 'allow', ...more }))
}

test('a host that is killed again and again around the end of a run leaves one run that follows it', async () => {
  host = await startHost({ home })
  await add('build', 'sleep 1')
  await add('deploy', 'cat $OVEN_PAYLOAD', { after: { job: 'build' } })
  const built: string[] = []
  for (const killedAfterMs of [700, 800, 900, 1000, 1100]) {
    built.push((await ask<Run>(['run', 'build'])).id)
    await new Promise((resolve) => setTimeout(resolve, killedAfterMs))
    await host.stop('SIGKILL')
    host = await startHost({ home })
  }
  const followed = async () => {
    const runs = await Promise.all(built.map((id) => ask<Run>(['runs', 'show', id])))
    return runs.map(({ outcome, state, followers }) => [outcome, state, followers.length])
  }
  await expect
    .poll(followed, { timeout: 60_000, interval: 1_000 })
    .toEqual(built.map(() => ['succeeded', 'finished', 1]))
  const list = async () => (await ask<{ runs: Run[] }>(['runs', 'list', '--job', 'deploy'])).runs
  await expect
    .poll(async () => (await list()).map(({ state }) => state), { timeout: 60_000, interval: 1_000 })
    .toEqual(built.map(() => 'finished'))
  const shown = await Promise.all((await list()).map(({ id }) => ask<Run>(['runs', 'show', id])))
  expect(shown.map(({ outcome, chainedFrom }) => [outcome, chainedFrom?.id]).sort()).toEqual(
    built.map((id) => ['succeeded', id]).sort(),
  )
})
