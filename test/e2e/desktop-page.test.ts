import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { app, BrowserWindow, ipcMain, type MessagePortMain, protocol, session, shell } from 'electron'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { APP_SCHEME, registerAppScheme } from '../../electron/app-scheme.ts'
import { createCoreHost } from '../../electron/core-host.ts'
import { pagePreferences } from '../../electron/page-preferences.ts'
import { locateResources } from '../../electron/resources.ts'
import { applySecurityPolicies } from '../../electron/security-policies.ts'
import { createRendererHandler } from '../../electron/serve-renderer.ts'
import { serveWindowPorts } from '../../electron/window-ports.ts'
import { buildPart, staleParts } from '../../scripts/build/build-part.ts'
import { launch, quitAndWait } from '../support/electron-double/launch.ts'
import { world } from '../support/electron-double/world.ts'

// The seam between a page and the main process, with the real preload script, the real policies and a page of our own
// that tries things a page should not.

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'oven-page-'))
const openPorts = new Set<MessagePortMain>()
const openedPages: string[] = []
let shown: BrowserWindow
let page: Page

writeFileSync(
  join(folder, 'index.html'),
  `<!doctype html><title>probe</title><script>window.inlineRan = true</script>
   <script type="module" src="./probe.js"></script>
   <a id="away" href="https://example.com/">away</a>
   <a id="new" href="https://example.com/pull/1" target="_blank" rel="noreferrer">new window</a>
   <a id="own" href="#/jobs/nightly" target="oven-window" rel="opener">own page in the window</a>
   <a id="page" href="#/runs/1">page</a>`,
)
writeFileSync(
  join(folder, 'probe.js'),
  `window.received = []
   window.addEventListener('message', (event) => {
     if (event.data?.type !== 'oven:port') return
     window.port = event.ports[0]
     port.onmessage = ({ data }) => received.push(data instanceof Uint8Array ? ['bytes', ...data] : data)
     port.addEventListener('close', () => received.push('closed'))
   })
   window.ovenDesktop.connect()`,
)

const received = () => page.evaluate(() => (window as unknown as { received: unknown[] }).received)

beforeAll(async () => {
  for (const part of staleParts(root, ['preload'])) await buildPart(root, part)
  registerAppScheme()
  await launch()
  applySecurityPolicies({
    app,
    session: session.defaultSession,
    shell,
    trustedOrigin: 'app://oven',
    openPage: (opened) => openedPages.push(opened),
  })
  protocol.handle(APP_SCHEME, createRendererHandler({ root: folder }))
  const core = createCoreHost({
    open: async () => ({ services: null, wake() {}, close: async () => {} }),
    log: () => {},
  })
  serveWindowPorts({
    ipcMain,
    trustedOrigin: 'app://oven',
    core,
    serveDesktop: () => {},
    serveOven: (port) => {
      openPorts.add(port)
      port.on('close', () => openPorts.delete(port))
      port.on('message', ({ data }) => port.postMessage(data instanceof Uint8Array ? data : `echo ${data}`))
    },
  })
  shown = new BrowserWindow({ webPreferences: pagePreferences(locateResources(root, null).preload) })
  page = await world.windows[0]!.webContents.page
  await shown.loadURL('app://oven/')
})

afterAll(async () => {
  await quitAndWait()
  rmSync(folder, { recursive: true, force: true })
})

test('the page is given connect and the platform, and nothing of Node', async () => {
  const seen = await page.evaluate(() => {
    const given = window.ovenDesktop as unknown as Record<string, unknown>
    return {
      keys: Object.keys(given).sort(),
      platform: given.platform,
      isFrozen: Object.isFrozen(given),
      globals: ['require', 'process', 'module', 'ipcRenderer'].filter((name) => name in window),
    }
  })
  expect(seen).toEqual({
    keys: ['connect', 'platform'],
    platform: process.platform,
    isFrozen: true,
    globals: [],
  })
})

test('messages cross the port both ways, in order, as text and as bytes', async () => {
  await page.waitForFunction(() => 'port' in window)
  await page.evaluate(() => {
    const { port } = window as unknown as { port: MessagePort }
    for (const text of ['one', 'two', 'three']) port.postMessage(text)
    port.postMessage(new Uint8Array([0, 10, 30, 200, 255]))
  })
  await expect.poll(received).toEqual(['echo one', 'echo two', 'echo three', ['bytes', 0, 10, 30, 200, 255]])
})

test('the policy lets no inline script run', async () => {
  expect(await page.evaluate(() => 'inlineRan' in window)).toBe(false)
  expect(world.pageErrors.some((message) => message.includes('Content Security Policy'))).toBe(true)
})

test('the page cannot reach another host', async () => {
  const outcome = await page.evaluate(() =>
    fetch('https://example.com/').then(
      () => 'reached',
      () => 'refused',
    ),
  )
  expect(outcome).toBe('refused')
})

test('the page goes nowhere else, and moves freely within', async () => {
  await page.click('#page')
  await expect.poll(() => shown.webContents.getURL()).toBe('app://oven/#/runs/1')
  await page.click('#away')
  await page.evaluate(() => {
    window.location.href = 'https://example.com/elsewhere'
  })
  await expect.poll(() => page.evaluate(() => document.readyState)).toBe('complete')
  expect(shown.webContents.getURL()).toBe('app://oven/#/runs/1')
  expect(world.openedExternally).toEqual([])
})

test('a link for a new window opens the browser instead', async () => {
  await page.click('#new')
  await expect.poll(() => world.openedExternally).toEqual(['https://example.com/pull/1'])
  expect(
    page
      .context()
      .pages()
      .filter((open) => !open.isClosed()),
  ).toHaveLength(1)
})

test('a link of our own for a new window is handed to the main window', async () => {
  await page.click('#own')
  await expect.poll(() => openedPages).toEqual(['/jobs/nightly'])
})

test('a reloaded page gets a new port, and the old one is closed', async () => {
  const before = [...openPorts]
  expect(before).toHaveLength(1)
  await page.reload()
  await page.waitForFunction(() => 'port' in window)
  await expect.poll(() => openPorts.size).toBe(1)
  expect(openPorts.has(before[0]!)).toBe(false)
  await page.evaluate(() => (window as unknown as { port: MessagePort }).port.postMessage('again'))
  await expect.poll(received).toEqual(['echo again'])
})

test('a port that main closes is closed in the page', async () => {
  for (const port of openPorts) port.close()
  await expect.poll(received).toContain('closed')
})

test('a port that the page closes is closed in main, and so is that of a closed window', async () => {
  await page.evaluate(() => window.ovenDesktop!.connect())
  await page.waitForFunction(
    () => (window as unknown as { received: unknown[] }).received.at(-1) === 'closed',
  )
  await expect.poll(() => openPorts.size).toBe(1)
  await page.evaluate(() => (window as unknown as { port: MessagePort }).port.close())
  await expect.poll(() => openPorts.size).toBe(0)
  await page.evaluate(() => window.ovenDesktop!.connect())
  await expect.poll(() => openPorts.size).toBe(1)
  shown.close()
  await expect.poll(() => openPorts.size).toBe(0)
})
