import { notFound } from '../../core/errors.ts'
import type { RunInternals } from '../../core/ports/run-store.ts'
import type { Statements } from './statements.ts'

const internalColumns: Record<keyof RunInternals, string> = {
  containerId: 'container_id',
  nonce: 'nonce',
  volume: 'volume',
  logPath: 'log_path',
  stopCause: 'stop_cause',
  deadlineAt: 'deadline_at',
  begunAgainAt: 'begun_again_at',
  budgetWarnedAt: 'budget_warned_at',
}

/** What the host keeps of a run for itself; every field null when nothing was written yet. */
export function readInternals(statements: Statements, runId: string): RunInternals {
  const row = statements
    .get('SELECT i.* FROM run_internals i JOIN runs ON runs.seq = i.run_seq WHERE runs.id = ?')
    .get(runId)
  return Object.fromEntries(
    Object.entries(internalColumns).map(([field, column]) => [field, row?.[column] ?? null]),
  ) as unknown as RunInternals
}

/** Sets the fields that are given. Throws `not-found` when there is no such run. */
export function writeInternals(
  statements: Statements,
  runId: string,
  internals: Partial<RunInternals>,
): void {
  const given = Object.entries(internals).filter(([, value]) => value !== undefined)
  if (given.length === 0) return
  const columns = given.map(([field]) => internalColumns[field as keyof RunInternals])
  const written = statements
    .get(
      `INSERT INTO run_internals (run_seq, ${columns.join(', ')})
       SELECT seq, ${columns.map(() => '?').join(', ')} FROM runs WHERE id = ?
       ON CONFLICT (run_seq) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
    )
    .run(...given.map(([, value]) => value), runId)
  if (written.changes === 0) throw notFound(`There is no run "${runId}".`)
}
