import { describe, expect, it } from 'vitest'
import { accepted, later, openPostOffice } from './post-office.ts'

const HOUR = 3_600_000
const titles = ({ sent }: ReturnType<typeof openPostOffice>) => sent.map(({ title }) => title)

describe('a message', () => {
  it('is sent at once, and once', async () => {
    const office = openPostOffice()
    office.post('one')
    await office.clock.advance(25 * HOUR)
    expect(titles(office)).toEqual(['one'])
    expect(office.states()).toEqual(['one: sent'])
    expect(office.clock.timers).toBe(0)
  })

  it('is tried again, later and later, with the same id', async () => {
    const office = openPostOffice()
    office.answers.push(later(), later(), later())
    office.post('one')
    await office.clock.advance(HOUR)
    const [first] = office.sent
    expect(office.sent.map(({ at }) => at - first!.at)).toEqual([0, 5_000, 15_000, 35_000])
    expect(new Set(office.sent.map(({ id }) => id)).size).toBe(1)
    expect(office.states()).toEqual(['one: sent'])
  })

  it('waits as long as the other side asks, and so does all that goes there', async () => {
    const office = openPostOffice()
    office.answers.push(later({ busy: true, retryAfterMs: 90_000 }))
    office.post('one')
    await office.clock.advance(1_000)
    office.post('two')
    await office.clock.advance(88_000)
    expect(titles(office)).toEqual(['one'])
    await office.clock.advance(10_000)
    expect(titles(office).sort()).toEqual(['one', 'one', 'two'])
  })

  it('is given up after a day, said why, and sent once more when somebody says so', async () => {
    const office = openPostOffice()
    office.answers.push(...Array.from({ length: 200 }, () => later()))
    office.post('one')
    await office.clock.advance(26 * HOUR)
    expect(office.states()).toEqual(['one: failed'])
    const [message] = office.store.list({}, { limit: 1 }).messages
    expect(message!.error).toMatchObject({
      code: 'gave-up',
      message: expect.stringContaining('It answered 503.'),
    })
    expect(office.sent.at(-1)!.at - office.sent[0]!.at).toBeLessThan(24.6 * HOUR)
    expect(office.told).toContain('message')
  })

  it('that was refused is not tried again, and holds nothing up', async () => {
    const office = openPostOffice()
    office.answers.push({ kind: 'refused', reason: 'It answered 400.', hint: null })
    office.post('one')
    office.post('two')
    await office.clock.advance(HOUR)
    expect(office.states()).toEqual(['one: failed', 'two: sent'])
    expect(titles(office)).toEqual(['one', 'two'])
    expect(office.told).toContain('attention')
  })

  it('to a channel that is not there any more fails', async () => {
    const office = openPostOffice()
    office.post('one', { channel: 'gone' })
    await office.clock.advance(0)
    expect(office.states()).toEqual(['one: failed'])
    expect(office.sent).toEqual([])
  })

  it('that fails each time does not hold up the others', async () => {
    const office = openPostOffice()
    const poison = (message: { content: { title: string } }) =>
      message.content.title === 'poison' ? later() : accepted
    office.answers.push(...Array(200).fill(poison))
    office.post('poison')
    for (const name of ['a', 'b', 'c']) office.post(name)
    await office.clock.advance(5 * 60_000)
    expect(office.states()).toEqual(['poison: waiting', 'a: sent', 'b: sent', 'c: sent'])
  })
})

describe('a channel', () => {
  const both = {
    team: { type: 'slack', secret: 'X' },
    ops: { type: 'webhook', url: 'https://example.com/' },
  }

  it('is sent to in its own pace, whatever the others do', async () => {
    const office = openPostOffice({ channels: both })
    office.answers.push(() => new Promise(() => {}))
    office.post('stuck', { channel: 'ops' })
    await office.clock.advance(0)
    for (const name of ['a', 'b', 'c']) office.post(name, { channel: 'team' })
    await office.clock.advance(10_000)
    const times = office.sent.filter(({ channel }) => channel === 'team').map(({ at }) => at)
    expect(times).toHaveLength(3)
    expect(Math.min(times[1]! - times[0]!, times[2]! - times[1]!)).toBeGreaterThanOrEqual(1_000)
  })

  it('that is dead is sent nothing, over a restart, too; what waited comes as one when it is enabled', async () => {
    const office = openPostOffice()
    office.answers.push({ kind: 'dead', reason: 'It answered 404.' })
    office.post('one')
    await office.clock.advance(1_000)
    expect(office.store.note('team')).toMatchObject({ deadWhy: 'It answered 404.' })
    office.post('two')
    office.restart()
    await office.clock.advance(48 * HOUR)
    expect(titles(office)).toEqual(['one'])
    expect(office.states()).toEqual(['one: waiting', 'two: waiting'])
    expect(office.clock.timers).toBe(0)
    office.store.writeNote('team', { deadAt: null, deadWhy: null })
    office.outbox.join('team', 'waiting', 'Waited while the channel was disabled:')
    office.outbox.kick()
    await office.clock.advance(5_000)
    expect(titles(office).slice(1)).toEqual(['2 messages, 2 of them of failures'])
    expect(office.sent.at(-1)!.body).toContain('• one (2026-03-10 12:00 UTC)\n• two')
    expect(office.states()).toEqual(['one: joined', 'two: joined', '2 messages, 2 of them of failures: sent'])
  })

  it('that is switched off keeps what waits until it is on again', async () => {
    const office = openPostOffice()
    office.answers.push(later())
    office.post('one')
    await office.clock.advance(1_000)
    office.configure({ channels: { team: { type: 'webhook', url: 'https://example.com/', enabled: false } } })
    office.outbox.kick()
    await office.clock.advance(HOUR)
    expect(office.sent).toHaveLength(1)
    office.configure({ channels: { team: { type: 'webhook', url: 'https://example.com/' } } })
    office.outbox.kick()
    await office.clock.advance(1_000)
    expect(office.states()).toEqual(['one: sent'])
  })
})

describe('what is held back', () => {
  const until = Date.parse('2026-03-11T06:00:00.000Z')

  it('comes as one message when the time is up; one alone comes as it is', async () => {
    const office = openPostOffice({
      channels: {
        team: { type: 'webhook', url: 'https://example.com/' },
        ops: { type: 'webhook', url: 'https://example.com/' },
      },
    })
    for (const name of ['a', 'b']) office.post(name, { heldUntilMs: until })
    office.post('alone', { channel: 'ops', heldUntilMs: until })
    await office.clock.advanceTo(until - 1)
    expect(office.sent).toEqual([])
    await office.clock.advance(60_000)
    expect(titles(office).sort()).toEqual(['2 messages, 2 of them of failures', 'alone'])
    expect(office.states('team')).toEqual([
      'a: joined',
      'b: joined',
      '2 messages, 2 of them of failures: sent',
    ])
  })

  it('by hours that end later stays held, and nothing spins meanwhile', async () => {
    const office = openPostOffice()
    office.post('later', { heldUntilMs: until + HOUR })
    office.post('first', { heldUntilMs: until })
    await office.clock.advanceTo(until + 60_000)
    expect(titles(office)).toEqual(['first'])
    expect(office.clock.fired).toBeLessThan(3_000)
    await office.clock.advance(HOUR)
    expect(titles(office)).toEqual(['first', 'later'])
  })
})

describe('a host that goes', () => {
  it('between sending and writing it down leaves the message to the next, by the same id', async () => {
    const office = openPostOffice()
    office.answers.push(() => new Promise(() => {}))
    office.post('one')
    await office.clock.advance(0)
    expect(office.sent).toHaveLength(1)
    office.restart()
    await office.clock.advance(1_000)
    expect(office.sent).toHaveLength(2)
    expect(new Set(office.sent.map(({ id }) => id)).size).toBe(1)
    expect(office.states()).toEqual(['one: sent'])
  })

  it('lets arrive what is on its way, for some time', async () => {
    const office = openPostOffice()
    let answer = (_: typeof accepted) => {}
    office.answers.push(
      () =>
        new Promise((resolve) => {
          answer = resolve as never
        }),
    )
    office.post('one')
    const settled = office.outbox.settled(3_000)
    await office.clock.advance(1_000)
    answer(accepted)
    await settled
    office.outbox.stop()
    expect(office.states()).toEqual(['one: sent'])
  })

  it('gives up waiting for what does not arrive', async () => {
    const office = openPostOffice()
    office.answers.push(() => new Promise(() => {}))
    office.post('one')
    const settled = office.outbox.settled(3_000)
    await office.clock.advance(3_000)
    await settled
    expect(office.states()).toEqual(['one: waiting'])
  })
})

it('what was accepted is not sent again because it could not be written down', async () => {
  const office = openPostOffice()
  const { update } = office.store
  office.answers.push(() => {
    office.store.update = () => {
      throw new Error('The disk is full.')
    }
    return accepted
  })
  office.post('one')
  await office.clock.advance(1_000)
  expect(office.warnings).toEqual(['Messages to team wait: The disk is full.'])
  office.store.update = update.bind(office.store)
  await office.clock.advance(60_000)
  expect(office.sent).toHaveLength(1)
  expect(office.states()).toEqual(['one: sent'])
})

it('a message is tried now when somebody asks, and a test is sent by nobody else', async () => {
  const office = openPostOffice()
  office.store.add({
    id: 'test-1',
    channel: 'team',
    content: { ...(await import('./post-office.ts')).content('try'), kind: 'test' },
    createdAt: '2026-03-10T12:00:00.000Z',
    state: 'waiting',
    nextTryAt: '2026-03-10T12:00:00.000Z',
    giveUpAt: null,
  })
  office.outbox.kick()
  await office.clock.advance(HOUR)
  expect(office.sent).toEqual([])
  expect(await office.outbox.sendNow('test-1')).toMatchObject({ state: 'sent' })
})
