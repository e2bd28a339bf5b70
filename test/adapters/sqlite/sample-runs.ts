import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { onTestFinished } from 'vitest'
import { openDatabase } from '../../../adapters/sqlite/database.ts'
import { SqliteRunStore } from '../../../adapters/sqlite/sqlite-run-store.ts'
import type { Stage } from '../../../contract/index.ts'
import type { NewRun } from '../../../core/ports/run-store.ts'
import { tempFolder } from '../files/temp-folder.ts'

export function newDatabase(): DatabaseSync {
  const database = openDatabase(join(tempFolder(), 'oven.db'))
  onTestFinished(() => database.close())
  return database
}

export function newRunStore(database = newDatabase()): SqliteRunStore {
  return new SqliteRunStore({ database })
}

let count = 0
export function newRun(changes: Partial<NewRun> = {}): NewRun {
  count++
  return {
    id: `run-${String(count).padStart(6, '0')}`,
    jobId: 'nightly-review',
    jobName: 'Nightly review',
    jobType: 'agent-pipeline',
    trigger: 'schedule',
    rehearsal: false,
    attempt: 1,
    dueAt: '2026-11-20T02:00:00.000Z',
    queuedAt: '2026-11-20T02:00:00.012Z',
    image: 'agent-oven/pipeline-runner',
    source: { repo: 'https://github.com/acme/shop', branch: 'main', pipeline: 'review' },
    ...changes,
  }
}

export function stage(changes: Partial<Stage> = {}): Stage {
  return {
    name: 'plan',
    model: 'opus',
    status: 'waiting',
    dependsOn: [],
    startedAt: null,
    finishedAt: null,
    durationMs: null,
    tokens: null,
    costUsd: null,
    commitSha: null,
    attempt: 1,
    error: null,
    lastText: null,
    ...changes,
  }
}
