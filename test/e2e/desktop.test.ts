import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPart, staleParts } from '../../scripts/build/build-part.ts'
import { app } from '../support/electron-double/app.ts'
import type { BrowserWindow } from '../support/electron-double/browser-window.ts'
import { launch, nextWindow, quitAndWait } from '../support/electron-double/launch.ts'
import { powerMonitor } from '../support/electron-double/machine.ts'
import { world } from '../support/electron-double/world.ts'
import { tinyImage } from '../support/tiny-image.ts'

// The desktop app whole: its real main process, preload script and window, a real oven on real Docker. Only Electron
// itself is stood in for. The tests are one story and run in order.

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'oven-desktop-'))
const home = join(folder, 'oven')
const pictures = join(root, 'test-results/desktop')
const patience = { timeout: 60_000, interval: 100 }
let page: Page

const job = (id: string, script: string) => ({
  id,
  type: 'docker',
  image: tinyImage,
  command: ['sh', '-c', script],
  schedule: { type: 'manual' },
  notifications: { onSuccess: true, onFailure: true },
})
const tray = () => world.trays[0]!
const trayIcon = () => tray().image.path.split('/').at(-1)
const mainWindow = () => world.windows.find((window) => window.options.frame !== false)
const picture = (name: string) => page.screenshot({ path: join(pictures, `${name}.png`) })

async function pageOf(window: BrowserWindow): Promise<Page> {
  const opened = await window.webContents.page
  await opened.waitForLoadState('load')
  return opened
}

function containersOfThisOven(): string[] {
  const install = readFileSync(join(home, 'install-id'), 'utf8').trim()
  const filter = `label=agent-oven.install=${install}`
  const listed = execFileSync('docker', ['ps', '--all', '--quiet', '--filter', filter], { encoding: 'utf8' })
  return listed.split('\n').filter(Boolean)
}

beforeAll(async () => {
  for (const part of staleParts(root, ['preload', 'renderer'])) await buildPart(root, part)
  mkdirSync(pictures, { recursive: true })
  mkdirSync(home, { recursive: true })
  const jobs = [
    job('greeting', 'echo hello from the oven; sleep 2; echo goodbye'),
    job('trouble', 'echo this goes wrong; exit 3'),
    job('long', 'echo still here; sleep 120'),
  ]
  writeFileSync(join(home, 'jobs.json'), JSON.stringify({ jobs }))
  process.env.AGENT_OVEN_HOME = home
  world.appPath = root
  world.userData = join(folder, 'user-data')
  world.loginItem.wasOpenedAtLogin = true
  await import('../../electron/main.ts')
  await launch()
})

afterAll(async () => {
  world.events.on('question', () => world.questions.at(-1)!.answer(0))
  for (const { answer } of world.questions) answer(0)
  await quitAndWait()
  if (existsSync(join(home, 'install-id')))
    for (const id of containersOfThisOven()) execFileSync('docker', ['rm', '--force', '--volumes', id])
  rmSync(folder, { recursive: true, force: true })
})

test('started at login it is only an icon in the menu bar', async () => {
  expect(tray().image.isEmpty()).toBe(false)
  expect(world.windows.filter((window) => window.isVisible())).toEqual([])
  await expect.poll(() => tray().tooltip, patience).toBe('Agent Oven\nNothing is baking')
  expect(trayIcon()).toBe('trayTemplate.png')
})

test('the command line finds it by instance.json', async () => {
  const { port, token, kind } = JSON.parse(readFileSync(join(home, 'instance.json'), 'utf8'))
  expect(kind).toBe('desktop')
  const ask = (authorization: string) =>
    fetch(`http://127.0.0.1:${port}/api/jobs`, { headers: { authorization } })
  expect(await (await ask(`Bearer ${token}`)).json()).toHaveLength(3)
  expect((await ask('Bearer wrong')).status).toBe(401)
})

test('a click on the icon opens the popover below it, and looking elsewhere hides it', async () => {
  // It was built when the oven was there, so that a click has only to show it.
  await expect.poll(() => world.windows.length, patience).toBe(1)
  const popover = world.windows[0]!
  const content = await pageOf(popover)
  await content.getByText('Nothing is due').waitFor()
  tray().userClicks()
  expect(popover.isVisible()).toBe(true)
  await expect.poll(() => popover.getBounds().height, patience).toBeLessThan(400)
  const bounds = popover.getBounds()
  expect(bounds).toMatchObject({ y: 28, width: 380 })
  expect(bounds.x + bounds.width).toBeLessThanOrEqual(1440)
  await content.getByRole('heading', { name: 'Agent Oven' }).waitFor()
  await content.screenshot({ path: join(pictures, 'popover.png') })
  popover.blur()
  expect(popover.isVisible()).toBe(false)
  // The click that took the focus away does not open it again; a later one does, at once and with the same page.
  tray().userClicks()
  expect(popover.isVisible()).toBe(false)
  await sleep(300)
  tray().userClicks()
  expect(popover.isVisible()).toBe(true)
  await content.keyboard.press('Escape')
  await expect.poll(() => popover.isVisible(), patience).toBe(false)
})

test('a right click pauses the schedules, and the next one says so', async () => {
  tray().menu?.click('Pause all schedules for an hour')
  await expect.poll(() => tray().tooltip, patience).toContain('Schedules are paused until')
  tray().menu?.click('Resume schedules')
  await expect.poll(() => tray().tooltip, patience).toBe('Agent Oven\nNothing is baking')
})

test('the menu opens the window, which lists the jobs', async () => {
  const opening = nextWindow()
  tray().menu?.click('Open Agent Oven')
  page = await pageOf(await opening)
  await expect.poll(() => mainWindow()?.isVisible(), patience).toBe(true)
  await page.getByRole('link', { name: 'Jobs' }).first().click()
  for (const id of ['greeting', 'trouble', 'long'])
    await page.getByRole('link', { name: id }).first().waitFor()
  await picture('jobs')
})

test('pages are shut off from Node, and given nothing but a way to ask for their ports', async () => {
  const preferences = world.windows.map(({ options }) => options.webPreferences)
  expect(preferences).toHaveLength(2)
  for (const preference of preferences)
    expect(preference).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    })
  const seen = await page.evaluate(() => ({
    given: Object.keys(window.ovenDesktop ?? {}).sort(),
    leaked: ['require', 'process', 'module'].filter((name) => name in window),
  }))
  expect(seen).toEqual({ given: ['connect', 'platform'], leaked: [] })
  // A sandboxed preload script can load nothing but CommonJS, and of it `electron` alone.
  const preload = readFileSync(join(root, 'dist/preload/preload.cjs'), 'utf8')
  expect([...preload.matchAll(/\brequire\(["'`]([^"'`]+)/g)].map(([, name]) => name)).toEqual(['electron'])
  expect(preload).not.toMatch(/^\s*(import|export)\b/m)
})

test('a job run by a click bakes, finishes in the page, and a notification leads to its run', async () => {
  await page.getByRole('button', { name: 'Run greeting now' }).click()
  await expect.poll(trayIcon, patience).toBe('trayBakingTemplate.png')
  expect(tray().tooltip).toContain('Baking greeting #1')
  await expect.poll(() => world.notifications.length, patience).toBe(1)
  expect(world.notifications[0]!.title).toContain('greeting #1')
  await expect.poll(trayIcon, patience).toBe('trayTemplate.png')

  world.notifications[0]!.userClicks()
  await page.getByRole('heading', { name: 'greeting #1' }).waitFor()
  expect(mainWindow()?.webContents.getURL()).toMatch(/^app:\/\/oven\/#\/runs\/./)
  await page.getByText('hello from the oven').first().waitFor()
  await page.getByText('goodbye').first().waitFor()
  await picture('run')
  expect(containersOfThisOven()).toEqual([])
})

test('a failure asks for attention until its page has been looked at', async () => {
  await page.goto(page.url().replace(/#.*/, '#/jobs'))
  await page.getByRole('button', { name: 'Run trouble now' }).click()
  await expect.poll(trayIcon, patience).toBe('trayAttentionTemplate.png')
  expect(tray().tooltip).toContain('trouble #1 failed')
  const popover = world.windows.find((window) => window.options.frame === false)!
  await (await pageOf(popover)).getByText('trouble #1 failed').waitFor()
  const told = world.notifications.find(({ title }) => title.includes('trouble #1'))!
  expect(told.actions.map(({ text }) => text)).toEqual(['Show', 'Run again'])
  told.userPresses('Show')
  await page.getByRole('heading', { name: 'trouble #1' }).waitFor()
  await page.bringToFront()
  await expect.poll(trayIcon, patience).toBe('trayTemplate.png')
})

test('a notification’s button runs a job again without a window', async () => {
  mainWindow()?.close()
  const of = (number: number) => world.notifications.find(({ title }) => title.includes(`trouble #${number}`))
  of(1)!.userPresses('Run again')
  await expect.poll(() => of(2)?.title, patience).toContain('trouble #2')
  expect(mainWindow()).toBeUndefined()
  const opening = nextWindow()
  of(2)!.userClicks()
  page = await pageOf(await opening)
  await page.getByRole('heading', { name: 'trouble #2' }).waitFor()
  await page.bringToFront()
  await expect.poll(trayIcon, patience).toBe('trayTemplate.png')
})

test('sleep and wake reach the oven and leave it well', async () => {
  for (const event of ['suspend', 'resume', 'unlock-screen']) powerMonitor.emit(event)
  await page.getByRole('link', { name: 'Jobs' }).first().click()
  await page.getByRole('link', { name: 'greeting' }).first().waitFor()
})

test('a closed window is opened again where it was, also by a second start', async () => {
  const moved = { x: 40, y: 60, width: 1000, height: 700 }
  mainWindow()?.setBounds(moved)
  mainWindow()?.close()
  expect(mainWindow()).toBeUndefined()
  const opening = nextWindow()
  app.emit('second-instance', {}, ['agent-oven'], '/')
  const again = await opening
  page = await pageOf(again)
  expect(again.getBounds()).toEqual(moved)
  await page.getByRole('link', { name: 'Jobs' }).first().waitFor()
})

test('a link opens the run it names, and one that asks for more opens nothing', async () => {
  const { port, token } = JSON.parse(readFileSync(join(home, 'instance.json'), 'utf8'))
  const listed = await fetch(`http://127.0.0.1:${port}/api/runs?jobId=greeting`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const { runs } = (await listed.json()) as { runs: { id: string; jobId: string }[] }
  const run = runs.find(({ jobId }) => jobId === 'greeting')!
  app.emit('open-url', { preventDefault() {} }, `agent-oven://runs/${run.id}`)
  await page.getByRole('heading', { name: 'greeting #1' }).waitFor()
  app.emit('open-url', { preventDefault() {} }, 'agent-oven://jobs/greeting/run')
  app.emit('open-url', { preventDefault() {} }, 'agent-oven://jobs/trouble')
  await page.getByRole('heading', { name: 'trouble' }).first().waitFor()
})

test('diagnostics go onto the clipboard', async () => {
  tray().menu?.click('Copy diagnostics')
  await expect.poll(() => world.clipboard, patience).toContain('greeting #1 (docker): succeeded')
  expect(world.clipboard).toContain('trouble #1 (docker): failed')
  expect(world.clipboard).not.toContain(JSON.parse(readFileSync(join(home, 'instance.json'), 'utf8')).token)
})

test('the settings of this Mac say how it stands with updates and the command, and copy diagnostics', async () => {
  world.clipboard = ''
  await page.goto(page.url().replace(/#.*/, '#/settings/desktop'))
  await page.getByText('This is run from a checkout: git pull updates it.').waitFor()
  await page.getByText(/This is run from a checkout: type npm run -s oven/).waitFor()
  await picture('settings-desktop')
  await page.getByRole('button', { name: 'Copy', exact: true }).click()
  await page.getByText('It is on the clipboard.').waitFor()
  expect(world.clipboard).toContain('Agent Oven diagnostics')
})

test('the machine is kept awake while a run bakes, once that is wished, and a cancelled quit changes nothing', async () => {
  writeFileSync(join(home, 'config.json'), JSON.stringify({ desktop: { keepAwake: 'always' } }))
  await page.getByRole('link', { name: 'Jobs' }).first().click()
  await page.getByRole('button', { name: 'Run long now' }).click()
  await expect.poll(() => [...world.powerSaveBlockers.values()], patience).toEqual(['prevent-app-suspension'])
  await expect.poll(() => containersOfThisOven().length, patience).toBe(1)

  app.quit()
  await expect.poll(() => world.questions.length, patience).toBe(1)
  expect(world.questions[0]!.options.message).toBe('long #1 is baking.')
  world.questions.shift()!.answer(2)
  await sleep(100)
  expect(world.exitCode).toBeNull()

  const { port, token } = JSON.parse(readFileSync(join(home, 'instance.json'), 'utf8'))
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const { runs } = (await (
    await fetch(`http://127.0.0.1:${port}/api/runs?jobId=long`, { headers })
  ).json()) as { runs: { id: string; jobId: string }[] }
  const { id } = runs.find(({ jobId }) => jobId === 'long')!
  await fetch(`http://127.0.0.1:${port}/api/runs/${id}/cancel`, { method: 'POST', headers, body: '{}' })
  await expect.poll(() => world.powerSaveBlockers.size, patience).toBe(0)
  await expect.poll(() => containersOfThisOven().length, patience).toBe(0)
})

test('quitting leaves a running container at work and gives the folder free', async () => {
  await page.getByRole('link', { name: 'Jobs' }).first().click()
  await page.getByRole('button', { name: 'Run long now' }).click()
  await expect.poll(() => containersOfThisOven().length, patience).toBe(1)
  await expect.poll(() => tray().tooltip, patience).toContain('Baking long #2')
  const exiting = quitAndWait()
  await expect.poll(() => world.questions.length, patience).toBe(1)
  world.questions.shift()!.answer(0)
  expect(await exiting).toBe(0)
  expect(world.windows).toEqual([])
  expect(existsSync(join(home, 'instance.json'))).toBe(false)
  const [id] = containersOfThisOven()
  const state = execFileSync('docker', ['inspect', '--format', '{{.State.Status}}', id!], {
    encoding: 'utf8',
  })
  expect(state.trim()).toBe('running')
})

test('no page had an error, and none asked for another host', () => {
  expect(world.pageErrors).toEqual([])
  expect(world.refusedRequests).toEqual([])
})
