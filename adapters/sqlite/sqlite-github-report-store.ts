import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { RunError } from '../../contract/index.ts'
import type {
  GithubReportStore,
  PlacedReport,
  ReportChanges,
  ReportPlace,
} from '../../core/ports/github-report-store.ts'
import { Statements } from './statements.ts'
import { inTransaction } from './transaction.ts'

type Row = Record<string, unknown>

const columnOf: Record<keyof ReportChanges, string> = {
  mark: 'mark',
  commentId: 'comment_id',
  doubtSince: 'doubt_since',
  removals: 'removals',
  told: 'told',
  isOpen: 'is_open',
  nextAt: 'next_at',
  attempts: 'attempts',
  failingSince: 'failing_since',
  problem: 'problem',
}

/** What GitHub is told of runs, in the oven's database. Instants are ISO 8601 in UTC with milliseconds. */
export class SqliteGithubReportStore implements GithubReportStore {
  readonly #database: DatabaseSync
  readonly #statements: Statements

  constructor(options: { database: DatabaseSync }) {
    this.#database = options.database
    this.#statements = new Statements(options.database)
  }

  join(place: ReportPlace, runId: string, { mark, at }: { mark: string; at: string }): PlacedReport {
    return inTransaction(this.#database, () => {
      const { jobId, repo, kind } = place
      this.#run(
        `INSERT INTO github_reports (job_id, repo, kind, place, mark, changed_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (job_id, repo, kind, place) DO NOTHING`,
        ...[jobId, repo, kind, place.at, mark, at],
      )
      const row = this.#statements
        .get('SELECT * FROM github_reports WHERE job_id = ? AND repo = ? AND kind = ? AND place = ?')
        .get(jobId, repo, kind, place.at)
      const report = readReport(row!)
      this.#run(
        'INSERT INTO github_report_runs (report_id, run_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
        ...[report.id, runId],
      )
      return report
    })
  }

  change(id: number, changes: ReportChanges, at: string): void {
    const fields = Object.entries(changes) as [keyof ReportChanges, unknown][]
    const set = [...fields.map(([name]) => `${columnOf[name]} = ?`), 'changed_at = ?'].join(', ')
    this.#run(`UPDATE github_reports SET ${set} WHERE id = ?`, ...fields.map(toSql), at, id)
  }

  find(id: number): PlacedReport | null {
    return readOrNull(this.#statements.get('SELECT * FROM github_reports WHERE id = ?').get(id))
  }

  ofRun(runId: string): PlacedReport[] {
    return this.#statements
      .get(
        `SELECT github_reports.* FROM github_report_runs JOIN github_reports ON github_reports.id = report_id
         WHERE run_id = ? ORDER BY kind`,
      )
      .all(runId)
      .map(readReport)
  }

  runsOf(id: number, limit: number): string[] {
    return this.#statements
      .get('SELECT run_id FROM github_report_runs WHERE report_id = ? ORDER BY run_id DESC LIMIT ?')
      .all(id, limit)
      .map(({ run_id }) => run_id as string)
  }

  nextDue(now: string): PlacedReport | null {
    return readOrNull(
      this.#statements
        .get('SELECT * FROM github_reports WHERE next_at <= ? ORDER BY next_at, id LIMIT 1')
        .get(now),
    )
  }

  nextAt(): string | null {
    const row = this.#statements
      .get('SELECT min(next_at) AS at FROM github_reports WHERE next_at IS NOT NULL')
      .get()
    return (row?.at ?? null) as string | null
  }

  wake(now: string): void {
    this.#run(
      'UPDATE github_reports SET next_at = ?, changed_at = ? WHERE is_open = 1 AND next_at IS NULL',
      now,
      now,
    )
  }

  trim(before: string): void {
    this.#run('DELETE FROM github_reports WHERE is_open = 0 AND changed_at < ?', before)
  }

  #run(sql: string, ...values: SQLInputValue[]): void {
    this.#statements.get(sql).run(...values)
  }
}

function toSql([name, value]: [keyof ReportChanges, unknown]): SQLInputValue {
  if (name === 'isOpen') return value ? 1 : 0
  if (name === 'problem') return value === null ? null : JSON.stringify(value)
  return value as SQLInputValue
}

const readOrNull = (row: Row | undefined) => (row === undefined ? null : readReport(row))

function readReport(row: Row): PlacedReport {
  return {
    id: row.id as number,
    jobId: row.job_id as string,
    repo: row.repo as string,
    kind: row.kind as PlacedReport['kind'],
    at: row.place as string,
    mark: row.mark as string,
    commentId: row.comment_id as number | null,
    doubtSince: row.doubt_since as string | null,
    removals: row.removals as number,
    told: row.told as string | null,
    isOpen: row.is_open === 1,
    nextAt: row.next_at as string | null,
    attempts: row.attempts as number,
    failingSince: row.failing_since as string | null,
    problem: row.problem === null ? null : (JSON.parse(row.problem as string) as RunError),
  }
}
