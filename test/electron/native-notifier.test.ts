import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeEach, expect, test } from 'vitest'
import type { NativeMessage } from '../../core/ports/notifier.ts'
import { createNativeNotifier } from '../../electron/native-notifier.ts'
import { createNotices } from '../../electron/notices.ts'
import { world } from '../support/electron-double/world.ts'

const notices = createNotices({ now: Date.now })
let done: string[]
const notifier = createNativeNotifier({ notices, act: (act, { title }) => done.push(`${act}: ${title}`) })

beforeEach(() => {
  done = []
  world.notifications.length = 0
  world.notificationsAre = 'shown'
  for (const { id } of notices.pending()) notices.dismiss(id)
})

async function shown(message: Partial<NativeMessage>) {
  notifier.notify({
    title: 'nightly failed',
    body: 'Exit code 3.',
    runId: 'r1',
    jobId: 'nightly',
    ...message,
  })
  await turn()
  return world.notifications.at(-1)!
}

test('a message is shown, and its click shows what it is about', async () => {
  const notification = await shown({})
  expect(notification).toMatchObject({ title: 'nightly failed', body: 'Exit code 3.', actions: [] })
  notification.userClicks()
  expect(done).toEqual(['show: nightly failed'])
  expect(notices.pending()).toEqual([])
})

test('several acts are buttons in their order; a click beside them is the first', async () => {
  const notification = await shown({ acts: ['show', 'run-again', 'sign-in'] })
  expect(notification.actions).toEqual([
    { type: 'button', text: 'Show' },
    { type: 'button', text: 'Run again' },
    { type: 'button', text: 'Sign in' },
  ])
  notification.userPresses('Run again')
  notification.userPresses('Sign in')
  notification.userClicks()
  expect(done).toEqual(['run-again: nightly failed', 'sign-in: nightly failed', 'show: nightly failed'])
})

test('a single act needs no button: the click is enough', async () => {
  const notification = await shown({ acts: ['sign-in'] })
  expect(notification.actions).toEqual([])
  notification.userClicks()
  expect(done).toEqual(['sign-in: nightly failed'])
})

test.each(['failed', 'unsupported'] as const)(
  'what the system leaves %s waits for the window',
  async (fate) => {
    world.notificationsAre = fate
    await shown({ acts: ['show', 'run-again'] })
    expect(world.notifications).toEqual([])
    expect(notices.pending()).toMatchObject([{ title: 'nightly failed', body: 'Exit code 3.', runId: 'r1' }])
  },
)

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

// What nothing refers to any more is collected, and its clicks with it.
const wasCollected = async (reference: WeakRef<object>) => {
  for (let tries = 0; tries < 20; tries += 1) {
    // A reference that was looked at lives until the turn is over.
    await turn()
    collectGarbage()
    if (reference.deref() === undefined) return true
  }
  return false
}

async function forgottenByWorld(
  title: string,
): Promise<WeakRef<NonNullable<Awaited<ReturnType<typeof shown>>>>> {
  const reference = new WeakRef(await shown({ title }))
  world.notifications.length = 0
  return reference
}

test('a notification is kept while it can be clicked, and let go when it is closed or too many came after', async () => {
  const clickable = await forgottenByWorld('kept')
  const closed = await forgottenByWorld('closed')
  closed.deref()!.userDismisses()
  expect(await wasCollected(closed)).toBe(true)
  expect(await wasCollected(clickable)).toBe(false)
  for (let count = 0; count < 30; count += 1) await forgottenByWorld(`later ${count}`)
  expect(await wasCollected(clickable)).toBe(true)
})
