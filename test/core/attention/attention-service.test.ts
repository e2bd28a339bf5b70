import { expect, it } from 'vitest'
import { SqliteOvenNotes } from '../../../adapters/sqlite/sqlite-oven-notes.ts'
import { SqliteRunStore } from '../../../adapters/sqlite/sqlite-run-store.ts'
import { SqliteSlotStore } from '../../../adapters/sqlite/sqlite-slot-store.ts'
import type { EngineState, Job, Outcome, Readiness, Trigger, Verdict } from '../../../contract/index.ts'
import { type AttentionService, createAttention } from '../../../core/attention/attention-service.ts'
import { createWarningList } from '../../../core/attention/warning-list.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { temporaryDatabase } from '../../support/temporary-database.ts'
import { cron, dockerJob, MINUTE } from '../schedule/scheduler-fixture.ts'

function setUp() {
  const clock = new FakeClock('2026-05-04T07:00:00Z')
  const database = temporaryDatabase()
  const runs = new SqliteRunStore({ database })
  const slots = new SqliteSlotStore({ database })
  const warnings = createWarningList(() => new Date(clock.now()).toISOString())
  const readiness = new Map<string, Readiness>()
  const emitted: string[] = []
  const oven = {
    clock,
    runs,
    slots,
    warnings,
    readiness,
    emitted,
    jobs: [dockerJob('nightly', cron('0 2 * * *')), dockerJob('weekly', cron('0 3 * * 1'))] as Job[],
    engine: { status: 'unknown' } as EngineState,
    attention: undefined as unknown as AttentionService,
    list: (): string[][] => oven.attention.list().map(({ id, title }) => [id, title]),
    titles: (): string[] => oven.attention.list().map(({ title }) => title),
    /** A run that ended now. */
    ran(jobId: string, outcome: Outcome | null, more: { verdict?: Verdict; trigger?: Trigger } = {}) {
      const at = new Date(clock.now()).toISOString()
      const id = `${jobId}-${clock.now()}`
      runs.create({
        id,
        jobId,
        jobName: jobId,
        jobType: 'docker',
        trigger: more.trigger ?? 'schedule',
        rehearsal: false,
        attempt: 1,
        dueAt: null,
        queuedAt: at,
        image: 'alpine',
        source: null,
      })
      if (outcome !== null) {
        runs.update(id, {
          state: 'finished',
          outcome,
          verdict: more.verdict ?? null,
          finishedAt: at,
          error:
            outcome === 'succeeded' ? null : { code: 'exit', message: 'It exited with 1.', hint: 'Look.' },
        })
      }
      clock.sleep(MINUTE)
      return id
    },
  }
  oven.attention = createAttention({
    clock,
    notes: new SqliteOvenNotes({ database }),
    runs,
    slots,
    jobs: () => oven.jobs,
    peek: (jobId) => readiness.get(jobId) ?? null,
    engine: () => oven.engine,
    engineDownSince: () => '2026-05-04T06:59:00.000Z',
    canStartEngine: () => true,
    warnings: warnings.all,
    changes: { emit: ({ type }) => emitted.push(type) },
  })
  return oven
}

const blockedBy = (
  jobId: string,
  check: string,
  more: Partial<Readiness> & { code?: string } = {},
): Readiness => ({
  jobId,
  state: more.state ?? 'blocked',
  nextDueAt: more.nextDueAt === undefined ? '2026-05-05T02:00:00.000Z' : more.nextDueAt,
  reasons: [{ check, code: more.code ?? 'login-missing', description: 'There is no login.', fixes: [] }],
  checkedAt: '2026-05-04T07:00:00.000Z',
})

it('lists the newest failure of each job until it was seen', () => {
  const oven = setUp()
  oven.ran('nightly', 'failed')
  const second = oven.ran('nightly', 'timed-out')
  const weekly = oven.ran('weekly', 'blocked')
  expect(oven.list()).toEqual([
    [`run:${weekly}`, 'weekly #1 was blocked'],
    [`run:${second}`, 'nightly #2 ran out of time'],
  ])
  expect(oven.attention.list()[1]).toMatchObject({
    detail: 'It exited with 1. Look. That makes 2 runs since you last looked.',
    action: { kind: 'open-run', runId: second },
  })
  expect(oven.attention.seen({ ids: [`run:${second}`] })).toEqual({ seen: [`run:${second}`] })
  expect(oven.titles()).toEqual(['weekly #1 was blocked'])
  expect(oven.attention.seen({ runId: weekly })).toEqual({ seen: [`run:${weekly}`] })
  expect(oven.list()).toEqual([])
  expect(oven.emitted).toEqual(['attention', 'attention'])
  oven.ran('nightly', 'failed')
  expect(oven.titles()).toEqual(['nightly #3 failed'])
})

it('does not take back what was seen when an older run is opened later', () => {
  const oven = setUp()
  const first = oven.ran('nightly', 'failed')
  const second = oven.ran('nightly', 'failed')
  oven.attention.seen({ runId: first })
  expect(oven.titles()).toEqual(['nightly #2 failed'])
  oven.attention.seen({ runId: second })
  expect(oven.attention.seen({ runId: first })).toEqual({ seen: [] })
  expect(oven.titles()).toEqual([])
})

it('leaves out what has healed, what tries again by itself, what is old, and jobs that are gone', () => {
  const oven = setUp()
  oven.ran('nightly', 'failed')
  oven.ran('nightly', 'succeeded', { verdict: 'worked' })
  oven.ran('weekly', 'failed')
  expect(oven.titles()).toEqual(['weekly #1 failed'])
  oven.ran('weekly', null, { trigger: 'retry' })
  expect(oven.titles()).toEqual([])
  oven.ran('gone', 'failed')
  expect(oven.titles()).toEqual([])
  oven.ran('nightly', 'lost')
  oven.clock.sleep(8 * 24 * 60 * MINUTE)
  expect(oven.titles()).toEqual([])
})

it('says of a run that succeeded and is worth less so', () => {
  const oven = setUp()
  oven.ran('nightly', 'succeeded', { verdict: 'incomplete' })
  expect(oven.attention.list()).toMatchObject([{ title: 'nightly #1 is incomplete', tone: 'attention' }])
})

it('groups what is in the way by its cause, and tells of the engine once', () => {
  const oven = setUp()
  oven.engine = { status: 'down', reason: 'Nothing answers.', hint: 'Start it.' }
  oven.readiness.set('nightly', blockedBy('nightly', 'engine', { code: 'engine-down' }))
  expect(oven.attention.list()).toMatchObject([
    { id: 'engine', since: '2026-05-04T06:59:00.000Z', action: { kind: 'start-engine' }, dismissible: false },
  ])
  oven.engine = { status: 'unknown' }
  oven.readiness.set('nightly', blockedBy('nightly', 'claude:container-login'))
  oven.readiness.set('weekly', blockedBy('weekly', 'claude:container-login'))
  expect(oven.attention.list()).toMatchObject([
    {
      kind: 'login-ended',
      detail: expect.stringContaining('nightly and weekly use it.'),
      action: { kind: 'sign-in' },
    },
  ])
  expect(oven.attention.seen({ all: true })).toEqual({ seen: [] })
  oven.readiness.set('nightly', blockedBy('nightly', 'disk', { state: 'at-risk', code: 'disk-low' }))
  oven.readiness.set('weekly', blockedBy('weekly', 'repository:x', { nextDueAt: null }))
  const [risk, ...others] = oven.attention.list()
  expect(risk).toMatchObject({ kind: 'job-at-risk', title: 'nightly may not run', dismissible: true })
  expect(others).toEqual([])
  oven.attention.seen({ ids: [risk!.id] })
  expect(oven.list()).toEqual([])
})

it('counts the moments that were missed since somebody looked', () => {
  const oven = setUp()
  const miss = (jobId: string, dueAt: string) =>
    oven.slots.record([{ jobId, dueAt, state: 'missed', cause: 'quit' }], '2026-05-04T07:00:00.000Z')
  miss('nightly', '2026-05-03T02:00:00.000Z')
  miss('nightly', '2026-05-04T02:00:00.000Z')
  expect(oven.attention.list()).toMatchObject([
    { kind: 'slots-missed', title: '2 due moments were missed', since: '2026-05-04T02:00:00.000Z' },
  ])
  oven.attention.seen({ all: true })
  expect(oven.list()).toEqual([])
  miss('weekly', '2026-05-04T03:00:00.000Z')
  expect(oven.titles()).toEqual(['weekly missed its moment'])
})

it('passes the oven’s warnings on until they were seen', () => {
  const oven = setUp()
  oven.warnings.add(
    'jobs.json is not valid JSON; it was kept as jobs.json.broken-1, and its last good state is in use.',
  )
  oven.warnings.add('config.json: The field "timezone" is wrong. Its default is used.')
  expect(oven.attention.list()).toMatchObject([
    { kind: 'file-broken', title: 'A file could not be read' },
    { kind: 'warning', action: { kind: 'open-page', page: 'settings' } },
  ])
  expect(oven.attention.seen({ all: true }).seen).toHaveLength(2)
  expect(oven.list()).toEqual([])
})
