/**
 * Fills an oven's folder with many jobs and a long history, to see how the window bears them:
 * `node bench/seed-home.ts <folder> [jobs] [runs]`. What it writes depends on nothing but its numbers and the time.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openDatabase } from '../adapters/sqlite/database.ts'
import { SqliteRunStore } from '../adapters/sqlite/sqlite-run-store.ts'

const DAY_MS = 86_400_000
const HISTORY_DAYS = 100
/** The newest run has ended by now. */
const QUIET_MS = 20 * 60_000
/** A job every minute has this many days of slots behind it. */
const DENSE_DAYS = 8

export interface SeedOptions {
  home: string
  jobs?: number
  runs?: number
  nowMs?: number
  /** Nothing fires: all jobs are off. */
  still?: boolean
}

/** Writes the jobs file and the database of a new folder. Each job has the same share of the runs; job 0 is due every minute. */
export function seedHome({
  home,
  jobs = 1000,
  runs = 100_000,
  nowMs = Date.now(),
  still = false,
}: SeedOptions): void {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  writeFileSync(
    join(home, 'jobs.json'),
    JSON.stringify({
      jobs: Array.from({ length: jobs }, (_, n) => ({ ...jobOf(n), ...(still && { enabled: false }) })),
    }),
    {
      mode: 0o600,
    },
  )
  const database = openDatabase(join(home, 'oven.db'))
  database.exec('BEGIN')
  const first = new SqliteRunStore({ database }).create({
    id: 'seed',
    jobId: 'job-0',
    jobName: nameOf(0),
    jobType: 'docker',
    trigger: 'schedule',
    rehearsal: false,
    attempt: 1,
    dueAt: null,
    queuedAt: new Date(nowMs - (HISTORY_DAYS + 1) * DAY_MS).toISOString(),
    image: 'busybox',
    source: null,
  })
  const columns = (database.prepare('PRAGMA table_info(runs)').all() as { name: string }[]).map(
    ({ name }) => name,
  )
  const stepMs = (HISTORY_DAYS * DAY_MS) / runs
  const at = `(${nowMs - QUIET_MS} - CAST((${runs} - n) * ${stepMs} AS INTEGER))`
  const iso = (ms: string) =>
    `strftime('%Y-%m-%dT%H:%M:', ${ms} / 1000, 'unixepoch') || printf('%02d.000Z', (${ms} / 1000) % 60)`
  const failed = 'n % 17 = 3'
  const values: Record<string, string> = {
    seq: `${at} * 2048`,
    id: `printf('seed-%08d', n)`,
    job_id: `'job-' || (n % ${jobs})`,
    job_name: `CASE n % ${jobs} WHEN 0 THEN 'Heartbeat' ELSE 'Nightly review ' || (n % ${jobs}) END`,
    number: `n / ${jobs} + 2`,
    state: `'finished'`,
    outcome: `CASE WHEN ${failed} THEN 'failed' WHEN n % 41 = 5 THEN 'timed-out' WHEN n % 53 = 7 THEN 'blocked'
      WHEN n % 97 = 11 THEN 'cancelled' ELSE 'succeeded' END`,
    verdict: `CASE WHEN ${failed} THEN 'failed' WHEN n % 53 = 7 THEN 'blocked' WHEN n % 41 = 5 OR n % 97 = 11 THEN NULL
      WHEN n % 5 = 2 THEN 'nothing-to-do' WHEN n % 29 = 4 THEN 'incomplete' ELSE 'worked' END`,
    error: `CASE WHEN ${failed} THEN json_object('code', 'exit-code', 'message', 'The container ended with exit code ' || (n % 7 + 1) || '.', 'hint', NULL) END`,
    trigger: `CASE n % 7 WHEN 0 THEN 'manual' WHEN 1 THEN 'catch-up' ELSE 'schedule' END`,
    due_at: iso(at),
    queued_at: iso(at),
    started_at: iso(`(${at} + 2000)`),
    finished_at: iso(`(${at} + 62000 + (n * 7919) % 900000)`),
    cost_usd: `round(((n * 104729) % 300) / 100.0, 2)`,
    cost_estimated: `n % 3 = 0`,
    tokens_input: '1200 + n % 900',
    tokens_output: '3000 + n % 4000',
    tokens_cache_read: '20000 + n % 9000',
    tokens_cache_creation: '4000',
    exit_code: `CASE WHEN ${failed} THEN n % 7 + 1 ELSE 0 END`,
  }
  database.exec(`
    WITH RECURSIVE count(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM count WHERE n < ${runs - 1})
    INSERT INTO runs (${columns.join(', ')})
    SELECT ${columns.map((name) => values[name] ?? `seed.${name}`).join(', ')}
    FROM count, (SELECT * FROM runs WHERE id = '${first.id}') AS seed;
    DELETE FROM runs WHERE id = '${first.id}';
    INSERT INTO run_search (rowid, words) SELECT seq, job_id || char(10) || job_name || char(10) || coalesce(error, '') FROM runs;
    INSERT OR REPLACE INTO job_run_numbers SELECT job_id, max(number) FROM runs GROUP BY job_id;
    INSERT OR IGNORE INTO slots (job_id, due_at, state, cause, run_id, claimed_at, settled_at)
      SELECT job_id, substr(due_at, 1, 16) || ':00.000Z',
        CASE WHEN trigger = 'catch-up' THEN 'late' WHEN outcome = 'blocked' THEN 'skipped' ELSE 'ran' END,
        CASE WHEN trigger = 'catch-up' THEN 'asleep' WHEN outcome = 'blocked' THEN 'auth' END,
        id, queued_at, queued_at
      FROM runs WHERE trigger <> 'manual';
    WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < ${DENSE_DAYS * 1440})
    INSERT OR IGNORE INTO slots (job_id, due_at, state, cause, run_id, claimed_at, settled_at)
      SELECT 'job-0', strftime('%Y-%m-%dT%H:%M:00.000Z', ${Math.floor(nowMs / 1000)} - n * 60, 'unixepoch'),
        CASE WHEN n % 50 = 9 THEN 'skipped' WHEN n % 400 < 30 THEN 'missed' ELSE 'ran' END,
        CASE WHEN n % 50 = 9 THEN 'overlap' WHEN n % 400 < 30 THEN 'asleep' END,
        NULL, NULL, strftime('%Y-%m-%dT%H:%M:01.000Z', ${Math.floor(nowMs / 1000)} - n * 60, 'unixepoch')
      FROM count;
    COMMIT;
  `)
  database.close()
}

const nameOf = (n: number) => (n === 0 ? 'Heartbeat' : `Nightly review ${n}`)

function jobOf(n: number): Record<string, unknown> {
  const shared = { id: `job-${n}`, name: nameOf(n), enabled: n % 10 !== 9 }
  const cron = n === 0 ? '* * * * *' : n % 9 === 1 ? `${n % 60} ${n % 24} * * 1` : `${n % 60} ${n % 24} * * *`
  const schedule =
    n % 11 === 5
      ? { type: 'manual' }
      : { type: 'cron', cron, timezone: n % 3 === 0 ? 'Europe/Berlin' : 'UTC' }
  return n % 4 === 3
    ? {
        ...shared,
        type: 'agent-pipeline',
        source: { repo: `https://github.com/acme/shop-${n}`, branch: 'main' },
        pipeline: 'review',
        schedule,
      }
    : { ...shared, type: 'docker', image: 'busybox', command: ['true'], schedule }
}

if (import.meta.main) {
  const [home, jobs, runs] = process.argv.slice(2)
  if (home === undefined) {
    console.error('Usage: node bench/seed-home.ts <folder> [jobs] [runs]')
    process.exit(2)
  }
  seedHome({ home: resolve(home), ...(jobs && { jobs: Number(jobs) }), ...(runs && { runs: Number(runs) }) })
  console.log(`${home} holds ${jobs ?? 1000} jobs and ${runs ?? 100_000} runs.`)
}
