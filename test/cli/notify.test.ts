import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type HookServer, startHookServer } from '../support/hook-server.ts'
import { startHost } from '../support/host-fixture.ts'
import { runOven, spawnOven } from '../support/run-oven.ts'

vi.setConfig({ testTimeout: 120_000 })

let home: string
let hook: HookServer
let status: number
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'oven-cli-notify-'))
  status = 200
  hook = await startHookServer(() => ({ status, body: 'no_service' }))
})
afterEach(async () => {
  await hook.close()
  rmSync(home, { recursive: true, force: true })
})

const oven = (words: string[], input?: string) => runOven(words, { home, input })

test('a channel is added, tried, found dead, enabled again, and removed', async () => {
  const added = await oven(['notify', 'add', 'team', '--type', 'slack'], `${hook.url('/services/canary')}\n`)
  expect(added).toMatchObject({
    exitCode: 0,
    stdout: 'team is kept: slack, Slack.\n`oven notify test team` tries it.\n',
  })
  expect(readFileSync(join(home, 'config.json'), 'utf8')).not.toContain('canary')

  const refused = await oven(['notify', 'test', 'team'])
  expect(refused.exitCode).toBe(1)
  expect(refused.stdout).toContain(
    '✗ Its address on 127.0.0.1 begins with http, so everybody on the way could read along.',
  )
  expect(refused.stdout).toContain('oven config set notifications.allowPrivate 127.0.0.1')
  expect((await oven(['config', 'set', 'notifications.allowPrivate', '127.0.0.1'])).exitCode).toBe(0)
  expect(await oven(['notify', 'test', 'team'])).toMatchObject({ exitCode: 0, stdout: '✓ team took it.\n' })

  status = 404
  expect((await oven(['notify', 'test', 'team'])).stdout).toContain('✗ 127.0.0.1 answered 404: no_service')
  const list = await oven(['notify', 'list'])
  expect(list.stdout).toMatch(/^native +native +this machine/m)
  expect(list.stdout).toMatch(/^team +slack +Slack +dead/m)
  expect(list.stdout).toContain('`oven notify enable team`')
  expect((await oven(['attention', 'list'])).stdout).toContain('Messages to “team” are not sent any more')
  expect((await oven(['notify', 'enable', 'team'])).stdout).toBe('Messages go to team again.\n')

  const { json } = await oven(['notify', 'history', '--channel', 'team', '--json'])
  expect(json.messages.map(({ state }: { state: string }) => state)).toEqual(['failed', 'sent', 'failed'])
  expect((await oven(['notify', 'retry', json.messages[0].id])).stderr).toContain('it was a test')
  expect((await oven(['notify', 'remove', 'team'])).stderr).toContain('--yes')
  expect((await oven(['notify', 'remove', 'team', '--yes'])).stdout).toContain('Its secret NOTIFY_TEAM stays')
  expect((await oven(['notify', 'test', 'team'])).exitCode).toBe(4)
})

test.each([
  ['no type', ['x'], '--type is needed'],
  ['a type that is none', ['x', '--type', 'pigeon'], 'pigeon'],
  ['no topic', ['x', '--type', 'ntfy'], 'topic'],
  ['a name that is none', ['No Spaces', '--type', 'ntfy', '--topic', 'a'], 'small letters'],
  [
    'a port that is none',
    ['x', '--type', 'email', '--port', '99999', '--server', 'm', '--from', 'a@b', '--to', 'c@d'],
    'port',
  ],
])('a channel with %s is refused', async (_what, words, said) => {
  const answer = await oven(['notify', 'add', ...words])
  expect(answer.exitCode).toBe(2)
  expect(answer.stderr).toContain(said)
})

test('part of a channel is changed as a setting, and what is wrong is refused by its field', async () => {
  const words = [
    'notify',
    'add',
    'phone',
    '--type',
    'ntfy',
    '--topic',
    'oven',
    '--on',
    'failure',
    '--on',
    'digest',
  ]
  expect((await oven([...words, '--json'])).json.channel.on).toEqual(['failure', 'digest'])
  expect((await oven(['config', 'set', 'notifications.channels.phone.enabled', 'false'])).exitCode).toBe(0)
  expect((await oven(['notify', 'list', '--json'])).json[1]).toMatchObject({ name: 'phone', state: 'off' })
  const wrong = await oven(['config', 'set', 'notifications.channels.phone.topic', 'no spaces'])
  expect(wrong.exitCode).toBe(2)
  expect(wrong.stderr).toContain('"notifications.channels.phone.topic" must be 1 to 64 letters')
})

test('events are told line by line as they happen, and a reader that goes away ends them', async () => {
  const host = await startHost({ home })
  const child = spawnOven(['events', '-f', '--json'], { home })
  try {
    let text = ''
    child.stdout.on('data', (piece) => {
      text += piece
    })
    const lines = () =>
      text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as { type: string; at: string; jobId?: string })
    expect(await host.oven(['jobs', 'add', '--id', 'a', '--image', 'tiny'])).toMatchObject({ exitCode: 0 })
    await vi.waitFor(
      async () => {
        await host.oven(['jobs', 'disable', 'a'])
        await host.oven(['jobs', 'enable', 'a'])
        expect(lines().map(({ type }) => type)).toContain('job')
      },
      { timeout: 60_000, interval: 500 },
    )
    const change = lines().find(({ type }) => type === 'job')
    expect(change).toMatchObject({ jobId: 'a' })
    expect(new Date(change!.at).toISOString()).toBe(change!.at)
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
    child.kill('SIGINT')
    expect(await ended).toBe(0)
  } finally {
    child.kill('SIGKILL')
    await host.dispose()
  }
})

test('without --follow, events are the runs that are active', async () => {
  expect(await oven(['events'])).toMatchObject({ exitCode: 0, stdout: '' })
  expect(await oven(['events', '--json'])).toMatchObject({ exitCode: 0, stdout: '' })
})
