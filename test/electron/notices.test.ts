import { expect, test } from 'vitest'
import { createNotices } from '../../electron/notices.ts'

const about = (title: string) => ({ title, body: '', runId: null, jobId: null })
const now = () => Date.parse('2026-03-01T02:00:00Z')

test('a watcher gets those that wait, then new ones, until it leaves', async () => {
  const notices = createNotices({ now })
  notices.add(about('first'))
  const stop = new AbortController()
  const watching = notices.watch(stop.signal)
  expect((await watching.next()).value).toMatchObject({
    id: 1,
    title: 'first',
    at: '2026-03-01T02:00:00.000Z',
  })
  const second = watching.next()
  notices.add(about('second'))
  expect((await second).value).toMatchObject({ id: 2, title: 'second' })
  const end = watching.next()
  stop.abort()
  expect(await end).toEqual({ done: true, value: undefined })
})

test('those that come while a watcher is busy are not lost', async () => {
  const notices = createNotices({ now })
  notices.add(about('first'))
  const stop = new AbortController()
  const watching = notices.watch(stop.signal)
  await watching.next()
  notices.add(about('second'))
  notices.add(about('third'))
  expect((await watching.next()).value).toMatchObject({ title: 'second' })
  notices.add(about('fourth'))
  expect((await watching.next()).value).toMatchObject({ title: 'third' })
  expect((await watching.next()).value).toMatchObject({ title: 'fourth' })
  await watching.return()
})

test('a dismissed one is told to nobody any more', async () => {
  const notices = createNotices({ now })
  notices.add(about('seen'))
  notices.add(about('unseen'))
  expect(notices.dismiss(1)).toBe(true)
  expect(notices.dismiss(1)).toBe(false)
  expect(notices.pending().map((notice) => notice.title)).toEqual(['unseen'])
})

test('old ones make room', () => {
  const notices = createNotices({ now })
  for (let number = 1; number <= 25; number++) notices.add(about(`number ${number}`))
  expect(notices.pending()).toHaveLength(20)
  expect(notices.pending()[0]?.title).toBe('number 6')
})
