import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type {
  GithubOrigin,
  GithubStore,
  GithubWork,
  KnownGithubEvent,
  NewGithubEvent,
  OpenGithubEvent,
} from '../../core/ports/github-store.ts'
import { Statements } from './statements.ts'
import { inTransaction } from './transaction.ts'

/** Events of GitHub, what jobs decided on them, and where runs are reported. */
export class SqliteGithubStore implements GithubStore {
  readonly #database: DatabaseSync
  readonly #statements: Statements

  constructor(options: { database: DatabaseSync }) {
    this.#database = options.database
    this.#statements = new Statements(options.database)
  }

  atOnce<T>(work: () => T): T {
    return inTransaction(this.#database, work)
  }

  eventsOf(repo: string, key: string): KnownGithubEvent[] {
    return this.#statements
      .get(
        'SELECT id, happened_at, via, settled_at FROM github_events WHERE repo = ? AND event_key = ? ORDER BY id',
      )
      .all(repo.toLowerCase(), key)
      .map((row) => ({
        id: row.id as number,
        happenedAt: row.happened_at as string | null,
        via: row.via as KnownGithubEvent['via'],
        isSettled: row.settled_at !== null,
      }))
  }

  addEvent(event: NewGithubEvent, at: string): number {
    const { lastInsertRowid } = this.#statements
      .get(
        `INSERT INTO github_events (repo, event_key, happened_at, event, via, delivery_id, from_address, origin, work, taken_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        event.origin.repo.toLowerCase(),
        event.key,
        event.happenedAt,
        event.origin.event,
        event.via,
        event.deliveryId,
        event.from,
        JSON.stringify(event.origin),
        JSON.stringify(event.work),
        at,
      )
    return Number(lastInsertRowid)
  }

  reopen(id: number, event: NewGithubEvent, at: string): void {
    this.#statements
      .get(
        `UPDATE github_events SET via = ?, delivery_id = ?, from_address = ?, work = ?, taken_at = ?, attempts = 0,
           next_at = NULL, settled_at = NULL WHERE id = ?`,
      )
      .run(event.via, event.deliveryId, event.from, JSON.stringify(event.work), at, id)
    this.#statements.get('DELETE FROM github_decisions WHERE event_id = ? AND run_id IS NULL').run(id)
  }

  replaceWork(id: number, work: GithubWork): void {
    this.#statements
      .get('UPDATE github_events SET work = ? WHERE id = ? AND settled_at IS NULL')
      .run(JSON.stringify(work), id)
  }

  workOf(id: number): GithubWork | null {
    const row = this.#statements.get('SELECT work FROM github_events WHERE id = ?').get(id)
    return row?.work ? (JSON.parse(row.work as string) as GithubWork) : null
  }

  open(now: string, limit: number): OpenGithubEvent[] {
    return this.#statements
      .get(
        `SELECT * FROM github_events WHERE settled_at IS NULL AND (next_at IS NULL OR next_at <= ?)
         ORDER BY id LIMIT ?`,
      )
      .all(now, limit)
      .map(readEvent)
  }

  nextAt(): string | null {
    const row = this.#statements
      .get('SELECT min(next_at) AS next_at FROM github_events WHERE settled_at IS NULL')
      .get()
    return (row?.next_at ?? null) as string | null
  }

  postpone(id: number, nextAt: string): void {
    this.#statements
      .get('UPDATE github_events SET attempts = attempts + 1, next_at = ? WHERE id = ?')
      .run(nextAt, id)
  }

  settle(id: number, at: string): void {
    this.#statements
      .get('UPDATE github_events SET settled_at = ?, work = NULL, next_at = NULL WHERE id = ?')
      .run(at, id)
  }

  decisionOf(eventId: number, jobId: string): string | null | undefined {
    const row = this.#statements
      .get('SELECT run_id FROM github_decisions WHERE event_id = ? AND job_id = ?')
      .get(eventId, jobId)
    return row === undefined ? undefined : (row.run_id as string | null)
  }

  decide(eventId: number, jobId: string, runId: string | null, at: string): void {
    this.#statements
      .get('INSERT OR REPLACE INTO github_decisions (event_id, job_id, run_id, at) VALUES (?, ?, ?, ?)')
      .run(eventId, jobId, runId, at)
  }

  originOf(runId: string): GithubOrigin | null {
    const row = this.#statements
      .get(
        `WITH RECURSIVE line (id) AS (
           SELECT ? UNION SELECT runs.retry_of FROM runs JOIN line ON runs.id = line.id WHERE runs.retry_of IS NOT NULL)
         SELECT repo, number, sha, event, actor FROM line JOIN github_runs ON github_runs.run_id = line.id LIMIT 1`,
      )
      .get(runId)
    if (row === undefined) return null
    return {
      repo: row.repo as string,
      number: row.number as number | null,
      sha: row.sha as string | null,
      event: row.event as string,
      actor: row.actor as string | null,
    }
  }

  keepRun(runId: string, jobId: string, { repo, number, sha, event, actor }: GithubOrigin): void {
    this.#statements
      .get(
        'INSERT INTO github_runs (run_id, job_id, repo, number, sha, event, actor) VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
      .run(runId, jobId, repo, number, sha, event, actor)
  }

  originOfDelivery(deliveryId: string): GithubOrigin | null {
    const row = this.#statements
      .get('SELECT origin FROM github_deliveries WHERE delivery_id = ?')
      .get(deliveryId)
    return row === undefined ? null : (JSON.parse(row.origin as string) as GithubOrigin)
  }

  keepDelivery(deliveryId: string, origin: GithubOrigin): void {
    this.#statements
      .get('INSERT INTO github_deliveries (delivery_id, origin) VALUES (?, ?)')
      .run(deliveryId, JSON.stringify(origin))
  }

  trim(before: string): void {
    this.#statements.get('DELETE FROM github_events WHERE settled_at < ?').run(before)
    this.#statements
      .get(
        'DELETE FROM github_deliveries WHERE NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.id = delivery_id)',
      )
      .run()
  }
}

function readEvent(row: Record<string, SQLOutputValue>): OpenGithubEvent {
  return {
    id: row.id as number,
    key: row.event_key as string,
    happenedAt: row.happened_at as string | null,
    via: row.via as OpenGithubEvent['via'],
    deliveryId: row.delivery_id as string | null,
    from: row.from_address as string | null,
    origin: JSON.parse(row.origin as string),
    work: JSON.parse(row.work as string),
    takenAt: row.taken_at as string,
    attempts: row.attempts as number,
    nextAt: row.next_at as string | null,
  }
}
