import { expect, test } from 'vitest'
import { SqliteCallStore } from '../../../adapters/sqlite/sqlite-call-store.ts'
import { SqliteGithubStore } from '../../../adapters/sqlite/sqlite-github-store.ts'
import { SqliteRunStore } from '../../../adapters/sqlite/sqlite-run-store.ts'
import type { GithubOrigin, NewGithubEvent } from '../../../core/ports/github-store.ts'
import { temporaryDatabase } from '../../support/temporary-database.ts'

const origin: GithubOrigin = { repo: 'Octo/App', number: 7, sha: 'abc', event: 'issues', actor: 'octocat' }
const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour)).toISOString()

function event(key: string, more: Partial<NewGithubEvent> = {}): NewGithubEvent {
  return {
    key,
    happenedAt: null,
    via: 'webhook',
    deliveryId: null,
    from: null,
    origin,
    work: {
      facts: {
        event: 'issues',
        action: 'opened',
        branch: null,
        labels: [],
        assignees: [],
        paths: [],
        actor: 'octocat',
        comment: null,
      },
      people: ['octocat'],
      compare: null,
      payload: '{}',
    },
    ...more,
  }
}

function open() {
  const database = temporaryDatabase()
  const runs = new SqliteRunStore({ database })
  const createRun = (id: string, retryOf: string | null) =>
    runs.create({
      id,
      jobId: 'bake',
      jobName: 'bake',
      jobType: 'docker',
      trigger: 'github',
      rehearsal: false,
      attempt: 1,
      retryOf,
      dueAt: null,
      queuedAt: at(0),
      image: 'x',
      source: null,
    })
  return {
    store: new SqliteGithubStore({ database }),
    calls: new SqliteCallStore({ database }),
    createRun,
    reopen: () => new SqliteGithubStore({ database }),
  }
}

test('an event is kept as it was told, until it is settled', () => {
  const { store, reopen } = open()
  const id = store.addEvent(event('k', { deliveryId: 'd', from: '10.0.0.1', happenedAt: at(0) }), at(1))
  expect(reopen().open(at(1), 10)).toEqual([
    {
      ...event('k', { deliveryId: 'd', from: '10.0.0.1', happenedAt: at(0) }),
      id,
      takenAt: at(1),
      attempts: 0,
      nextAt: null,
    },
  ])
  expect(store.eventsOf('OCTO/app', 'k')).toEqual([
    { id, happenedAt: at(0), via: 'webhook', isSettled: false },
  ])
  expect(store.eventsOf('octo/other', 'k')).toEqual([])
  store.settle(id, at(2))
  expect(store.open(at(9), 10)).toEqual([])
  expect(store.workOf(id)).toBeNull()
  expect(store.eventsOf('octo/app', 'k')).toMatchObject([{ isSettled: true }])
})

test('what waits is not open before its time', () => {
  const { store } = open()
  const id = store.addEvent(event('k'), at(1))
  store.postpone(id, at(5))
  expect(store.open(at(4), 10)).toEqual([])
  expect(store.nextAt()).toBe(at(5))
  expect(store.open(at(5), 10)).toMatchObject([{ id, attempts: 1, nextAt: at(5) }])
})

test('decided on once more, a run stays and a refusal goes', () => {
  const { store } = open()
  const id = store.addEvent(event('k'), at(1))
  store.decide(id, 'ran', 'run-1', at(1))
  store.decide(id, 'refused', null, at(1))
  expect([
    store.decisionOf(id, 'ran'),
    store.decisionOf(id, 'refused'),
    store.decisionOf(id, 'other'),
  ]).toEqual(['run-1', null, undefined])
  store.settle(id, at(2))
  store.reopen(id, event('k', { deliveryId: 'again' }), at(3))
  expect([store.decisionOf(id, 'ran'), store.decisionOf(id, 'refused')]).toEqual(['run-1', undefined])
  expect(store.open(at(3), 10)).toMatchObject([{ id, deliveryId: 'again', takenAt: at(3) }])
})

test('a run that repeats another began where that one did', () => {
  const { store, createRun } = open()
  createRun('one', null)
  createRun('two', 'one')
  createRun('three', 'two')
  createRun('else', null)
  store.keepRun('one', 'bake', origin)
  expect(['one', 'two', 'three', 'else'].map((id) => store.originOf(id))).toEqual([
    origin,
    origin,
    origin,
    null,
  ])
})

test('what is old goes with its decisions; what is open stays', () => {
  const { store, calls } = open()
  const old = store.addEvent(event('old'), at(1))
  store.decide(old, 'bake', 'run', at(1))
  store.settle(old, at(1))
  const fresh = store.addEvent(event('fresh'), at(1))
  store.settle(fresh, at(5))
  store.addEvent(event('open'), at(0))
  calls.add({
    id: 'kept',
    jobId: 'bake',
    at: at(1),
    via: 'github',
    tokenEnding: null,
    from: null,
    key: null,
    outcome: 'accepted',
    status: 202,
    error: null,
    runId: null,
    payloadId: null,
    payloadBytes: 0,
  })
  store.keepDelivery('kept', origin)
  store.keepDelivery('gone', origin)
  store.trim(at(3))
  expect(['old', 'fresh', 'open'].map((key) => store.eventsOf('octo/app', key).length)).toEqual([0, 1, 1])
  expect(store.decisionOf(old, 'bake')).toBeUndefined()
  expect([store.originOfDelivery('kept'), store.originOfDelivery('gone')]).toEqual([origin, null])
})
