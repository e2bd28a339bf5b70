import type { SQLInputValue, SQLOutputValue } from 'node:sqlite'
import type { Run, RunSummary, Tokens } from '../../contract/index.ts'
import type { RunChanges } from '../../core/ports/run-store.ts'

export type Row = Record<string, SQLOutputValue>
export type Columns = Record<string, SQLInputValue>

/** What a list reads: no text that may be long, so that a page of runs stays a page of the table. */
export const summaryColumns =
  'seq, id, job_id, job_name, job_type, number, trigger, rehearsal, attempt, state, outcome, verdict, error, exit_code, ' +
  'due_at, queued_at, started_at, finished_at, tokens_input, tokens_output, tokens_cache_read, tokens_cache_creation, ' +
  'cost_usd, cost_estimated, stages_done, stages_total, retry_of, not_before_at, lifts_at'

export function readSummary(row: Row): RunSummary {
  const startedAt = row.started_at as string | null
  const finishedAt = row.finished_at as string | null
  return {
    id: row.id as string,
    jobId: row.job_id as string,
    jobName: row.job_name as string,
    jobType: row.job_type as RunSummary['jobType'],
    number: row.number as number,
    trigger: row.trigger as RunSummary['trigger'],
    rehearsal: row.rehearsal === 1,
    attempt: row.attempt as number,
    retryOf: row.retry_of as string | null,
    state: row.state as RunSummary['state'],
    outcome: row.outcome as RunSummary['outcome'],
    verdict: row.verdict as RunSummary['verdict'],
    error: readJson(row.error),
    exitCode: row.exit_code as number | null,
    dueAt: row.due_at as string | null,
    queuedAt: row.queued_at as string,
    notBeforeAt: row.not_before_at as string | null,
    startedAt,
    finishedAt,
    durationMs: startedAt && finishedAt ? Date.parse(finishedAt) - Date.parse(startedAt) : null,
    tokens: readTokens(row),
    costUsd: row.cost_usd as number | null,
    costEstimated: row.cost_estimated === 1,
    liftsAt: row.lifts_at as string | null,
    stagesDone: row.stages_done as number,
    stagesTotal: row.stages_total as number,
  }
}

export function readRun(row: Row, stages: Run['stages'], chain: Pick<Run, 'chainedFrom' | 'followers'>): Run {
  return {
    ...readSummary(row),
    image: readJson(row.image)!,
    source: readJson(row.source),
    stages,
    commits: readJson(row.commits)!,
    branches: readJson(row.branches)!,
    pullRequest: readJson(row.pull_request),
    changes: readJson(row.changes),
    resources: {
      peakMemoryBytes: row.peak_memory_bytes as number | null,
      cpuSeconds: row.cpu_seconds as number | null,
    },
    egress: readJson(row.egress),
    progress: row.progress as string | null,
    logBytes: row.log_bytes as number,
    logRemovedAt: row.log_removed_at as string | null,
    ...chain,
  }
}

/** The columns that a search looks in, beside those of the summary. */
export const searchedColumns = 'branches, commits'

export function readSearched(row: Row): Pick<Run, 'jobId' | 'jobName' | 'error' | 'branches' | 'commits'> {
  return {
    jobId: row.job_id as string,
    jobName: row.job_name as string,
    error: readJson(row.error),
    branches: readJson(row.branches)!,
    commits: readJson(row.commits)!,
  }
}

/** The columns that `changes` sets. Stages have a table of their own and are left out. */
export function writeChanges(changes: RunChanges): Columns {
  const columns: Columns = {}
  for (const [field, value] of Object.entries(changes)) {
    if (value === undefined) continue
    const write = changeWriters[field]
    if (write) Object.assign(columns, write(value))
  }
  return columns
}

export function readTokens(row: Row): Tokens | null {
  if (row.tokens_input === null) return null
  return {
    input: row.tokens_input as number,
    output: row.tokens_output as number,
    cacheRead: row.tokens_cache_read as number,
    cacheCreation: row.tokens_cache_creation as number,
  }
}

export function writeTokens(tokens: Tokens | null): Columns {
  return {
    tokens_input: tokens?.input ?? null,
    tokens_output: tokens?.output ?? null,
    tokens_cache_read: tokens?.cacheRead ?? null,
    tokens_cache_creation: tokens?.cacheCreation ?? null,
  }
}

export function readJson<T>(value: SQLOutputValue | undefined): T | null {
  return value === null || value === undefined ? null : JSON.parse(value as string)
}

const plain = (column: string) => (value: unknown) => ({ [column]: value as SQLInputValue })
const json = (column: string) => (value: unknown) => ({
  [column]: value === null ? null : JSON.stringify(value),
})

const changeWriters: Record<string, (value: unknown) => Columns> = {
  jobName: plain('job_name'),
  jobType: plain('job_type'),
  trigger: plain('trigger'),
  rehearsal: (value) => ({ rehearsal: value ? 1 : 0 }),
  attempt: plain('attempt'),
  state: plain('state'),
  outcome: plain('outcome'),
  verdict: plain('verdict'),
  error: json('error'),
  exitCode: plain('exit_code'),
  dueAt: plain('due_at'),
  retryOf: plain('retry_of'),
  notBeforeAt: plain('not_before_at'),
  startedAt: plain('started_at'),
  finishedAt: plain('finished_at'),
  tokens: (value) => writeTokens(value as Tokens | null),
  costUsd: plain('cost_usd'),
  costEstimated: (value) => ({ cost_estimated: value ? 1 : 0 }),
  liftsAt: plain('lifts_at'),
  image: json('image'),
  source: json('source'),
  commits: json('commits'),
  branches: json('branches'),
  pullRequest: json('pull_request'),
  changes: json('changes'),
  resources: (value) => {
    const resources = value as Run['resources']
    return { peak_memory_bytes: resources.peakMemoryBytes, cpu_seconds: resources.cpuSeconds }
  },
  egress: json('egress'),
  progress: plain('progress'),
  logBytes: plain('log_bytes'),
  logRemovedAt: plain('log_removed_at'),
}
