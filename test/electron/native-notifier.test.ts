import { setImmediate as turn } from 'node:timers/promises'
import { beforeEach, expect, test } from 'vitest'
import { createNativeNotifier } from '../../electron/native-notifier.ts'
import { createNotices } from '../../electron/notices.ts'
import { world } from '../support/electron-double/world.ts'

const notices = createNotices({ now: Date.now })
let opened: (string | null)[]
const notifier = createNativeNotifier({ notices, openWindow: (page) => opened.push(page) })

beforeEach(() => {
  opened = []
  world.notifications.length = 0
  for (const { id } of notices.pending()) notices.dismiss(id)
})

test('a message is shown, and its click opens the run', async () => {
  world.notificationsAre = 'shown'
  notifier.notify({ title: 'nightly failed', body: 'Exit code 3.', runId: 'r 1', jobId: 'nightly' })
  await turn()
  const [shown] = world.notifications
  expect(shown).toMatchObject({ title: 'nightly failed', body: 'Exit code 3.' })
  shown?.userClicks()
  expect(opened).toEqual(['/runs/r%201'])
  expect(notices.pending()).toEqual([])
})

test('a message about a job opens the job, one about nothing the window', async () => {
  world.notificationsAre = 'shown'
  notifier.notify({ title: 'missed', body: '', runId: null, jobId: 'nightly' })
  notifier.notify({ title: 'hello', body: '', runId: null, jobId: null })
  await turn()
  for (const shown of world.notifications) shown.userClicks()
  expect(opened).toEqual(['/jobs/nightly', null])
})

test.each(['failed', 'unsupported'] as const)(
  'what the system leaves %s waits for the window',
  async (fate) => {
    world.notificationsAre = fate
    notifier.notify({ title: 'nightly failed', body: 'Exit code 3.', runId: 'r1', jobId: 'nightly' })
    await turn()
    expect(world.notifications).toEqual([])
    expect(notices.pending()).toMatchObject([{ title: 'nightly failed', body: 'Exit code 3.', runId: 'r1' }])
  },
)
