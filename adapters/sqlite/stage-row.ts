import type { SQLInputValue } from 'node:sqlite'
import type { Stage } from '../../contract/index.ts'
import { type Row, readJson, readTokens } from './run-row.ts'

export const insertStageSql = `
  INSERT INTO run_stages (run_seq, position, name, model, status, depends_on, started_at, finished_at, duration_ms,
    tokens_input, tokens_output, tokens_cache_read, tokens_cache_creation, cost_usd, commit_sha, attempt, error, last_text)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

export function writeStage(seq: number, position: number, stage: Stage): SQLInputValue[] {
  return [
    seq,
    position,
    stage.name,
    stage.model,
    stage.status,
    JSON.stringify(stage.dependsOn),
    stage.startedAt,
    stage.finishedAt,
    stage.durationMs,
    stage.tokens?.input ?? null,
    stage.tokens?.output ?? null,
    stage.tokens?.cacheRead ?? null,
    stage.tokens?.cacheCreation ?? null,
    stage.costUsd,
    stage.commitSha,
    stage.attempt,
    stage.error,
    stage.lastText,
  ]
}

export function readStage(row: Row): Stage {
  return {
    name: row.name as string,
    model: row.model as string | null,
    status: row.status as Stage['status'],
    dependsOn: readJson(row.depends_on)!,
    startedAt: row.started_at as string | null,
    finishedAt: row.finished_at as string | null,
    durationMs: row.duration_ms as number | null,
    tokens: readTokens(row),
    costUsd: row.cost_usd as number | null,
    commitSha: row.commit_sha as string | null,
    attempt: row.attempt as number,
    error: row.error as string | null,
    lastText: row.last_text as string | null,
  }
}

/** Stages that will not go on: everything but waiting and running. */
export function countDone(stages: readonly Stage[]): number {
  return stages.filter((stage) => stage.status !== 'waiting' && stage.status !== 'running').length
}
