import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '../../../adapters/sqlite/database.ts'
import { migrations } from '../../../adapters/sqlite/migrations.ts'
import { SqliteRunStore } from '../../../adapters/sqlite/sqlite-run-store.ts'
import { SqliteStatsStore } from '../../../adapters/sqlite/sqlite-stats-store.ts'
import type { Outcome, Verdict } from '../../../contract/index.ts'
import type { RunChanges } from '../../../core/ports/run-store.ts'
import { calendarDaysUntil } from '../../../core/schedule/calendar-days.ts'
import { createStats } from '../../../core/stats/stats-service.ts'
import { tempFolder } from '../../adapters/files/temp-folder.ts'
import { newDatabase, newRun } from '../../adapters/sqlite/sample-runs.ts'

const HOUR = 3_600_000

function oven({ now = '2026-11-20T12:00:00Z', timezone = 'UTC', jobIds = ['a', 'b'] } = {}) {
  const database = newDatabase()
  const runs = new SqliteRunStore({ database })
  const stats = createStats({
    store: new SqliteStatsStore({ database }),
    clock: { now: () => Date.parse(now) } as never,
    timezone: () => timezone,
    jobIds: () => jobIds,
  })
  function run(
    queuedAt: string,
    {
      jobId = 'a',
      rehearsal = false,
      outcome = 'succeeded' as Outcome | null,
      verdict = 'worked' as Verdict | null,
      minutes = 5,
      ...changes
    }: RunChanges & { jobId?: string; minutes?: number } = {},
  ) {
    const { id } = runs.create(newRun({ jobId, queuedAt, rehearsal }))
    const finishedAt = new Date(Date.parse(queuedAt) + minutes * 60_000).toISOString()
    runs.update(id, { state: 'running', startedAt: queuedAt, ...changes })
    if (outcome !== null) runs.update(id, { state: 'finished', outcome, verdict, finishedAt })
    return id
  }
  return { database, runs, stats, run }
}

const tokens = { input: 10, output: 20, cacheRead: 30, cacheCreation: 40 }

describe('days', () => {
  it('adds up each day of the oven’s zone, the empty ones too', () => {
    const { stats, run } = oven({ timezone: 'Europe/Berlin' })
    run('2026-11-18T23:30:00.000Z', { costUsd: 0.5, tokens })
    run('2026-11-19T22:59:59.999Z', {
      outcome: 'failed',
      verdict: 'failed',
      costUsd: 0.25,
      costEstimated: true,
    })
    run('2026-11-20T01:00:00.000Z', { verdict: 'incomplete' })
    run('2026-11-20T02:00:00.000Z', { outcome: 'cancelled', verdict: null, jobId: 'b' })
    run('2026-11-20T11:00:00.000Z', { outcome: null, costUsd: 0.1, jobId: 'b' })
    const days = stats.days({ days: 3 })
    expect(days.map(({ date, runs, active }) => [date, runs, active])).toEqual([
      ['2026-11-18', 0, 0],
      ['2026-11-19', 2, 0],
      ['2026-11-20', 3, 1],
    ])
    expect(days[1]).toMatchObject({
      fromAt: '2026-11-18T23:00:00.000Z',
      untilAt: '2026-11-19T23:00:00.000Z',
      outcomes: { succeeded: 1, failed: 1, cancelled: 0 },
      durationMs: 600_000,
      costUsd: 0.75,
      costEstimated: true,
      tokens: 100,
    })
    expect(days[2]).toMatchObject({ incomplete: 1, costUsd: 0.1, outcomes: { succeeded: 1, cancelled: 1 } })
    expect(stats.days({ days: 1, jobId: 'b' })[0]).toMatchObject({ runs: 2, active: 1, durationMs: 300_000 })
  })

  it('counts a rehearsal as a run that costs nothing', () => {
    const { stats, run } = oven()
    run('2026-11-20T01:00:00.000Z', { rehearsal: true, costUsd: 9, tokens })
    run('2026-11-20T01:00:00.000Z', { rehearsal: true, costUsd: 9, tokens, outcome: null })
    expect(stats.days({ days: 1 })[0]).toMatchObject({ runs: 2, costUsd: 0, tokens: 0, costEstimated: false })
  })

  it('follows what is changed, begun again or removed after the end', () => {
    const { stats, run, runs, database } = oven()
    const id = run('2026-11-20T01:00:00.000Z', { costUsd: 1 })
    runs.update(id, { outcome: 'lost', verdict: 'failed', costUsd: 3, costEstimated: true })
    expect(stats.days({ days: 1 })[0]).toMatchObject({
      runs: 1,
      costUsd: 3,
      costEstimated: true,
      outcomes: { lost: 1, succeeded: 0 },
    })
    runs.update(id, { state: 'queued', outcome: null, verdict: null })
    expect(stats.days({ days: 1 })[0]).toMatchObject({ runs: 1, active: 1, outcomes: { lost: 0 } })
    runs.update(id, { state: 'finished', outcome: 'succeeded', verdict: 'worked' })
    database.exec('DELETE FROM runs')
    expect(stats.days({ days: 1 })[0]).toMatchObject({ runs: 0, active: 0, costUsd: 0 })
  })

  it('knows days of 23 and 25 hours, and one that begins at one o’clock', () => {
    const lengths = (now: string, zone: string) =>
      calendarDaysUntil(Date.parse(now), 3, zone).map((day) => [day.date, (day.untilMs - day.fromMs) / HOUR])
    expect(lengths('2026-03-30T10:00:00Z', 'Europe/Berlin')).toEqual([
      ['2026-03-28', 24],
      ['2026-03-29', 23],
      ['2026-03-30', 24],
    ])
    expect(lengths('2026-11-01T12:00:00Z', 'America/New_York').at(-1)).toEqual(['2026-11-01', 25])
    const [, cairo] = calendarDaysUntil(Date.parse('2026-04-25T12:00:00Z'), 2, 'Africa/Cairo').slice(-2)
    expect(new Date(cairo!.fromMs).toISOString()).toBe('2026-04-24T21:00:00.000Z')
    const began = calendarDaysUntil(Date.parse('2026-04-24T12:00:00Z'), 1, 'Africa/Cairo')[0]!
    expect([new Date(began.fromMs).toISOString(), (began.untilMs - began.fromMs) / HOUR]).toEqual([
      '2026-04-23T22:00:00.000Z',
      23,
    ])
  })

  it('counts runs of a database that is brought up to date', () => {
    const path = join(tempFolder(), 'oven.db')
    const old = new DatabaseSync(path)
    for (const { version, sql } of migrations.filter((each) => each.version < 8)) {
      old.exec(`${sql}; PRAGMA user_version = ${version}`)
    }
    const runs = new SqliteRunStore({ database: old })
    const seen = [
      ['a', 'finished', 'succeeded', 'worked', 1],
      ['b', 'finished', 'failed', null, 2],
      ['b', 'running', null, null, 4],
    ] as const
    for (const [jobId, state, outcome, verdict, costUsd] of seen) {
      const { id } = runs.create(newRun({ jobId, queuedAt: '2026-11-20T01:00:00.000Z' }))
      // By hand, as today's store reads tables that such a database has not got yet.
      old
        .prepare('UPDATE runs SET state = ?, outcome = ?, verdict = ?, cost_usd = ? WHERE id = ?')
        .run(state, outcome, verdict, costUsd, id)
    }
    old.close()
    const database = openDatabase(path)
    onTestFinished(() => database.close())
    const store = new SqliteStatsStore({ database })
    const stretch = [{ fromMs: Date.parse('2026-11-20'), untilMs: Date.parse('2026-11-21') }]
    const told = (jobId?: string) =>
      store
        .sums(stretch, jobId)
        .map(({ outcome, verdict, runs, costUsd }) => [outcome, verdict, runs, costUsd])
    expect(told()).toEqual([
      ['failed', null, 1, 2],
      ['succeeded', 'worked', 1, 1],
      [null, null, 1, 4],
    ])
    expect(told('b')).toEqual([
      ['failed', null, 1, 2],
      [null, null, 1, 4],
    ])
  })
})

describe('jobs', () => {
  it('answers the newest runs of each job asked for, the oldest first', () => {
    const { stats, run } = oven()
    for (let hour = 0; hour < 5; hour++) run(`2026-11-20T0${hour}:00:00.000Z`, { minutes: hour })
    expect(stats.jobs({ limit: 2 })).toEqual([
      {
        jobId: 'a',
        runs: [
          expect.objectContaining({ number: 4, queuedAt: '2026-11-20T03:00:00.000Z', durationMs: 180_000 }),
          expect.objectContaining({ number: 5, outcome: 'succeeded', verdict: 'worked', state: 'finished' }),
        ],
      },
      { jobId: 'b', runs: [] },
    ])
    expect(stats.jobs({ ids: ['b', 'gone'], limit: 2 }).map(({ jobId }) => jobId)).toEqual(['b', 'gone'])
  })
})

describe('job', () => {
  it('says what its runs come to, without rehearsals, and without blaming those that were stopped', () => {
    const { stats, run } = oven()
    for (const minutes of [1, 2, 3, 4]) run('2026-11-20T01:00:00.000Z', { minutes, costUsd: 0.5, tokens })
    run('2026-11-20T02:00:00.000Z', { outcome: 'failed', verdict: 'failed', minutes: 60 })
    run('2026-11-20T03:00:00.000Z', { outcome: 'cancelled', verdict: null })
    run('2026-11-20T04:00:00.000Z', { rehearsal: true, costUsd: 7 })
    run('2026-11-20T05:00:00.000Z', { outcome: null })
    const { runs, totals } = stats.job({ id: 'a', limit: 100 })
    expect(runs.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(totals).toEqual({
      runs: 6,
      succeeded: 4,
      failed: 1,
      successRate: 0.8,
      medianMs: 120_000,
      p95Ms: 240_000,
      costUsd: 2,
      costEstimated: false,
      tokens: 400,
    })
    expect(stats.job({ id: 'none', limit: 5 })).toMatchObject({
      runs: [],
      totals: { successRate: null, medianMs: null },
    })
  })
})
