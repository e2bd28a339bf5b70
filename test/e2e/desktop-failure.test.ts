import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPart, staleParts } from '../../scripts/build/build-part.ts'
import { launch, nextWindow, quitAndWait } from '../support/electron-double/launch.ts'
import { world } from '../support/electron-double/world.ts'
import { openTestOven, type TestOven } from '../support/open-test-oven.ts'

// The app on a folder that another host holds: it says so, stays, and goes on when the folder is free.

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'oven-desktop-'))
const home = join(folder, 'oven')
const pictures = join(root, 'test-results/desktop')
const patience = { timeout: 60_000, interval: 100 }
const trayIcon = () => world.trays[0]!.image.path.split('/').at(-1)
let other: TestOven
let page: Page

beforeAll(async () => {
  for (const part of staleParts(root, ['preload', 'renderer'])) await buildPart(root, part)
  mkdirSync(pictures, { recursive: true })
  other = await openTestOven({ home })
  process.env.AGENT_OVEN_HOME = home
  world.appPath = root
  world.userData = join(folder, 'user-data')
  world.notificationsAre = 'failed'
  await import('../../electron/main.ts')
  const opening = nextWindow()
  await launch()
  page = await (await opening).webContents.page
})

afterAll(async () => {
  await quitAndWait()
  rmSync(folder, { recursive: true, force: true })
})

test('started by hand it opens its window, which says why there is no oven', async () => {
  await page.getByRole('heading', { name: 'The oven could not start' }).waitFor()
  await page.getByText(`Another oven`).waitFor()
  await page.screenshot({ path: join(pictures, 'failure.png') })
})

test('the icon asks for attention and says the same', () => {
  expect(trayIcon()).toBe('trayAttentionTemplate.png')
  expect(world.trays[0]!.tooltip).toContain('Another oven')
})

test('the reason stands in the log', () => {
  expect(readFileSync(join(home, 'logs/host.log'), 'utf8')).toContain('The oven could not start')
})

test('once the folder is free, trying again brings the oven up', async () => {
  await other.close()
  // The window also tries by itself, so the button may be gone before it is clicked.
  await page
    .getByRole('button', { name: 'Try again' })
    .click({ timeout: 2_000 })
    .catch(() => {})
  await page.getByRole('link', { name: 'Jobs' }).first().waitFor()
  await expect.poll(trayIcon, patience).toBe('trayTemplate.png')
})

test('the app quits in order', async () => {
  expect(await quitAndWait()).toBe(0)
  expect(world.pageErrors).toEqual([])
})
