import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../adapters/sqlite/database.ts'
import { SqliteRunStore } from '../adapters/sqlite/sqlite-run-store.ts'
import { type Bench, interleaved, median } from './measure.ts'

const RUNS = 1_000_000

/** The newest fifty of a million runs, beside the bare rows of the same query. */
export const historyPage: Bench = {
  name: 'history-page',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'oven-bench-'))
    const database = openDatabase(join(folder, 'oven.db'))
    const store = new SqliteRunStore({ database })
    fill(store, database)
    const bare = database.prepare('SELECT * FROM runs ORDER BY rowid DESC LIMIT 50')
    const { ours, ofOneJob, failed, raw } = await interleaved(50, {
      ours: () => void store.list({}, { limit: 50 }),
      ofOneJob: () => void store.list({ jobId: 'job-7' }, { limit: 50 }),
      failed: () => void store.list({ outcome: ['failed'] }, { limit: 50 }),
      raw: () => void bare.all(),
    })
    rmSync(folder, { recursive: true, force: true })
    const reference = median(raw)
    const row = (what: string, times: number[]) => ({
      what,
      ours: median(times),
      reference,
      referenceName: 'bare rows',
      unit: 'ms',
      goal: '≤ 1 ms',
    })
    return [
      row('newest 50 of 1,000,000 runs', ours),
      row('… of one job', ofOneJob),
      row('… that failed', failed),
    ]
  },
}

/** Writes runs through one real one, copied: a million creations one by one would take minutes and measure nothing. */
function fill(store: SqliteRunStore, database: ReturnType<typeof openDatabase>): void {
  const first = store.create({
    id: 'template',
    jobId: 'job-0',
    jobName: 'Job 0',
    jobType: 'docker',
    trigger: 'schedule',
    rehearsal: false,
    attempt: 1,
    dueAt: null,
    queuedAt: '2026-01-01T00:00:00.000Z',
    image: 'busybox',
    source: null,
  })
  store.update(first.id, { state: 'finished', outcome: 'succeeded', verdict: 'worked' })
  const columns = (database.prepare('PRAGMA table_info(runs)').all() as { name: string }[])
    .map((column) => column.name)
    .filter((name) => !['rowid', 'seq'].includes(name))
  const value = (name: string) =>
    ({
      id: `printf('run%09d', n)`,
      job_id: `'job-' || (n % 40)`,
      number: 'n / 40 + 2',
      queued_at: `strftime('%Y-%m-%dT%H:%M:%fZ', 1767225600 + n * 20, 'unixepoch')`,
      outcome: `CASE WHEN n % 50 = 0 THEN 'failed' ELSE 'succeeded' END`,
    })[name] ?? name
  database.exec(`
    WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < ${RUNS})
    INSERT INTO runs (${columns.join(', ')})
    SELECT ${columns.map(value).join(', ')} FROM count, (SELECT * FROM runs WHERE id = 'template')
  `)
}
