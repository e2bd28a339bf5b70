import { createRouterClient } from '@orpc/server'
import { beforeEach, expect, test } from 'vitest'
import { type DesktopServices, desktopRouter } from '../../electron/desktop-router.ts'
import { createNotices } from '../../electron/notices.ts'
import { app } from '../support/electron-double/app.ts'
import { shell } from '../support/electron-double/machine.ts'
import { world } from '../support/electron-double/world.ts'
import { stubServices } from './stub-services.ts'

let opened: (string | null)[]
let popoverDid: string[]
const notices = createNotices({ now: Date.now })

function clientOn(platform: string) {
  const context: DesktopServices = {
    app,
    shell,
    platform,
    home: '/home/of/oven',
    notices,
    ...stubServices({ version: '1.2.3', copied: 'Agent Oven diagnostics' }),
    openWindow: (page) => opened.push(page),
    popover: { fit: (height) => Math.min(height, 560), hide: () => popoverDid.push('hide') },
  }
  return createRouterClient(desktopRouter, { context })
}

beforeEach(() => {
  opened = []
  popoverDid = []
  world.openedPaths.length = 0
  world.loginItem = { openAtLogin: false, needsApproval: false, wasOpenedAtLogin: false }
})

test('start at login is switched on and off', async () => {
  const client = clientOn('darwin')
  expect(await client.loginItem.show()).toEqual({ status: 'off', hint: null })
  expect(await client.loginItem.set({ openAtLogin: true })).toEqual({ status: 'on', hint: null })
  expect(await client.loginItem.show()).toEqual({ status: 'on', hint: null })
  expect(await client.loginItem.set({ openAtLogin: false })).toMatchObject({ status: 'off' })
})

test('macOS may want the user to approve it first', async () => {
  world.loginItem.needsApproval = true
  const answer = await clientOn('darwin').loginItem.set({ openAtLogin: true })
  expect(answer.status).toBe('requires-approval')
  expect(answer.hint).toContain('System Settings')
})

test('a system without login items says so and is left alone', async () => {
  expect(await clientOn('linux').loginItem.set({ openAtLogin: true })).toMatchObject({
    status: 'unsupported',
  })
  expect(world.loginItem.openAtLogin).toBe(false)
})

test('the folder is shown and the window opened at a page', async () => {
  const client = clientOn('darwin')
  expect(await client.folder.reveal()).toEqual({ path: '/home/of/oven' })
  expect(world.openedPaths).toEqual(['/home/of/oven'])
  await client.window.open({ page: '/runs/1' })
  await client.window.open({ page: null })
  expect(opened).toEqual(['/runs/1', null])
  await expect(client.window.open({ page: 'https://example.com' })).rejects.toThrow()
})

test('notices are watched and dismissed', async () => {
  const client = clientOn('darwin')
  notices.add({ title: 'nightly failed', body: 'Exit code 3.', runId: 'r1', jobId: 'nightly' })
  for await (const notice of await client.notices.watch()) {
    expect(notice.title).toBe('nightly failed')
    expect(await client.notices.dismiss({ id: notice.id })).toEqual({ dismissed: true })
    break
  }
  expect(notices.pending()).toEqual([])
})

test('the popover takes the height of its content, and goes', async () => {
  const client = clientOn('darwin')
  expect(await client.popover.fit({ height: 900 })).toEqual({ height: 560 })
  await client.popover.hide()
  expect(popoverDid).toEqual(['hide'])
  await expect(client.popover.fit({ height: -1 })).rejects.toThrow()
})

test('updates, the command and diagnostics are asked for over the same port', async () => {
  const client = clientOn('darwin')
  const states = await client.updates.watch()
  const { value: state } = await states.next()
  await states.return()
  expect(state).toMatchObject({ status: 'unsupported', current: '1.2.3', problem: 'This is a test.' })
  expect(await client.command.install()).toMatchObject({ status: 'unsupported' })
  expect(await client.diagnostics.copy()).toEqual({ text: 'Agent Oven diagnostics' })
})
