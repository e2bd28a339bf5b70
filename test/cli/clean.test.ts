import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../adapters/sqlite/database.ts'
import { SqliteRunStore } from '../../adapters/sqlite/sqlite-run-store.ts'
import { CleanUpReport } from '../../contract/index.ts'
import { newRun } from '../adapters/sqlite/sample-runs.ts'
import { runOven } from '../support/run-oven.ts'

let home: string
const id = '01kkbsclean000000000'
const logs = () => readdirSync(join(home, 'logs', 'jobs', 'nightly-review'))
// No engine answers there: a test of files must not depend on one.
const env = { DOCKER_HOST: 'unix:///nowhere/docker.sock' }
const oven = (...words: string[]) => runOven(words, { home, env })

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'oven-clean-'))
  const database = openDatabase(join(home, 'oven.db'))
  const store = new SqliteRunStore({ database })
  const queuedAt = '2020-01-01T02:00:00.000Z'
  store.create(newRun({ id, queuedAt }))
  store.update(id, { state: 'finished', outcome: 'succeeded', startedAt: queuedAt, finishedAt: queuedAt })
  database.close()
  mkdirSync(join(home, 'logs', 'jobs', 'nightly-review'), { recursive: true })
  writeFileSync(join(home, 'logs', 'jobs', 'nightly-review', `20200101T020000Z-${id}.log`), 'x'.repeat(1234))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

test('a dry run says what would go and removes nothing; then it goes, and the run says so', async () => {
  const preview = await oven('clean', '--dry-run')
  expect(preview.exitCode).toBe(0)
  expect(preview.stdout).toMatch(/log +nightly-review, 01kkbsclean0+ +1\.2 kB +older than logs are kept/)
  expect(preview.stdout).toContain(
    'Nothing was removed; would be removed: 1 thing, 1.2 kB of logs and artifacts. 0 B of 0 runs stay.',
  )
  expect(preview.stdout).toContain('No container engine answers')
  expect(logs()).toHaveLength(1)

  const { exitCode, json } = await oven('clean', '--json')
  expect(exitCode).toBe(0)
  expect(CleanUpReport.parse(json)).toMatchObject({
    dryRun: false,
    bytes: 1234,
    items: [{ kind: 'log', runId: id, jobId: 'nightly-review', reason: 'age' }],
  })
  expect(logs()).toEqual([])
  expect((await oven('runs', 'show', id)).stdout).toContain('the log was removed by clean-up at')
  const gone = await oven('runs', 'logs', id)
  expect(gone.exitCode).toBe(4)
  expect(gone.stderr).toContain('The log of Nightly review #1 was removed by clean-up')
})
