import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openDatabase } from '../../adapters/sqlite/database.ts'
import { SqliteOutboxStore } from '../../adapters/sqlite/sqlite-outbox-store.ts'
import { content } from '../core/notifications/post-office.ts'
import { type HookAnswer, type HookServer, startHookServer } from '../support/hook-server.ts'
import { startHost } from '../support/host-fixture.ts'
import { type HttpFixture, startHttpFixture } from '../support/http-fixture.ts'

vi.setConfig({ testTimeout: 60_000 })

let hook: HookServer
let answer: (call: HookServer['calls'][number]) => HookAnswer
beforeEach(async () => {
  answer = () => ({ status: 200, body: 'ok' })
  hook = await startHookServer((call) => answer(call))
})
afterEach(() => hook.close())

const waitFor = <T>(look: () => T) => vi.waitFor(look, { timeout: 30_000, interval: 50 })

describe('an oven', () => {
  let oven: HttpFixture
  beforeEach(async () => {
    oven = await startHttpFixture()
  })
  afterEach(() => oven.close())

  it('keeps a channel with its secret, tries it, and shows neither', async () => {
    const messages = oven.opened.oven.services.notifications
    oven.opened.oven.services.settings.update({ notifications: { allowPrivate: ['127.0.0.1'] } })
    const view = await messages.setChannel({
      name: 'team',
      channel: { type: 'slack', enabled: true },
      value: hook.url('/services/canary-of-the-address'),
    })
    expect(view).toMatchObject({ name: 'team', type: 'slack', state: 'ok', hasSecret: true, waiting: 0 })
    expect(view.channel).toMatchObject({ secret: 'NOTIFY_TEAM' })
    expect(await messages.test('team')).toMatchObject({ state: 'sent', kind: 'test', attempts: 1 })
    expect(hook.calls.map(({ path }) => path)).toEqual(['/services/canary-of-the-address'])

    answer = () => ({ status: 404, body: `no team at ${hook.url('/services/canary-of-the-address')}` })
    const failed = await messages.test('team')
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'channel-dead' } })
    const [native, team] = await messages.channels()
    expect(native).toMatchObject({ name: 'native', type: 'native', channel: null })
    expect(team).toMatchObject({
      state: 'dead',
      problem: { message: expect.stringContaining('answered 404') },
    })
    const trouble = oven.opened.oven.services.attention
      .list()
      .find(({ id }) => id.startsWith('channel:team:'))
    expect(trouble).toMatchObject({ dismissible: false, title: 'Messages to “team” are not sent any more' })

    const seen = JSON.stringify([failed, team, trouble, messages.history({ limit: 50 })])
    const files = readdirSync(oven.home, { recursive: true, encoding: 'utf8' })
      .map((name) => join(oven.home, name))
      .filter((file) => statSync(file).isFile())
    for (const text of [seen, ...files.map((file) => readFileSync(file, 'latin1'))])
      expect(text).not.toContain('canary-of-the-address')

    answer = () => ({ status: 200 })
    expect(await messages.enableAgain('team')).toMatchObject({ state: 'ok', problem: null })
    expect(oven.opened.oven.services.attention.list().filter(({ id }) => id.startsWith('channel:'))).toEqual(
      [],
    )
  })

  it('says what is missing, and refuses what is wrong by its field', async () => {
    const messages = oven.opened.oven.services.notifications
    const view = await messages.setChannel({
      name: 'chat',
      channel: { type: 'discord', enabled: true, secret: 'NOT_SET' },
    })
    expect(view).toMatchObject({
      state: 'incomplete',
      hasSecret: false,
      problem: { hint: expect.stringContaining('oven secrets set NOT_SET') },
    })
    expect(await messages.test('chat')).toMatchObject({
      state: 'failed',
      error: { message: 'Its secret "NOT_SET" is not set.' },
    })
    await expect(messages.test('nobody')).rejects.toMatchObject({ kind: 'NOT_FOUND' })
    await expect(messages.removeChannel('native')).rejects.toMatchObject({ code: 'channel-native' })
    await expect(
      messages.setChannel({ name: 'new', channel: { type: 'slack', enabled: true }, value: 'short' }),
    ).rejects.toMatchObject({ code: 'secret-invalid' })
    expect((await messages.channels()).map(({ name }) => name)).toEqual(['native', 'chat'])
    const wrong = await oven.withToken('/api/notifications/channels/chat', {
      method: 'PUT',
      body: { channel: { type: 'ntfy', topic: 'no spaces' } },
    })
    expect(wrong.status).toBe(422)
    expect(JSON.stringify(wrong.json)).toContain('letters, digits, hyphens and underscores')
    await oven.opened.oven.services.secrets.set({ name: 'OTHERS', value: 'a value of somebody else' })
    await expect(
      messages.setChannel({
        name: 'chat',
        channel: { type: 'discord', enabled: true, secret: 'OTHERS' },
        value: 'x',
      }),
    ).rejects.toMatchObject({ code: 'secret-exists' })
  })

  it('changes a channel whole, and removes it with what waits', async () => {
    const messages = oven.opened.oven.services.notifications
    await messages.setChannel({
      name: 'ops',
      channel: {
        type: 'ntfy',
        enabled: true,
        server: 'https://ntfy.example',
        topic: 'oven',
        on: ['failure'],
      },
    })
    const changed = await messages.setChannel({
      name: 'ops',
      channel: { type: 'webhook', enabled: true, url: 'https://example.com/hook?key=1' },
    })
    expect(changed.channel).toEqual({ type: 'webhook', enabled: true, url: 'https://example.com/hook?key=1' })
    expect(changed.target).toBe('example.com/hook')
    await expect(
      messages.setChannel({
        name: 'ops',
        channel: { ...changed.channel!, secret: 'KEY' },
        value: 'a longer key',
      }),
    ).resolves.toMatchObject({ hasSecret: true })
    await expect(
      oven.opened.oven.services.secrets.remove({ name: 'KEY', force: false }),
    ).rejects.toMatchObject({
      message: 'The secret "KEY" is used by the channel "ops".',
    })
    expect(await messages.removeChannel('ops')).toEqual({ removed: 'ops', secret: 'KEY', usedBy: [] })
    expect((await messages.channels()).map(({ name }) => name)).toEqual(['native'])
  })
})

it('a host that is killed between sending and noting leaves the message to the next, which sends it by the same id', async () => {
  const oven = await startHttpFixture()
  oven.opened.oven.services.settings.update({ notifications: { allowPrivate: ['127.0.0.1'] } })
  await oven.opened.oven.services.notifications.setChannel({
    name: 'ops',
    channel: { type: 'webhook', enabled: true, url: hook.url('/ops') },
  })
  await oven.server.close()
  await oven.opened.close()
  const database = openDatabase(join(oven.home, 'oven.db'))
  const at = new Date().toISOString()
  const message = { id: '01kahkilled000000000', channel: 'ops', content: content('It failed'), createdAt: at }
  new SqliteOutboxStore({ database }).add({ ...message, state: 'waiting', nextTryAt: at, giveUpAt: null })
  database.close()

  answer = () => ({ status: 200, silent: true })
  const first = await startHost({ home: oven.home })
  try {
    await waitFor(() => expect(hook.calls).toHaveLength(1))
  } finally {
    await first.stop('SIGKILL')
  }
  answer = () => ({ status: 200 })
  const second = await startHost({ home: oven.home })
  try {
    await waitFor(() => expect(hook.calls).toHaveLength(2))
    expect(hook.calls.map(({ headers }) => headers['webhook-id'])).toEqual([message.id, message.id])
    await waitFor(async () => {
      const { json } = await second.oven(['notify', 'history', '--json'])
      expect(json.messages).toMatchObject([{ id: message.id, state: 'sent', attempts: 2 }])
    })
  } finally {
    await second.dispose()
    rmSync(oven.home, { recursive: true, force: true })
  }
})
