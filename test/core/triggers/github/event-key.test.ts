import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventKeyOf } from '../../../../core/triggers/github/event-key.ts'
import { findKnown } from '../../../../core/triggers/github/known-event.ts'
import { examples, type Payload } from './github-fixture.ts'

const EVENTS = ['push', 'pull_request', 'issues', 'issue_comment', 'release', 'workflow_run']
const real = EVENTS.flatMap((event) => examples.get(event)!.map((payload) => ({ event, payload })))
const sha = fc.stringMatching(/^[\da-f]{40}$/)
const number = fc.integer({ min: 1, max: 10_000_000 })
const name = fc.string({ minLength: 1, maxLength: 20 })
const instant = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map((at) => `${at.toISOString().slice(0, 19)}Z`)

/** An event, and what of it says which one it is. */
const told = fc.oneof(
  fc
    .record({ ref: name, after: sha })
    .map((meaning) => ({ event: 'push', meaning, payload: meaning as Payload })),
  fc.record({ number, head: sha }).map((meaning) => ({
    event: 'pull_request',
    meaning,
    payload: { action: 'synchronize', number: meaning.number, pull_request: { head: { sha: meaning.head } } },
  })),
  fc.record({ number, label: name, at: instant }).map((meaning) => ({
    event: 'issues',
    meaning: { ...meaning, label: meaning.label.toLowerCase() },
    payload: {
      action: 'labeled',
      label: { name: meaning.label },
      issue: { number: meaning.number, updated_at: meaning.at },
    },
  })),
  fc.record({ id: number }).map((meaning) => ({
    event: 'issue_comment',
    meaning,
    payload: { action: 'created', comment: { id: meaning.id }, issue: { number: 1 } },
  })),
  fc.record({ id: number, attempt: number }).map((meaning) => ({
    event: 'workflow_run',
    meaning,
    payload: { action: 'completed', workflow_run: { id: meaning.id, run_attempt: meaning.attempt } },
  })),
)

describe('the key of an event', () => {
  test('is there for every event that GitHub really sent', () => {
    expect(real.length).toBeGreaterThan(80)
    for (const { event, payload } of real) expect(eventKeyOf(event, payload)).not.toBeNull()
  })

  test('is the same for two events exactly when they mean the same', () => {
    fc.assert(
      fc.property(told, told, (one, other) => {
        const [a, b] = [one, other].map(({ event, payload }) => JSON.stringify(eventKeyOf(event, payload)))
        const isSame =
          JSON.stringify([one.event, one.meaning]) === JSON.stringify([other.event, other.meaning])
        expect(a === b).toBe(isSame)
      }),
    )
  })

  test('does not change with anything else that the event holds', () => {
    fc.assert(
      fc.property(fc.constantFrom(...real), fc.object({ maxDepth: 1 }), ({ event, payload }, more) => {
        const known = eventKeyOf(event, payload)
        const { sender: _, repository: __, installation: ___, ...rest } = payload
        expect(eventKeyOf(event, { ...rest, sender: more, zzz: more })).toEqual(known)
      }),
    )
  })

  test('is refused, never guessed or thrown at, for what is no such event', () => {
    fc.assert(
      fc.property(fc.constantFrom(...EVENTS, 'watch'), fc.anything(), (event, payload) => {
        const key = eventKeyOf(event, payload)
        expect(key === null || typeof key.key === 'string').toBe(true)
      }),
    )
  })
})

test('names cannot be made up so that one event passes for another', () => {
  const labeled = (label: string) =>
    eventKeyOf('issues', { action: 'labeled', label: { name: label }, issue: { number: 1 } })!.key
  expect(labeled('a","b')).not.toBe(labeled('a'))
  expect(eventKeyOf('push', { ref: 'a b', after: 'c' })).not.toEqual(
    eventKeyOf('push', { ref: 'a', after: 'b c' }),
  )
})

describe('the same moment', () => {
  const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString()
  const via = fc.constantFrom('webhook' as const, 'poll' as const)

  test('is within a minute where one was told and one found by asking, else to the second', () => {
    fc.assert(
      fc.property(via, via, fc.integer({ min: -200, max: 200 }), (first, second, apart) => {
        const known = findKnown(
          { eventsOf: () => [{ id: 7, happenedAt: at(0), via: first, isSettled: true }] },
          {
            key: 'k',
            happenedAt: at(apart),
            via: second,
            origin: { repo: 'o/r', number: null, sha: null, event: 'issues', actor: null },
          },
        )
        expect(known !== null).toBe(Math.abs(apart) <= (first === second ? 0 : 60))
      }),
    )
  })
})
