import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPart, PARTS, staleParts } from '../../scripts/build/build-part.ts'
import { findElectron, hasDisplay } from '../../scripts/start/electron-runtime.ts'

// The built app in the real Electron: what the stand-in cannot vouch for.

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'oven-electron-'))
const home = join(folder, 'oven')
const pictures = join(root, 'test-results/electron')
let electron: ElectronApplication
let page: Page

beforeAll(async () => {
  const executablePath = findElectron(root)
  if (executablePath === null)
    throw new Error(
      'There is no Electron runtime here. Fetch it with `npx install-electron`, then try again.',
    )
  if (!hasDisplay()) throw new Error('There is no display here. On Linux start this with `xvfb-run`.')
  for (const part of staleParts(root, PARTS)) await buildPart(root, part)
  mkdirSync(pictures, { recursive: true })
  mkdirSync(home, { recursive: true })
  const job = { id: 'greeting', image: 'alpine:3.22', command: 'echo hello', schedule: { type: 'manual' } }
  writeFileSync(join(home, 'jobs.json'), JSON.stringify({ jobs: [job] }))
  // Chromium's own sandbox refuses to work for root.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  electron = await _electron.launch({
    executablePath,
    args: [root, `--user-data-dir=${join(folder, 'user-data')}`, ...asRoot],
    env: { ...(process.env as Record<string, string>), AGENT_OVEN_HOME: home },
  })
  page = await electron.firstWindow()
})

afterAll(async () => {
  await electron?.close()
  rmSync(folder, { recursive: true, force: true })
})

test('started by hand it opens its window from its own origin', async () => {
  await page.getByRole('link', { name: 'Jobs' }).first().waitFor()
  expect(new URL(page.url()).protocol).toBe('app:')
  expect(await page.evaluate(() => window.location.origin)).toBe('app://oven')
})

test('the page is shut off from Node and speaks through the port alone', async () => {
  const seen = await page.evaluate(() => ({
    given: Object.keys(window.ovenDesktop ?? {}).sort(),
    leaked: ['require', 'process', 'module'].filter((name) => name in window),
    isSecure: window.isSecureContext,
  }))
  expect(seen).toEqual({ given: ['connect', 'platform'], leaked: [], isSecure: true })
})

test('jobs reach the page over the real MessagePort', async () => {
  await page.getByRole('link', { name: 'Jobs' }).first().click()
  await page.getByRole('link', { name: 'greeting' }).first().waitFor()
  await page.screenshot({ path: join(pictures, 'jobs.png') })
})

test('a page cannot open windows', async () => {
  await page.evaluate(() => void window.open('about:blank'))
  const count = await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
  expect(count).toBe(1)
})

test('the tray’s icons are images to the real Electron', async () => {
  for (const name of ['trayTemplate', 'trayBakingTemplate', 'trayAttentionTemplate']) {
    const size = await electron.evaluate(
      ({ nativeImage }, path) => nativeImage.createFromPath(path).getSize(),
      join(root, 'dist/main', `${name}.png`),
    )
    expect(size).toEqual({ width: 16, height: 16 })
  }
})

test('a job is made with the form and saved', async () => {
  await page.evaluate(() => {
    window.location.hash = '#/jobs/+new/docker'
  })
  const field = (name: string) => page.getByLabel(name, { exact: true })
  await field('Id').fill('made-by-hand')
  await field('Name').fill('Made by hand')
  await field('Image').fill('alpine:3.22')
  await page.getByRole('button', { name: 'Create job', exact: true }).click()
  await expect
    .poll(() => readFileSync(join(home, 'jobs.json'), 'utf8'), { timeout: 15_000 })
    .toContain('made-by-hand')
})

test('the icon is in the menu bar: it has a place there, and says when schedules are paused', async () => {
  await electron.evaluate(({ Tray }) => {
    const seen = globalThis as unknown as { ovenTray?: { tooltip: string; width: number } }
    const setToolTip = Tray.prototype.setToolTip
    Tray.prototype.setToolTip = function (tooltip: string) {
      seen.ovenTray = { tooltip, width: this.getBounds().width }
      return setToolTip.call(this, tooltip)
    }
  })
  const { port, token } = JSON.parse(readFileSync(join(home, 'instance.json'), 'utf8'))
  const answer = await fetch(`http://127.0.0.1:${port}/api/schedule/pause`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ until: null }),
  })
  expect(answer.status).toBe(200)
  const shown = () =>
    electron.evaluate(
      () => (globalThis as unknown as { ovenTray?: { tooltip: string; width: number } }).ovenTray,
    )
  await expect.poll(async () => (await shown())?.tooltip, { timeout: 15_000 }).toContain('paused')
  // Linux tells no place.
  if (process.platform === 'darwin') expect((await shown())!.width).toBeGreaterThan(0)
})

test('a notification is shown or refused, but never lost', async () => {
  const said = await electron.evaluate(
    ({ Notification }) =>
      new Promise<string>((resolve) => {
        if (!Notification.isSupported()) return resolve('unsupported')
        const notification = new Notification({
          title: 'Agent Oven',
          body: 'A test of notifications.',
          actions: [
            { type: 'button', text: 'Show' },
            { type: 'button', text: 'Run again' },
          ],
        })
        if (notification.actions.length !== 2) return resolve('without its buttons')
        notification.once('show', () => resolve('shown'))
        notification.once('failed', () => resolve('failed'))
        notification.show()
        setTimeout(() => resolve('nothing'), 10_000)
      }),
  )
  expect(['shown', 'failed', 'unsupported']).toContain(said)
})

test('what the machine is asked for is given: login item, blockers of sleep', async () => {
  const answers = await electron.evaluate(({ app, powerSaveBlocker }) => {
    const id = powerSaveBlocker.start('prevent-app-suspension')
    const wasHeld = powerSaveBlocker.isStarted(id)
    powerSaveBlocker.stop(id)
    return { wasHeld, isHeld: powerSaveBlocker.isStarted(id), login: typeof app.getLoginItemSettings() }
  })
  expect(answers).toEqual({ wasHeld: true, isHeld: false, login: 'object' })
})

test('a link leads the window to the job', async () => {
  await electron.evaluate(({ app }) => {
    app.emit('open-url', { preventDefault() {} }, 'agent-oven://jobs/greeting')
  })
  await expect.poll(() => page.url(), { timeout: 15_000 }).toBe('app://oven/#/jobs/greeting')
})

test('it is published for the command line while it runs, and not after', async () => {
  const instanceFile = join(home, 'instance.json')
  expect(JSON.parse(readFileSync(instanceFile, 'utf8')).kind).toBe('desktop')
  await electron.close()
  await expect.poll(() => existsSync(instanceFile), { timeout: 15_000 }).toBe(false)
})
