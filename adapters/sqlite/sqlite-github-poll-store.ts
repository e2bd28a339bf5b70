import type { DatabaseSync } from 'node:sqlite'
import type {
  GithubPollStore,
  PolledJob,
  PolledList,
  PollState,
  ReadList,
} from '../../core/ports/github-poll-store.ts'
import { Statements } from './statements.ts'
import { inTransaction } from './transaction.ts'

/** How far GitHub was asked. */
export class SqliteGithubPollStore implements GithubPollStore {
  readonly #database: DatabaseSync
  readonly #statements: Statements

  constructor(options: { database: DatabaseSync }) {
    this.#database = options.database
    this.#statements = new Statements(options.database)
  }

  jobs(): PolledJob[] {
    const rows = this.#statements.get('SELECT job_id, fingerprint, since FROM github_poll_jobs').all()
    return rows.map((row) => ({
      jobId: row.job_id as string,
      fingerprint: row.fingerprint as string,
      since: row.since as string,
    }))
  }

  keepJob({ jobId, fingerprint, since }: PolledJob): void {
    this.#statements
      .get('INSERT OR REPLACE INTO github_poll_jobs (job_id, fingerprint, since) VALUES (?, ?, ?)')
      .run(jobId, fingerprint, since)
  }

  forgetJob(jobId: string): void {
    this.#statements.get('DELETE FROM github_poll_jobs WHERE job_id = ?').run(jobId)
  }

  stateOf(place: string): PollState | null {
    const row = this.#statements.get('SELECT * FROM github_poll_places WHERE place = ?').get(place)
    if (row === undefined) return null
    return {
      askedAt: row.asked_at as string | null,
      nextAt: row.next_at as string | null,
      failures: row.failures as number,
      problem: row.problem === null ? null : JSON.parse(row.problem as string),
      failingSince: row.failing_since as string | null,
    }
  }

  keepState(place: string, state: PollState): void {
    this.#statements
      .get(
        `INSERT OR REPLACE INTO github_poll_places (place, asked_at, next_at, failures, problem, failing_since)
         VALUES (?, ?, ?, ?, ?, ?)`,
      )
      .run(
        place,
        state.askedAt,
        state.nextAt,
        state.failures,
        state.problem === null ? null : JSON.stringify(state.problem),
        state.failingSince,
      )
  }

  listOf(place: string, list: string): PolledList | null {
    const row = this.#statements
      .get('SELECT etag, looked_until FROM github_poll_lists WHERE place = ? AND list = ?')
      .get(place, list)
    return row === undefined
      ? null
      : { etag: row.etag as string | null, lookedUntil: row.looked_until as string }
  }

  listsOf(place: string): string[] {
    const rows = this.#statements.get('SELECT list FROM github_poll_lists WHERE place = ?').all(place)
    return rows.map((row) => row.list as string)
  }

  seenIn(place: string, list: string): Set<string> {
    const rows = this.#statements
      .get('SELECT event FROM github_poll_seen WHERE place = ? AND list = ?')
      .all(place, list)
    return new Set(rows.map((row) => row.event as string))
  }

  headsOf(place: string): Map<number, string> {
    const rows = this.#statements.get('SELECT number, sha FROM github_poll_heads WHERE place = ?').all(place)
    return new Map(rows.map((row) => [row.number as number, row.sha as string]))
  }

  keepLists(
    place: string,
    lists: readonly ReadList[],
    heads: ReadonlyMap<number, string | null>,
    forgetBefore: string,
  ): void {
    inTransaction(this.#database, () => {
      for (const { list, etag, lookedUntil, seen } of lists) {
        this.#statements
          .get(
            'INSERT OR REPLACE INTO github_poll_lists (place, list, etag, looked_until) VALUES (?, ?, ?, ?)',
          )
          .run(place, list, etag, lookedUntil)
        this.#statements
          .get('DELETE FROM github_poll_seen WHERE place = ? AND list = ? AND at < ?')
          .run(place, list, forgetBefore)
        for (const { event, at } of seen) {
          this.#statements
            .get('INSERT OR REPLACE INTO github_poll_seen (place, list, event, at) VALUES (?, ?, ?, ?)')
            .run(place, list, event, at)
        }
      }
      for (const [number, sha] of heads) {
        if (sha === null) {
          this.#statements
            .get('DELETE FROM github_poll_heads WHERE place = ? AND number = ?')
            .run(place, number)
        } else {
          this.#statements
            .get('INSERT OR REPLACE INTO github_poll_heads (place, number, sha) VALUES (?, ?, ?)')
            .run(place, number, sha)
        }
      }
    })
  }

  forgetList(place: string, list: string): void {
    inTransaction(this.#database, () => {
      for (const table of ['github_poll_lists', 'github_poll_seen']) {
        this.#statements.get(`DELETE FROM ${table} WHERE place = ? AND list = ?`).run(place, list)
      }
    })
  }

  keepOnly(places: readonly string[]): void {
    const tables = ['github_poll_places', 'github_poll_lists', 'github_poll_seen', 'github_poll_heads']
    inTransaction(this.#database, () => {
      for (const table of tables) {
        this.#statements
          .get(`DELETE FROM ${table} WHERE place NOT IN (SELECT value FROM json_each(?))`)
          .run(JSON.stringify(places))
      }
    })
  }
}
