import type { DatabaseSync } from 'node:sqlite'
import type { MessageState, RunError } from '../../contract/index.ts'
import type { MessageContent } from '../../core/ports/channel-sender.ts'
import type { ChannelNote, KeptMessage, NewMessage, OutboxStore } from '../../core/ports/outbox-store.ts'
import type { Row } from './run-row.ts'
import { Statements } from './statements.ts'
import { inTransaction } from './transaction.ts'

/** Somebody is trying a channel: it is sent at once by whoever asked, or not at all. */
const NOT_A_TEST = `kind <> 'test'`

/** Messages on their way out. A page's cursor is the place of its last message. */
export class SqliteOutboxStore implements OutboxStore {
  readonly #database: DatabaseSync
  readonly #statements: Statements

  constructor(options: { database: DatabaseSync }) {
    this.#database = options.database
    this.#statements = new Statements(options.database)
  }

  atOnce<T>(work: () => T): T {
    return inTransaction(this.#database, work)
  }

  decide(key: string, at: string): boolean {
    return this.#run('INSERT INTO told (key, at) VALUES (?, ?) ON CONFLICT (key) DO NOTHING', key, at) > 0
  }

  add({ id, channel, content, createdAt, state, nextTryAt, giveUpAt }: NewMessage): void {
    this.#run(
      `INSERT INTO messages (id, channel, kind, job_id, run_id, content, created_at, state, next_try_at, give_up_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      channel,
      content.kind,
      content.jobId,
      content.runId,
      JSON.stringify(content),
      createdAt,
      state,
      nextTryAt,
      giveUpAt,
    )
  }

  find(id: string): KeptMessage | null {
    const row = this.#statements.get('SELECT * FROM messages WHERE id = ?').get(id)
    return row === undefined ? null : readMessage(row)
  }

  update(id: string, changes: Parameters<OutboxStore['update']>[1], at: string): void {
    const now = this.find(id)
    if (now === null) return
    const { state, attempts, nextTryAt, giveUpAt, sentAt, error } = { ...now, ...changes }
    const hasEnded = state !== 'waiting' && state !== 'held'
    this.#run(
      `UPDATE messages SET state = ?, attempts = ?, next_try_at = ?, give_up_at = ?, sent_at = ?, error = ?,
         ended_at = ? WHERE id = ?`,
      state,
      attempts,
      hasEnded ? null : nextTryAt,
      giveUpAt,
      sentAt,
      error === null ? null : JSON.stringify(error),
      hasEnded ? at : null,
      id,
    )
  }

  pending(): { channel: string; nextTryAt: string; count: number }[] {
    const rows = this.#statements
      .get(
        `SELECT channel, min(next_try_at) AS next_try_at, count(*) AS count FROM messages
         WHERE state IN ('waiting', 'held') AND ${NOT_A_TEST} GROUP BY channel ORDER BY channel`,
      )
      .all()
    return rows.map((row) => ({
      channel: row.channel as string,
      nextTryAt: row.next_try_at as string,
      count: row.count as number,
    }))
  }

  waiting(
    channel: string,
    state: 'waiting' | 'held',
    { limit, dueBy = '9' }: { limit: number; dueBy?: string },
  ): KeptMessage[] {
    const rows = this.#statements
      .get(
        `SELECT * FROM messages WHERE channel = ? AND state = ? AND next_try_at <= ? AND ${NOT_A_TEST}
         ORDER BY seq LIMIT ?`,
      )
      .all(channel, state, dueBy, limit)
    return rows.map(readMessage)
  }

  nextDue(channel: string, now: string): KeptMessage | null {
    const row = this.#statements
      .get(
        `SELECT * FROM messages WHERE channel = ? AND state = 'waiting' AND next_try_at <= ? AND ${NOT_A_TEST}
         ORDER BY next_try_at, seq LIMIT 1`,
      )
      .get(channel, now)
    return row === undefined ? null : readMessage(row)
  }

  list(
    { channel, state, since }: { channel?: string; state?: readonly MessageState[]; since?: string },
    { limit, cursor }: { limit: number; cursor?: string },
  ): { messages: KeptMessage[]; next: string | null } {
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number.parseInt(cursor, 36)
    const conditions = [
      { sql: 'seq < ?', value: Number.isSafeInteger(before) ? before : 0 },
      ...(channel === undefined ? [] : [{ sql: 'channel = ?', value: channel }]),
      ...(state?.length
        ? [{ sql: 'state IN (SELECT value FROM json_each(?))', value: JSON.stringify(state) }]
        : []),
      ...(since === undefined ? [] : [{ sql: 'created_at >= ?', value: since }]),
    ]
    const rows = this.#statements
      .get(
        `SELECT * FROM messages WHERE ${conditions.map(({ sql }) => sql).join(' AND ')} ORDER BY seq DESC LIMIT ?`,
      )
      .all(...conditions.map(({ value }) => value), limit + 1)
    const shown = rows.slice(0, limit)
    const last = shown.at(-1)
    return {
      messages: shown.map(readMessage),
      next: rows.length > limit && last ? (last.seq as number).toString(36) : null,
    }
  }

  note(channel: string): ChannelNote {
    const row = this.#statements.get('SELECT * FROM channel_notes WHERE name = ?').get(channel)
    return row === undefined ? { deadAt: null, deadWhy: null, lastSentAt: null } : readNote(row)
  }

  notes(): Map<string, ChannelNote> {
    const rows = this.#statements.get('SELECT * FROM channel_notes').all()
    return new Map(rows.map((row) => [row.name as string, readNote(row)]))
  }

  writeNote(channel: string, changes: Partial<ChannelNote>): void {
    const { deadAt, deadWhy, lastSentAt } = { ...this.note(channel), ...changes }
    this.#run(
      'INSERT OR REPLACE INTO channel_notes (name, dead_at, dead_why, last_sent_at) VALUES (?, ?, ?, ?)',
      channel,
      deadAt,
      deadWhy,
      lastSentAt,
    )
  }

  forgetNote(channel: string): void {
    this.#run('DELETE FROM channel_notes WHERE name = ?', channel)
  }

  trim(before: string, keep: number): void {
    this.#run('DELETE FROM told WHERE at < ?', before)
    this.#run('DELETE FROM messages WHERE ended_at < ?', before)
    this.#run(
      `DELETE FROM messages WHERE ended_at IS NOT NULL AND seq <= (
         SELECT seq FROM messages WHERE ended_at IS NOT NULL ORDER BY seq DESC LIMIT 1 OFFSET ?)`,
      keep,
    )
  }

  #run(sql: string, ...values: (string | number | null)[]): number {
    return Number(this.#statements.get(sql).run(...values).changes)
  }
}

function readMessage(row: Row): KeptMessage {
  return {
    id: row.id as string,
    channel: row.channel as string,
    content: JSON.parse(row.content as string) as MessageContent,
    createdAt: row.created_at as string,
    state: row.state as MessageState,
    attempts: row.attempts as number,
    nextTryAt: row.next_try_at as string | null,
    giveUpAt: row.give_up_at as string | null,
    sentAt: row.sent_at as string | null,
    error: row.error === null ? null : (JSON.parse(row.error as string) as RunError),
  }
}

function readNote(row: Row): ChannelNote {
  return {
    deadAt: row.dead_at as string | null,
    deadWhy: row.dead_why as string | null,
    lastSentAt: row.last_sent_at as string | null,
  }
}
