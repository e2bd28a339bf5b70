import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { pageOfLink, receiveLinks } from '../../electron/oven-links.ts'
import { createEvent } from '../support/electron-double/world.ts'

function startedWith(...argv: string[]) {
  const app = new EventEmitter()
  const links = receiveLinks({ app: app as never, argv })
  const opened: (string | null)[] = []
  const follow = () => links.follow((page) => opened.push(page))
  return { app, follow, opened, clicked: (link: string) => app.emit('open-url', createEvent(), link) }
}

test('links lead to runs and jobs', () => {
  expect(pageOfLink('agent-oven://runs/01jd-3x')).toBe('/runs/01jd-3x')
  expect(pageOfLink('agent-oven://jobs/nightly-review/')).toBe('/jobs/nightly-review')
})

test.each([
  'agent-oven://runs/',
  'agent-oven://runs/..%2f..%2fsettings',
  'agent-oven://runs/../secrets',
  'agent-oven://jobs/nightly?run=now',
  'agent-oven://jobs/nightly#/secrets',
  'agent-oven://jobs/nightly/run',
  'agent-oven://settings',
  'agent-oven:jobs/nightly',
  'https://jobs/nightly',
  'agent-oven://jobs/night\nly',
  `agent-oven://jobs/${'a'.repeat(200)}`,
])('%j leads nowhere', (link) => {
  expect(pageOfLink(link)).toBeNull()
})

test('a link that started the app is followed once it is ready', () => {
  const { clicked, follow, opened } = startedWith()
  clicked('agent-oven://runs/r1')
  expect(opened).toEqual([])
  expect(follow()).toEqual({ openedOne: true })
  expect(opened).toEqual(['/runs/r1'])
})

test('on Linux it stands among the arguments, of this start or of the next', () => {
  const { app, follow, opened } = startedWith('--no-sandbox', 'agent-oven://jobs/nightly')
  expect(follow()).toEqual({ openedOne: true })
  app.emit('second-instance', createEvent(), ['agent-oven', 'agent-oven://runs/r2'], '/')
  app.emit('second-instance', createEvent(), ['agent-oven'], '/')
  expect(opened).toEqual(['/jobs/nightly', '/runs/r2', null])
})

test('while it runs links are followed at once, and wrong ones not at all', () => {
  const { clicked, follow, opened } = startedWith()
  expect(follow()).toEqual({ openedOne: false })
  clicked('agent-oven://jobs/nightly')
  clicked('agent-oven://jobs/nightly/run')
  expect(opened).toEqual(['/jobs/nightly'])
})
