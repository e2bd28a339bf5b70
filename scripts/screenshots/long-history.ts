import { DatabaseSync } from 'node:sqlite'

const DAY_MS = 86_400_000
const PER_MS = 2048

/** Hours of the day at which each job's past runs began, and how often (of seven nights) one failed. */
const pasts: Record<string, { hours: number[]; failsOn: number[]; costUsd: number; minutes: number }> = {
  'nightly-review': { hours: [2], failsOn: [9], costUsd: 1.34, minutes: 11 },
  'security-audit': { hours: [3.5], failsOn: [4], costUsd: 2.6, minutes: 19 },
  'docs-update': { hours: [4.4], failsOn: [], costUsd: 0.48, minutes: 6 },
  'backup-db': { hours: [0.25, 6.25, 12.25, 18.25], failsOn: [], costUsd: 0, minutes: 1.4 },
  'dependency-check': { hours: [6], failsOn: [2, 3, 11], costUsd: 0, minutes: 2.2 },
  'link-check': { hours: [5.75], failsOn: [], costUsd: 0, minutes: 0.7 },
}

/**
 * Copies the newest run of each job back over two weeks, so that charts and calendars have something to show. Only what lists
 * and figures read is copied; the runs that are opened in the pictures are real. The oven must be closed.
 */
export function lengthenHistory(file: string, jobs: { id: string; name: string; type: string }[]): void {
  const database = new DatabaseSync(file)
  const columns = (database.prepare('PRAGMA table_info(runs)').all() as { name: string }[]).map(
    ({ name }) => name,
  )
  const insert = database.prepare(
    `INSERT INTO runs (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  )
  const model = database
    .prepare("SELECT * FROM runs WHERE job_id = 'link-check' ORDER BY seq DESC LIMIT 1")
    .get() as Record<string, null>
  const slot = database.prepare(
    'INSERT OR IGNORE INTO slots (job_id, due_at, state, cause, run_id, claimed_at, settled_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  database.exec('BEGIN')
  for (const job of jobs) {
    const past = pasts[job.id]
    if (past === undefined) continue
    const recent = database.prepare('SELECT max(number) AS last FROM runs WHERE job_id = ?').get(job.id) as {
      last: number | null
    }
    const moments = past.hours.flatMap((hour) => Array.from({ length: 14 }, (_, day) => momentAt(day, hour)))
    const sorted = moments.filter((at) => at < Date.now() - 3_600_000).sort((a, b) => a - b)
    const shift = sorted.length
    // Numbers of the real runs move up, so that the history counts from 1.
    database.prepare('UPDATE runs SET number = number + 100000 WHERE job_id = ?').run(job.id)
    database.prepare('UPDATE runs SET number = number - 100000 + ? WHERE job_id = ?').run(shift, job.id)
    database
      .prepare('INSERT OR REPLACE INTO job_run_numbers VALUES (?, ?)')
      .run(job.id, (recent.last ?? 0) + shift)
    sorted.forEach((at, index) => {
      const fails = past.failsOn.includes(index)
      const wobble = 0.7 + ((index * 37) % 60) / 100
      const iso = (ms: number) => new Date(ms).toISOString()
      const end = at + 2500 + past.minutes * 60_000 * wobble
      const id = `past-${job.id}-${index}`
      const own: Record<string, string | number | null> = {
        seq: at * PER_MS + (index % PER_MS),
        id,
        job_id: job.id,
        job_name: job.name,
        job_type: job.type,
        number: index + 1,
        trigger: 'schedule',
        rehearsal: 0,
        outcome: fails ? 'failed' : 'succeeded',
        verdict: fails ? 'failed' : index % 4 === 1 ? 'nothing-to-do' : 'worked',
        exit_code: fails ? 1 : 0,
        error: fails
          ? JSON.stringify({
              code: 'exit-code',
              message: 'The container ended with exit code 1.',
              hint: null,
            })
          : null,
        due_at: iso(at),
        queued_at: iso(at),
        started_at: iso(at + 2500),
        finished_at: iso(end),
        cost_usd: past.costUsd === 0 ? null : Math.round(past.costUsd * wobble * 100) / 100,
        tokens_input: past.costUsd === 0 ? null : Math.round(9000 * wobble),
        tokens_output: past.costUsd === 0 ? null : Math.round(14_000 * wobble),
        tokens_cache_read: past.costUsd === 0 ? null : Math.round(180_000 * wobble),
        tokens_cache_creation: past.costUsd === 0 ? null : Math.round(22_000 * wobble),
      }
      insert.run(...columns.map((name) => own[name] ?? (name in own ? null : model[name]!)))
      const late = index === 6
      slot.run(job.id, iso(at), late ? 'late' : 'ran', late ? 'asleep' : null, id, iso(at), iso(end))
    })
    const missed = momentAt(5, past.hours[0]! + 0.01)
    if (job.id === 'backup-db')
      slot.run(
        job.id,
        new Date(missed).toISOString(),
        'missed',
        'asleep',
        null,
        null,
        new Date(missed + 60_000).toISOString(),
      )
  }
  database.exec('COMMIT')
  database.close()
}

/** So many days ago at this hour of the local clock. */
function momentAt(daysAgo: number, hour: number): number {
  const day = new Date(Date.now() - daysAgo * DAY_MS)
  day.setHours(0, 0, 0, 0)
  return day.getTime() + Math.round(hour * 3_600_000)
}
