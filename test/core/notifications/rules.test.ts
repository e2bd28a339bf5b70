import { describe, expect, it, test } from 'vitest'
import { type Run, Settings } from '../../../contract/index.ts'
import { type Ended, isTold, rulesFor, topicOf } from '../../../core/notifications/rules.ts'
import { runBefore } from '../../../core/notifications/run-before.ts'

const error = (code: string) => ({ code, message: 'It is so.', hint: null })
const ended = (outcome: Run['outcome'], code?: string, verdict: Run['verdict'] = 'failed'): Ended => ({
  outcome,
  verdict,
  error: code === undefined ? null : error(code),
})
const settings = (words: object = {}) => Settings.parse({ notifications: words }).notifications
const rules = (ovens: object = {}, jobs?: object) =>
  rulesFor(settings(ovens), jobs === undefined ? null : { notifications: jobs as never })

test.each([
  ['succeeded', undefined, 'success'],
  ['failed', 'exit-code', 'failure'],
  ['timed-out', 'timeout', 'failure'],
  ['lost', 'container-gone', 'failure'],
  ['blocked', 'volume-refused', 'blocked'],
  ['blocked', 'login-expired', 'auth-expiry'],
  ['failed', 'login-refused', 'auth-expiry'],
  ['cancelled', 'budget', 'budget'],
  ['blocked', 'budget-spent', 'budget'],
  ['cancelled', 'cancelled', null],
  [null, undefined, null],
] as const)('a run that %s (%s) is about %s', (outcome, code, topic) => {
  expect(topicOf(ended(outcome, code))).toBe(topic)
})

test.each([
  ['failures by default', {}, {}, ended('failed', 'exit-code'), true],
  ['no successes by default', {}, {}, ended('succeeded'), false],
  ['successes where they are asked for', { onSuccess: true }, {}, ended('succeeded'), true],
  [
    'what the job says before what the oven says',
    { onFailure: true },
    { onFailure: false },
    ended('lost'),
    false,
  ],
  ['what blocks as failures', { onFailure: false }, {}, ended('blocked', 'volume-refused'), false],
  [
    'what blocks by a word of its own',
    { onFailure: false, onBlocked: true },
    {},
    ended('blocked', 'x'),
    true,
  ],
  ['budgets by a word of their own', { onBudget: false }, {}, ended('cancelled', 'budget'), false],
  ['refused logins as failures', {}, {}, ended('failed', 'login-refused'), true],
  [
    'no refused logins where that is said',
    { onAuthExpiry: false },
    {},
    ended('failed', 'login-refused'),
    false,
  ],
  [
    'runs blocked by a login where blocked ones are',
    { onFailure: false, onBlocked: true },
    {},
    ended('blocked', 'login-expired'),
    true,
  ],
  ['nothing that somebody stopped', {}, { onFailure: true }, ended('cancelled', 'cancelled'), false],
])('tells %s', (_what, ovens, jobs, run, told) => {
  expect(isTold(rules(ovens, jobs), run, null)).toBe(told)
})

describe('only what changed', () => {
  const changes = rules({ onSuccess: true, onlyOnChange: true })
  const good = ended('succeeded', undefined, 'worked')
  test.each([
    ['the first failure', good, ended('failed', 'exit-code'), true],
    ['not the second', ended('failed', 'exit-code'), ended('failed', 'exit-code'), false],
    ['not the second, for whatever reason', ended('failed', 'exit-code'), ended('failed', 'oom'), false],
    ['another kind of end', ended('failed', 'exit-code'), ended('timed-out', 'timeout'), true],
    ['another verdict', good, ended('succeeded', undefined, 'incomplete'), true],
    ['the first success after', ended('failed', 'exit-code'), good, true],
    ['not the second success', good, good, false],
    ['the very first failure', null, ended('failed', 'exit-code'), true],
    ['not the very first success', null, good, false],
  ])('%s', (_what, before, run, told) => {
    expect(isTold(changes, run, before)).toBe(told)
  })

  it('is what the job says, too', () => {
    const quiet = rules({ onSuccess: true }, { onlyOnChange: true })
    expect(isTold(quiet, good, good)).toBe(false)
    expect(isTold(rules({ onSuccess: true, onlyOnChange: true }, { onlyOnChange: false }), good, good)).toBe(
      true,
    )
  })
})

test.each([
  ['blocked', 'volume-refused'],
  ['blocked', 'login-expired'],
  ['failed', 'login-refused'],
] as const)('of runs that are %s one after another (%s) only the first is told', (outcome, code) => {
  expect(isTold(rules(), ended(outcome, code), ended(outcome, code))).toBe(false)
  expect(isTold(rules(), ended(outcome, code), ended(outcome, 'other-thing'))).toBe(true)
})

describe('the run before', () => {
  const run = (number: number, more: Partial<Run> = {}) =>
    ({
      id: `r${number}`,
      jobId: 'j',
      number,
      state: 'finished',
      outcome: 'failed',
      rehearsal: false,
      retryOf: null,
      ...more,
    }) as Run
  const among = (...all: Run[]) => ({
    findByNumber: (_job: string, number: number) => all.find((each) => each.number === number) ?? null,
  })
  const first = run(1, { outcome: 'succeeded' })

  test.each([
    ['is the one before', [first, run(2)], run(3), 'r2'],
    [
      'is none of its own attempts',
      [first, run(2), run(3, { retryOf: 'r2' })],
      run(4, { retryOf: 'r3' }),
      'r1',
    ],
    ['is none that was stopped', [first, run(2, { outcome: 'cancelled' })], run(3), 'r1'],
    ['is none that is still at work', [first, run(2, { state: 'running' })], run(3), 'r1'],
    ['is no rehearsal', [first, run(2, { rehearsal: true })], run(3), 'r1'],
  ])('%s', (_what, history, now, expected) => {
    expect(runBefore(now, among(...history))?.id).toBe(expected)
  })

  it('is there for no first run', () => {
    expect(runBefore(run(1), among())).toBeNull()
  })
})

test('quiet hours hold only with both ends; the job has its own, or none', () => {
  expect(rules({ quietHours: { from: '22:00' } }).quietHours).toBeNull()
  const both = { quietHours: { from: '22:00', to: '07:00' } }
  expect(rules(both).quietHours).toMatchObject({ from: '22:00', to: '07:00' })
  expect(rules(both, { quietHours: 'none' }).quietHours).toBeNull()
  expect(rules(both, { quietHours: { from: '12:00', to: '13:00' } }).quietHours).toMatchObject({
    from: '12:00',
  })
})
