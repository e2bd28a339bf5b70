import { EventEmitter } from 'node:events'
import type { WebContents } from 'electron'
import { beforeEach, expect, test } from 'vitest'
import { applySecurityPolicies } from '../../electron/security-policies.ts'
import { DefaultSession } from '../support/electron-double/machine.ts'
import { createEvent } from '../support/electron-double/world.ts'

class Contents extends EventEmitter {
  open: ((details: { url: string }) => { action: string }) | null = null
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.open = handler
  }
}

let session: DefaultSession
let contents: Contents
let opened: string[]
let pages: string[]

beforeEach(() => {
  const app = new EventEmitter()
  session = new DefaultSession()
  contents = new Contents()
  opened = []
  pages = []
  applySecurityPolicies({
    app: app as never,
    session,
    shell: { openExternal: async (url) => void opened.push(url) },
    trustedOrigin: 'app://oven',
    openPage: (page) => pages.push(page),
  })
  app.emit('web-contents-created', {}, contents)
})

test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('%s stays on our origin', (event) => {
  const away = createEvent({ url: 'https://example.com/' })
  contents.emit(event, away)
  expect(away.defaultPrevented).toBe(true)
  const within = createEvent({ url: 'app://oven/#/jobs' })
  contents.emit(event, within)
  expect(within.defaultPrevented).toBe(false)
})

test('no windows are opened; https links go to the browser', () => {
  expect(contents.open?.({ url: 'https://github.com/o/r/pull/1' })).toEqual({ action: 'deny' })
  expect(opened).toEqual(['https://github.com/o/r/pull/1'])
})

test('our own pages open in the main window', () => {
  expect(contents.open?.({ url: 'app://oven/#/runs/1?a=b' })).toEqual({ action: 'deny' })
  expect(contents.open?.({ url: 'app://oven/' })).toEqual({ action: 'deny' })
  expect({ pages, opened }).toEqual({ pages: ['/runs/1?a=b', '/'], opened: [] })
})

test.each([
  'http://example.com',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'ssh://x',
  'https://u:p@x/',
  'no',
])('other addresses do not leave the app: %s', (url) => {
  expect(contents.open?.({ url })).toEqual({ action: 'deny' })
  expect(opened).toEqual([])
})

test('web views are not attached', () => {
  const event = createEvent()
  contents.emit('will-attach-webview', event)
  expect(event.defaultPrevented).toBe(true)
})

test('pages may write to the clipboard and nothing else', () => {
  const ask = (permission: string, requestingUrl: string) => {
    let answer: boolean | null = null
    session.permissionRequestHandler?.(
      contents as unknown as WebContents,
      permission as 'media',
      (granted) => {
        answer = granted
      },
      { requestingUrl, isMainFrame: true },
    )
    return answer
  }
  expect(ask('clipboard-sanitized-write', 'app://oven/')).toBe(true)
  expect(ask('clipboard-sanitized-write', 'https://example.com/')).toBe(false)
  for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'hid'])
    expect(ask(permission, 'app://oven/'), permission).toBe(false)
  expect(session.permissionCheckHandler?.(null, 'media', 'app://oven', {} as never)).toBe(false)
  expect(session.devicePermissionHandler?.({} as never)).toBe(false)
})
