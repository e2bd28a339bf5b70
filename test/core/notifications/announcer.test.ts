import { expect, it, test } from 'vitest'
import { SqliteOutboxStore } from '../../../adapters/sqlite/sqlite-outbox-store.ts'
import { type Job, type Run, Settings } from '../../../contract/index.ts'
import { OvenError } from '../../../core/errors.ts'
import { createAnnouncer } from '../../../core/notifications/announcer.ts'
import { createChannelBook } from '../../../core/notifications/channel-book.ts'
import type { MessageContent } from '../../../core/ports/channel-sender.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { temporaryDatabase } from '../../support/temporary-database.ts'

const channels = {
  all: { type: 'webhook', url: 'https://example.com/' },
  bad: { type: 'webhook', url: 'https://example.com/', on: ['failure', 'blocked'] },
  off: { type: 'webhook', url: 'https://example.com/', enabled: false },
}

function openDesk(words: Record<string, unknown> = {}, jobWords: Job['notifications'] = {}) {
  const clock = new FakeClock('2026-03-10T22:30:00.000Z')
  const store = new SqliteOutboxStore({ database: temporaryDatabase() })
  const settings = () => Settings.parse({ notifications: { channels, ...words } }).notifications
  const findJob = (id: string) => (id === 'review' ? { id, notifications: jobWords } : null)
  const posted: { channel: string; content: MessageContent; held: string | null }[] = []
  let kicks = 0
  const warnings: string[] = []
  const open = () =>
    createAnnouncer({
      clock,
      store,
      outbox: {
        add: (channel, content, held) =>
          void posted.push({ channel, content, held: held === null ? null : new Date(held).toISOString() }),
        kick() {
          kicks += 1
        },
      },
      book: createChannelBook({ settings, findJob, secrets: { read: async () => null }, hasNative: true }),
      runs: { findByNumber: () => null },
      settings,
      findJob,
      timezone: () => 'UTC',
      onWarning: (sentence) => void warnings.push(sentence),
      guard: (text) => text.replaceAll('hunter2', '***'),
    })
  return {
    posted,
    warnings,
    store,
    open,
    to: () => posted.map(({ channel }) => channel),
    kicks: () => kicks,
  }
}

const run = (more: Partial<Run> = {}) =>
  ({
    id: 'r1',
    jobId: 'review',
    jobName: 'Review',
    number: 1,
    outcome: 'failed',
    verdict: 'failed',
    error: { code: 'exit-code', message: 'It said hunter2.', hint: null },
    commits: [],
    branches: [],
    stagesTotal: 0,
    costUsd: 1.234,
    costEstimated: true,
    durationMs: 184_000,
    pullRequest: null,
    rehearsal: false,
    retryOf: null,
    queuedAt: '2026-03-10T22:00:00.000Z',
    finishedAt: '2026-03-10T22:30:00.000Z',
    ...more,
  }) as Run

it('tells of a run once, over hosts, to each channel that takes it, masked', () => {
  const desk = openDesk()
  for (let hosts = 0; hosts < 3; hosts += 1) desk.open().runEnded(run())
  expect(desk.to()).toEqual(['native', 'all', 'bad'])
  expect(desk.kicks()).toBe(1)
  expect(desk.posted[0]!.content).toMatchObject({
    title: 'Review #1: failed',
    body: 'It said ***.',
    tone: 'bad',
    acts: ['show', 'run-again'],
    facts: [
      { label: 'Took', value: '3 min 4 s' },
      { label: 'Cost', value: 'about $1.23' },
    ],
    at: '2026-03-10T22:30:00.000Z',
  })
})

test.each([
  ['what a channel does not take', {}, {}, { outcome: 'succeeded', error: null, verdict: 'worked' }, []],
  [
    'successes',
    { onSuccess: true },
    {},
    { outcome: 'succeeded', error: null, verdict: 'worked' },
    ['native', 'all'],
  ],
  ['not on this machine', { native: false }, {}, {}, ['all', 'bad']],
  ['only to the channels of the job', {}, { channels: ['bad', 'off', 'gone'] }, {}, ['bad']],
  ['to no channel at all', {}, { channels: [] }, {}, []],
  [
    'to the channel that the ancestor named',
    {},
    { channels: ['native'], slack: '#all' },
    {},
    ['native', 'all'],
  ],
  [
    'to the address that the ancestor gave',
    {},
    { slack: 'https://hooks.slack.com/x' },
    {},
    ['native', 'all', 'bad', 'job:review'],
  ],
] as const)('tells %s', (_what, ovens, jobs, ended, expected) => {
  const desk = openDesk(ovens, jobs as never)
  desk.open().runEnded(run(ended as never))
  expect(desk.to()).toEqual(expected)
})

it('holds back in quiet hours what comes up, failures too, unless the job has none', () => {
  const quiet = { quietHours: { from: '22:00', to: '07:00' } }
  const desk = openDesk(quiet)
  desk.open().runEnded(run())
  expect(desk.posted.map(({ held }) => held)).toEqual(Array(3).fill('2026-03-11T07:00:00.000Z'))
  const urgent = openDesk(quiet, { quietHours: 'none' })
  urgent.open().runEnded(run())
  expect(urgent.posted.map(({ held }) => held)).toEqual([null, null, null])
})

it.each([
  ['sign in', 'login-refused', ['sign-in', 'show']],
  ['look and run again', 'exit-code', ['show', 'run-again']],
])('offers to %s', (_what, code, acts) => {
  const desk = openDesk()
  desk.open().runEnded(run({ error: { code, message: 'So.', hint: null } }))
  expect(desk.posted[0]!.content.acts).toEqual(acts)
})

it('tells of anything else once by its key', () => {
  const desk = openDesk()
  const message = { title: 'Claude login ends soon', body: 'Sign in.', runId: null, jobId: null }
  for (let hosts = 0; hosts < 2; hosts += 1) desk.open().announce('auth-expiry', message, { key: 'ending:1' })
  desk.open().announce('auth-expiry', message, { key: 'ending:2' })
  expect(desk.to()).toEqual(['native', 'all', 'native', 'all'])
  expect(desk.posted[0]!.content).toMatchObject({ kind: 'auth-expiry', acts: ['sign-in', 'show'] })
})

it('bounds what is long, and shows nothing that controls how it is shown', () => {
  const desk = openDesk()
  const body = `\u0000\u001b[31m${'x'.repeat(5_000)}`
  desk
    .open()
    .announce('missed', { title: 'a\nb\u202ec'.repeat(100), body, runId: null, jobId: null }, { key: 'k' })
  const { title, body: shown } = desk.posted[0]!.content
  expect([...title].length).toBeLessThanOrEqual(200)
  expect(title).toMatch(/^a bca bc/)
  expect([...shown].length).toBe(2_000)
  expect(shown).toMatch(/^\[31mx+…$/)
})

it('keeps no run from its end: what fails is a warning, but a full disk is waited for', () => {
  const desk = openDesk()
  desk.store.decide = () => {
    throw new Error('No such table.')
  }
  desk.open().runEnded(run())
  expect(desk.warnings).toEqual(['Review #1 ended untold: No such table.'])
  desk.store.decide = () => {
    throw new OvenError('disk-full', 'The disk is full.')
  }
  expect(() => desk.open().runEnded(run())).toThrow('The disk is full.')
})
