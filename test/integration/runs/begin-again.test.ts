import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../../adapters/sqlite/database.ts'
import { SqliteRunStore } from '../../../adapters/sqlite/sqlite-run-store.ts'
import { openTestOven, type TestOven } from '../../support/open-test-oven.ts'
import { makePipelineRepo } from '../../support/pipeline-repo.ts'

const rehearsal = 'agent-oven/rehearsal'
let oven: TestOven | undefined
let home: string
let folder: string

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'oven-again-'))
  folder = mkdtempSync(join(tmpdir(), 'oven-again-repo-'))
  execFileSync('chmod', ['a+rx', folder])
})
afterAll(async () => {
  await oven?.close()
  for (const each of [home, folder]) rmSync(each, { recursive: true, force: true })
})

const docker = (...words: string[]) => execFileSync('docker', words, { encoding: 'utf8' }).trim()

/** What a host leaves behind that is killed after it started a container and before it handed the payload over. */
function leaveUnhanded(installId: string, repo: string): { runId: string; containerId: string } {
  const runId = '01kkbsagain000000000'
  const startedAt = new Date().toISOString()
  const database = openDatabase(join(home, 'oven.db'))
  const store = new SqliteRunStore({ database })
  store.create({
    id: runId,
    jobId: 'nightly',
    jobName: 'nightly',
    jobType: 'agent-pipeline',
    trigger: 'manual',
    rehearsal: true,
    attempt: 1,
    dueAt: null,
    queuedAt: startedAt,
    image: rehearsal,
    source: { repo, branch: 'main', pipeline: 'review' },
  })
  const labels = [`install=${installId}`, 'job=nightly', `run=${runId}`].flatMap((label) => [
    '--label',
    `agent-oven.${label}`,
  ])
  const volume = `oven-${installId}-${runId}`
  docker('volume', 'create', ...labels, volume)
  const mount = ['--mount', `type=volume,source=${volume},target=/workspace`]
  const containerId = docker('run', '-d', ...labels, ...mount, rehearsal, repo, 'main', 'review')
  store.writeInternals(runId, { containerId, volume, nonce: 'lost' })
  store.update(runId, { state: 'running', startedAt })
  database.close()
  return { runId, containerId }
}

test('a pipeline whose killed host had not handed over its payload is begun again by the next, and succeeds', async () => {
  oven = await openTestOven({ home, schedule: false })
  for await (const _ of oven.services.images.build({ name: 'rehearsal' })) {
    // waited for
  }
  const { path } = makePipelineRepo(folder, [{ name: 'review' }])
  oven.add({ type: 'agent-pipeline', id: 'nightly', source: { repo: path }, pipeline: 'review' })
  const { installId } = oven
  await oven.close()

  const { runId, containerId } = leaveUnhanded(installId, path)
  expect(docker('wait', containerId)).toBe('78')
  oven = await openTestOven({ home, schedule: false })
  const run = await oven.finished(runId)
  expect(run).toMatchObject({ number: 1, attempt: 1, outcome: 'succeeded', verdict: 'worked', exitCode: 0 })
  expect(run.stages).toMatchObject([{ name: 'review', status: 'succeeded' }])
  const log = await oven.log(runId)
  expect(log).toContain('The container had not been handed what it needs, so the run begins again.')
  expect(log.match(/Stage: review - STARTED/g)).toHaveLength(1)
  const label = `label=agent-oven.install=${installId}`
  expect(docker('ps', '-aq', '--filter', label) + docker('volume', 'ls', '-q', '--filter', label)).toBe('')
})
