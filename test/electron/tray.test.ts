import { join } from 'node:path'
import type { Rectangle } from 'electron'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { createTray } from '../../electron/tray.ts'
import { type TrayMenuActions, trayMenu } from '../../electron/tray-menu.ts'
import { launch } from '../support/electron-double/launch.ts'
import { world } from '../support/electron-double/world.ts'

const icons = join(import.meta.dirname, '../../build/icons/tray')
let done: string[]
let clickedAt: Rectangle[]
const now = new Date(2026, 4, 4, 20, 30)
const actions: TrayMenuActions = {
  openWindow: () => done.push('open'),
  pause: (until) => done.push(`pause until ${until?.toISOString() ?? 'resumed'}`),
  resume: () => done.push('resume'),
  quit: () => done.push('quit'),
}
const idle = { icon: 'trayTemplate', tooltip: 'Agent Oven', title: '' } as const

function trayOn(platform: string) {
  const tray = createTray({
    iconFile: (name) => join(icons, `${name}.png`),
    view: { icon: 'trayTemplate', tooltip: 'Agent Oven', title: '' },
    menu: trayMenu({ core: 'running', pause: null }, actions, () => now),
    platform,
    onClick: (bounds) => clickedAt.push(bounds),
  })
  return { tray, shown: world.trays.at(-1)! }
}

beforeAll(launch)
beforeEach(() => {
  done = []
  clickedAt = []
  world.poppedUpMenus.length = 0
})

test('it shows a real template image and follows the state', () => {
  const { tray, shown } = trayOn('darwin')
  expect(shown.image.isEmpty()).toBe(false)
  expect(shown.image.getSize()).toEqual({ width: 16, height: 16 })
  expect(shown.image.isTemplateImage()).toBe(true)
  tray.show({ icon: 'trayBakingTemplate', tooltip: 'Baking nightly #47', title: '1' }, [])
  expect(shown.title).toBe('1')
  expect(shown.image.path).toBe(join(icons, 'trayBakingTemplate.png'))
  expect(shown.image.isEmpty()).toBe(false)
  expect(shown.tooltip).toBe('Baking nightly #47')
})

test('on a Mac a click gives the icon’s place and a right click the menu', () => {
  const { shown } = trayOn('darwin')
  expect(shown.menu).toBeNull()
  shown.userClicks()
  expect(clickedAt).toEqual([world.trayBounds])
  shown.userRightClicks()
  const [menu] = world.poppedUpMenus
  expect(menu?.items.map((item) => item.label ?? item.type)).toEqual([
    'Open Agent Oven',
    'separator',
    'Pause all schedules for an hour',
    'Pause until tomorrow, 08:00',
    'Pause until resumed',
    'separator',
    'Quit Agent Oven',
  ])
  menu?.click('Open Agent Oven')
  menu?.click('Pause all schedules for an hour')
  menu?.click('Pause until tomorrow, 08:00')
  menu?.click('Pause until resumed')
  menu?.click('Quit Agent Oven')
  expect(done).toEqual([
    'open',
    `pause until ${new Date(2026, 4, 4, 21, 30).toISOString()}`,
    `pause until ${new Date(2026, 4, 5, 8).toISOString()}`,
    'pause until resumed',
    'quit',
  ])
})

test('on Linux the menu is set, since desktops pass no clicks on', () => {
  const { shown } = trayOn('linux')
  shown.menu?.click('Open Agent Oven')
  expect(done).toEqual(['open'])
})

test('a paused oven says until when, and can be resumed', () => {
  const { tray, shown } = trayOn('darwin')
  const pause = { since: now.toISOString(), until: new Date(2026, 4, 5, 8).toISOString() }
  tray.show(
    idle,
    trayMenu({ core: 'running', pause }, actions, () => now),
  )
  shown.userRightClicks()
  const [menu] = world.poppedUpMenus
  expect(menu?.items[2]).toMatchObject({ label: 'Schedules are paused until Tue 08:00', enabled: false })
  menu?.click('Resume schedules')
  expect(done).toEqual(['resume'])
})

test('an oven that could not start can be opened and quit', () => {
  const items = trayMenu({ core: 'failed', pause: null }, actions)
  expect(items.map((item) => item.label ?? item.type)).toEqual([
    'Open Agent Oven',
    'separator',
    'Quit Agent Oven',
  ])
})

test('a menu that is set is replaced only when it says something else, since that would close it', () => {
  const { tray, shown } = trayOn('linux')
  const first = shown.menu
  tray.show({ ...idle, tooltip: 'Baking' }, trayMenu({ core: 'running', pause: null }, actions))
  expect(shown.menu).toBe(first)
  expect(shown.title).toBe('')
  tray.show(idle, trayMenu({ core: 'running', pause: { since: '', until: null } }, actions))
  expect(shown.menu?.items.map(({ label }) => label)).toContain('Resume schedules')
})
