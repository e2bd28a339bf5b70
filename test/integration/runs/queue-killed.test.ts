import { execFileSync } from 'node:child_process'
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
  home = mkdtempSync(join(tmpdir(), 'oven-queue-killed-'))
})
afterAll(async () => {
  await host?.stop()
  await removeContainersOf(home)
  rmSync(home, { recursive: true, force: true })
})

async function ask<T>(words: string[], input?: unknown): Promise<T> {
  const more = input === undefined ? {} : { input: JSON.stringify(input) }
  const { stdout, stderr, exitCode } = await host!.oven([...words, '--json'], more)
  if (exitCode !== 0) throw new Error(`oven ${words.join(' ')} ended with ${exitCode}: ${stdout}${stderr}`)
  return JSON.parse(stdout) as T
}

const docker = (id: string, script: string, rest: object) =>
  ask(['jobs', 'add', '--file', '-'], {
    type: 'docker',
    id,
    image,
    command: ['sh', '-c', script],
    schedule: { type: 'manual' },
    ...rest,
  })

async function runsWhen(jobId: string, enough: (runs: Run[]) => boolean): Promise<Run[]> {
  for (let turns = 0; turns < 500; turns += 1) {
    const { runs } = await ask<{ runs: Run[] }>(['runs', 'list', '--job', jobId])
    if (enough(runs)) return runs.toReversed()
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`The runs of ${jobId} did not get there.`)
}

const allFinished = (count: number) => (runs: Run[]) =>
  runs.length === count && runs.every(({ state }) => state === 'finished')

test('a killed host leaves its queue in order, and a waiting retry to begin at its time, once', async () => {
  host = await startHost({ home })
  await docker('in-line', 'sleep 1.5', { overlap: 'queue' })
  await docker('flaky', 'exit 3', { retry: { maxAttempts: 2, backoffSeconds: 6, onFailure: true } })
  await ask(['run', 'flaky'])
  const [, waiting] = await runsWhen('flaky', (runs) => runs.length === 2)
  for (let count = 0; count < 4; count += 1) await ask(['run', 'in-line'])
  await runsWhen('in-line', (runs) => runs.some(({ startedAt }) => startedAt !== null))
  await host.stop('SIGKILL')
  host = await startHost({ home })
  await host.stop('SIGKILL')
  host = await startHost({ home })

  const inLine = await runsWhen('in-line', allFinished(4))
  expect(inLine.map(({ number, outcome }) => [number, outcome])).toEqual(
    [1, 2, 3, 4].map((number) => [number, 'succeeded']),
  )
  for (const [at, run] of inLine.slice(1).entries()) {
    expect(Date.parse(run.startedAt!)).toBeGreaterThanOrEqual(Date.parse(inLine[at]!.finishedAt!))
  }
  const flaky = await runsWhen('flaky', allFinished(2))
  expect(flaky[1]).toMatchObject({ id: waiting!.id, attempt: 2, retryOf: flaky[0]!.id, exitCode: 3 })
  expect(Date.parse(flaky[1]!.startedAt!)).toBeGreaterThanOrEqual(Date.parse(waiting!.notBeforeAt!))
  const installId = execFileSync('cat', [join(home, 'install-id')], { encoding: 'utf8' }).trim()
  const label = `label=agent-oven.install=${installId}`
  expect(execFileSync('docker', ['ps', '-aq', '--filter', label], { encoding: 'utf8' })).toBe('')
})
