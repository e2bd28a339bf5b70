import { join } from 'node:path'
import type { Rectangle } from 'electron'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { createTray } from '../../electron/tray.ts'
import { launch } from '../support/electron-double/launch.ts'
import { world } from '../support/electron-double/world.ts'

const icons = join(import.meta.dirname, '../../build/icons/tray')
let done: string[]
let clickedAt: Rectangle[]

function trayOn(platform: string) {
  const tray = createTray({
    iconFile: (name) => join(icons, `${name}.png`),
    view: { icon: 'trayTemplate', tooltip: 'Agent Oven' },
    platform,
    onClick: (bounds) => clickedAt.push(bounds),
    openWindow: () => done.push('open'),
    quit: () => done.push('quit'),
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
  tray.show({ icon: 'trayBakingTemplate', tooltip: 'Baking nightly #47' })
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
  expect(menu?.items.map((item) => item.label ?? item.type)).toEqual(['Open Agent Oven', 'separator', 'Quit'])
  menu?.click('Open Agent Oven')
  menu?.click('Quit')
  expect(done).toEqual(['open', 'quit'])
})

test('on Linux the menu is set, since desktops pass no clicks on', () => {
  const { shown } = trayOn('linux')
  shown.menu?.click('Open Agent Oven')
  expect(done).toEqual(['open'])
})
