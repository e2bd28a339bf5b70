import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type HookServer, startHookServer } from '../../support/hook-server.ts'
import { openTestOven, type TestOven } from '../../support/open-test-oven.ts'
import { ensureTinyImage } from '../../support/tiny-image.ts'

let oven: TestOven
let hook: HookServer
let image: string
let status = 200

beforeAll(async () => {
  image = await ensureTinyImage()
  hook = await startHookServer(() => ({ status }))
  oven = await openTestOven()
  oven.services.settings.update({ notifications: { allowPrivate: ['127.0.0.1'] } })
  await oven.services.notifications.setChannel({
    name: 'ops',
    channel: { type: 'webhook', enabled: true, url: hook.url('/ops') },
  })
})
afterAll(async () => {
  await oven.close()
  await hook.close()
})

const arrived = (count: number) =>
  vi.waitFor(() => expect(hook.calls).toHaveLength(count), { timeout: 60_000, interval: 50 })

test('what comes of a run goes out once, to this machine and to the channel, its secrets masked', async () => {
  await oven.services.secrets.set({ name: 'CANARY', value: 'canary-in-the-message' })
  oven.add({
    id: 'broken',
    name: 'Broken by canary-in-the-message',
    image,
    command: ['sh', '-c', 'echo "$CANARY"; exit 3'],
    secrets: ['CANARY'],
  })
  const run = await oven.bake('broken')
  await arrived(1)
  expect(hook.calls[0]!.json).toMatchObject({
    type: 'oven.failure',
    data: {
      runId: run.id,
      jobId: 'broken',
      tone: 'bad',
      body: 'The command exited with code 3.',
      facts: expect.arrayContaining([{ label: 'What to do', value: 'Look at the end of the log.' }]),
    },
  })
  expect(hook.calls[0]!.text).not.toContain('canary-in-the-message')
  expect(oven.notifications).toMatchObject([
    { body: 'The command exited with code 3.', acts: ['show', 'run-again'] },
  ])
  expect(JSON.stringify(oven.notifications)).not.toContain('canary-in-the-message')
  const { messages } = oven.services.notifications.history({ limit: 50 })
  expect(messages.map(({ channel, state }) => `${channel}: ${state}`).sort()).toEqual([
    'native: sent',
    'ops: sent',
  ])
})

test('a job is told of where it says so, and only when something changed', async () => {
  const before = hook.calls.length
  const words = { onSuccess: true, onlyOnChange: true, channels: ['ops'] }
  oven.add({ id: 'changing', image, command: ['true'], notifications: words })
  const turn = async (command: string) => {
    oven.services.jobs.update('changing', { command: [command] })
    await oven.bake('changing')
  }
  for (const command of ['true', 'true', 'false', 'false', 'true']) await turn(command)
  await arrived(before + 2)
  const titles = hook.calls.slice(before).map(({ json }) => json.data.title)
  expect(titles).toEqual(['changing #3: failed', 'changing #5: worked'])
  expect(oven.notifications.filter(({ title }) => title.startsWith('changing'))).toEqual([])
})

test('a hook that is gone is sent nothing more, which somebody is told', async () => {
  const before = hook.calls.length
  status = 410
  oven.add({ id: 'unheard', image, command: ['false'] })
  for (let runs = 0; runs < 2; runs += 1) await oven.bake('unheard')
  await arrived(before + 1)
  await vi.waitFor(
    () =>
      expect(oven.services.attention.list().map(({ title }) => title)).toContain(
        'Messages to “ops” are not sent any more',
      ),
    { timeout: 60_000 },
  )
  const [, ops] = await oven.services.notifications.channels()
  expect(ops).toMatchObject({ state: 'dead', waiting: 2 })
  expect(hook.calls).toHaveLength(before + 1)
  status = 200
  await oven.services.notifications.enableAgain('ops')
  await arrived(before + 2)
  expect(hook.calls.at(-1)!.json).toMatchObject({
    type: 'oven.summary',
    data: { title: '2 messages, 2 of them of failures' },
  })
})
