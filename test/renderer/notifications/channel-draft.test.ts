import { describe, expect, test } from 'vitest'
import { Channel } from '../../../contract/notification.ts'
import {
  emptyChannel,
  faultsOfChannel,
  freeName,
  type OwnType,
  readChannel,
  secretOf,
  writeChannel,
} from '../../../renderer/notifications/channel-draft.ts'

const channels = [
  { type: 'slack', enabled: true, secret: 'NOTIFY_TEAM' },
  { type: 'discord', enabled: false, on: ['failure', 'digest'], secret: 'NOTIFY_TEAM' },
  { type: 'ntfy', enabled: true, server: 'https://ntfy.example.com', topic: 'oven', note: 'by hand' },
  { type: 'webhook', enabled: true, url: 'https://example.com/hook', on: [] },
  {
    type: 'email',
    enabled: true,
    server: 'smtp.example.com',
    port: 2525,
    security: 'tls',
    user: 'oven',
    from: 'oven@example.com',
    to: ['a@example.com', 'b@example.com'],
    secret: 'SMTP',
  },
]

describe('a channel in its dialog', () => {
  test.each(channels)('is unchanged when nothing is: $type', (written) => {
    const channel = Channel.parse(written)
    const draft = readChannel({ name: 'team', channel })
    expect(draft && writeChannel(draft)).toEqual({ channel })
    expect(draft && faultsOfChannel(draft, [])).toEqual({})
  })

  test('this machine has none', () => {
    expect(readChannel({ name: 'native', channel: null })).toBeNull()
  })

  test('a new secret goes along once, under the name there was', () => {
    const draft = readChannel({ name: 'team', channel: Channel.parse(channels[0]) })!
    const changed = { ...draft, secretFrom: 'written' as const, value: ' https://hooks.example.com/1 ' }
    expect(writeChannel(changed)).toEqual({
      channel: { type: 'slack', enabled: true, secret: 'NOTIFY_TEAM' },
      value: 'https://hooks.example.com/1',
    })
    expect(JSON.stringify(writeChannel({ ...changed, secretFrom: 'kept' }))).not.toContain(
      'hooks.example.com',
    )
  })

  test('a secret can be done without where the type can', () => {
    const draft = { ...readChannel({ name: 'mail', channel: Channel.parse(channels[4]) })! }
    expect(writeChannel({ ...draft, secretFrom: 'none' }).channel).not.toHaveProperty('secret')
  })

  test('new ones are called like their type, or so with a number', () => {
    expect(freeName('ntfy', ['slack'])).toBe('ntfy')
    expect(freeName('ntfy', ['ntfy', 'ntfy-2'])).toBe('ntfy-3')
  })
})

describe('faults stand at their inputs', () => {
  const faultsOfNew = (type: OwnType, part = {}) =>
    faultsOfChannel({ ...emptyChannel(type, []), ...part }, ['taken'])

  test('what each type cannot do without', () => {
    expect(faultsOfNew('slack')).toEqual({ value: 'Paste the address.' })
    expect(Object.keys(faultsOfNew('ntfy'))).toEqual(['topic'])
    expect(faultsOfNew('webhook')).toEqual({ url: 'Must be an https address.' })
    expect(faultsOfNew('email')).toEqual({
      server: 'Must be the name of a mail server.',
      from: 'Must be an e-mail address such as "team@example.com".',
      to: 'Must name at least one address.',
    })
  })

  test('names: of their shape, and free', () => {
    expect(faultsOfNew('ntfy', { name: 'Team Chat', topic: 'a' }).name).toMatch(
      /^Must be 1 to 40 small letters/,
    )
    expect(faultsOfNew('ntfy', { name: 'taken', topic: 'a' }).name).toBe(
      'There is a channel of this name already.',
    )
    expect(faultsOfNew('ntfy', { name: 'native', topic: 'a' }).name).toBe(
      '"native" stands for this machine itself.',
    )
  })

  test('a port that is no number, a secret that is not named', () => {
    const email = { server: 'a', from: 'a@b.example', to: 'c@d.example' }
    expect(Object.keys(faultsOfNew('email', { ...email, port: 'smtp' }))).toEqual(['port'])
    expect(faultsOfNew('email', { ...email, secretFrom: 'named' })).toEqual({ secret: 'Choose a secret.' })
    expect(secretOf.email.needed).toBe(false)
  })
})
