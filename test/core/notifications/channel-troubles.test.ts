import { expect, it } from 'vitest'
import { Settings } from '../../../contract/index.ts'
import { findChannelTroubles } from '../../../core/notifications/channel-troubles.ts'
import { openPostOffice } from './post-office.ts'

const channels = { team: { type: 'webhook', url: 'https://example.com/' } }

it('finds dead channels, messages that failed and jobs whose channel is not there; nothing else', async () => {
  const office = openPostOffice({ channels })
  const words = { on: { channels } }
  const find = (jobs: { id: string; channels: string[] }[] = []) =>
    findChannelTroubles({
      store: office.store,
      settings: () => Settings.parse({ notifications: words.on }).notifications,
      jobs: jobs.map(({ id, channels }) => ({ id, name: id, notifications: { channels } })),
      nowMs: office.clock.now(),
    }).map(({ title, dismissible }) => `${title}${dismissible ? '' : ' (stays)'}`)

  expect(find([{ id: 'a', channels: ['team', 'native'] }])).toEqual([])
  expect(find([{ id: 'a', channels: ['gone'] }])).toEqual(['a names a channel that is not there'])
  office.answers.push(
    { kind: 'refused', reason: 'It answered 400.', hint: null },
    { kind: 'refused', reason: 'It answered 400.', hint: null },
    { kind: 'dead', reason: 'It answered 410.' },
  )
  for (const name of ['one', 'two', 'three']) office.post(name)
  await office.clock.advance(10_000)
  expect(find()).toEqual([
    'Messages to “team” are not sent any more (stays)',
    '2 messages were not delivered',
  ])
  await office.clock.advance(8 * 86_400_000)
  expect(find()).toEqual(['Messages to “team” are not sent any more (stays)'])
  words.on = { channels: { team: { ...channels.team, enabled: false } } } as never
  expect(find()).toEqual([])
})
