import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPart, staleParts } from '../../scripts/build/build-part.ts'
import { type HostFixture, removeContainersOf, startHost } from '../support/host-fixture.ts'
import { ensureTinyImage } from '../support/tiny-image.ts'

// Settings, pausing and the popover in a browser, over a real `oven serve` with real runs. One story, in order.

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'oven-settings-'))
const home = join(folder, 'oven')
const pictures = join(root, 'test-results/window')
const patience = { timeout: 60_000, interval: 50 }
const troubles: string[] = []
let host: HostFixture
let browser: Browser
let page: Page

const config = () => JSON.parse(readFileSync(join(home, 'config.json'), 'utf8'))
const setting = (key: string) => page.locator(`[data-setting="${key}"]`)
const toast = (text: string) => page.getByRole('region', { name: 'Messages' }).getByText(text)
const picture = (name: string) => page.screenshot({ path: join(pictures, `${name}.png`) })

async function goTo(address: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash
  }, address)
}

async function axeFindsNothing(): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .include('main')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
}

beforeAll(async () => {
  for (const part of staleParts(root, ['renderer'])) await buildPart(root, part)
  mkdirSync(pictures, { recursive: true })
  mkdirSync(home)
  const image = await ensureTinyImage()
  const job = (id: string, script: string, more: object = {}) => ({
    id,
    type: 'docker',
    image,
    command: ['sh', '-c', script],
    schedule: { type: 'cron', cron: '0 4 * * *' },
    ...more,
  })
  const jobs = [
    job('greeting', 'echo hello'),
    job('trouble', 'echo this goes wrong; exit 3'),
    job('long', 'echo still here; sleep 120', { schedule: { type: 'manual' } }),
    job('every-second', 'echo tick', { schedule: { type: 'cron', cron: '* * * * * *' }, enabled: false }),
  ]
  writeFileSync(join(home, 'jobs.json'), JSON.stringify({ jobs }))
  writeFileSync(join(home, 'config.json'), JSON.stringify({ colour: 'red', retention: { days: 30 } }))
  host = await startHost({ home })
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  })
  page = await (await browser.newContext({ viewport: { width: 1120, height: 760 } })).newPage()
  page.setDefaultTimeout(60_000)
  page.on('pageerror', (error) => troubles.push(error.message))
  await page.goto(host.url)
  await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor()
})
afterAll(async () => {
  await browser?.close()
  await host?.stop('SIGTERM')
  await removeContainersOf(home)
  rmSync(folder, { recursive: true, force: true })
})

test('a setting is changed, saved at once, and taken back', async () => {
  await page.getByRole('link', { name: 'Settings', exact: true }).click()
  await page.getByText('Kept, but not known here: colour.').waitFor()
  await page.getByRole('link', { name: 'Retention and disk' }).click()
  const days = setting('retention.days').getByRole('textbox')
  await expect.poll(() => days.inputValue()).toBe('30')
  await days.fill('45')
  await days.press('Enter')
  await toast('Saved: Keep logs and artifacts for.').waitFor()
  expect(config()).toEqual({ colour: 'red', retention: { days: 45 } })
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => days.inputValue()).toBe('30')
  expect(config().retention).toEqual({ days: 30 })
  await setting('retention.days').getByRole('button', { name: 'Back to the default' }).click()
  await expect.poll(() => days.inputValue()).toBe('90')
  expect(config()).toEqual({ colour: 'red' })
  await axeFindsNothing()
})

test('what the host refuses stands at its field, and Esc takes it back', async () => {
  const days = setting('retention.days').getByRole('textbox')
  await days.fill('-3')
  await days.press('Enter')
  await setting('retention.days').getByText('must be more than 0').waitFor()
  expect(await days.getAttribute('aria-invalid')).toBe('true')
  expect(config()).toEqual({ colour: 'red' })
  await picture('settings-refused')
  await days.fill('90')
  await days.press('Enter')
  await expect.poll(() => days.getAttribute('aria-invalid')).toBeNull()
  await days.fill('7')
  await days.press('Escape')
  expect(await days.inputValue()).toBe('90')
})

test('sizes and durations are written in the units of people', async () => {
  const most = setting('retention.maxBytes').getByRole('textbox')
  await most.fill('1.5')
  await most.press('Enter')
  await expect.poll(() => config().retention?.maxBytes).toBe(1.5 * 1024 ** 3)
  await page.getByRole('link', { name: 'Schedules', exact: true }).click()
  const within = setting('schedules.catchUpWithin')
  await within.getByRole('combobox').selectOption('hours')
  await within.getByRole('textbox').fill('12')
  await within.getByRole('textbox').press('Enter')
  await expect.poll(() => config().schedules?.catchUpWithin).toBe(43_200)
})

test('a list is edited by its lines, and a wrong line says so', async () => {
  await page.getByRole('link', { name: 'Network', exact: true }).click()
  const allow = setting('network.allow')
  await allow.getByRole('button', { name: 'Add a line' }).click()
  await allow.getByLabel('new line').fill('10.0.0.1')
  await allow.getByLabel('new line').press('Enter')
  await allow.getByText('addresses are never allowed').waitFor()
  expect(config().network).toBeUndefined()
  await picture('settings-network')
  await allow.getByLabel('line 2').fill('api.example.com')
  await allow.getByLabel('line 2').press('Enter')
  await expect.poll(() => config().network?.allow).toEqual(['default', 'api.example.com'])
  await allow.getByRole('button', { name: 'Remove “default”' }).click()
  await expect.poll(() => config().network.allow).toEqual(['api.example.com'])
  await page.getByText('What that comes to: 1 name').waitFor()
})

test('what the command line sets shows by itself', async () => {
  await page.getByRole('link', { name: 'Notifications', exact: true }).click()
  const onSuccess = page.getByRole('switch', { name: 'When a run succeeds' })
  await expect.poll(() => onSuccess.getAttribute('aria-checked')).toBe('false')
  expect((await host.oven(['config', 'set', 'notifications.onSuccess', 'on'])).exitCode).toBe(0)
  await expect.poll(() => onSuccess.getAttribute('aria-checked'), patience).toBe('true')
})

test('every part has nothing for axe to find, in both themes and two widths', async () => {
  const parts = await page.getByRole('navigation', { name: 'Parts of the settings' }).getByRole('link').all()
  const addresses = await Promise.all(parts.map((part) => part.getAttribute('href')))
  expect(addresses.length).toBeGreaterThan(10)
  for (const width of [1120, 720]) {
    await page.setViewportSize({ width, height: 760 })
    for (const address of addresses) {
      await goTo(address!)
      await page.getByRole('heading', { level: 2 }).first().waitFor()
      await page.waitForTimeout(200)
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(beyond, address!).toBeLessThanOrEqual(0)
      if (width === 1120) await axeFindsNothing()
    }
  }
  await page.emulateMedia({ colorScheme: 'dark' })
  for (const address of ['#/settings', '#/settings/network', '#/settings/images']) {
    await goTo(address)
    await page.waitForTimeout(200)
    await axeFindsNothing()
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1120, height: 760 })
})

test('a clean-up says first what would go', async () => {
  await goTo('#/settings/retention')
  await page.getByText(/of \d+ volumes?/).waitFor(patience)
  await page.getByRole('button', { name: 'Clean up…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('There is nothing to remove.').waitFor()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect.poll(() => dialog.count()).toBe(0)
})

test('pausing is seen everywhere, keeps what is due from running, and ends by a click', async () => {
  await goTo('#/settings/schedules')
  await page.getByRole('button', { name: 'Pause all…' }).click()
  await page.getByRole('menuitem', { name: 'For an hour' }).click()
  await page
    .getByText(/^All schedules are paused until/)
    .first()
    .waitFor()
  await picture('settings-paused')
  expect((await host.oven(['jobs', 'enable', 'every-second'])).exitCode).toBe(0)
  const slots = async () => (await host.oven(['slots', 'list', '--job', 'every-second', '--json'])).json
  await expect.poll(async () => (await slots()).length, patience).toBeGreaterThan(1)
  expect((await host.oven(['jobs', 'disable', 'every-second'])).exitCode).toBe(0)
  const causes = new Set(
    (await slots()).map(({ state, cause }: Record<string, string>) => `${state} ${cause}`),
  )
  expect([...causes]).toEqual(['skipped paused'])
  const byHand = await host.oven(['run', 'greeting', '--wait', '--json'])
  expect(byHand.exitCode).toBe(0)
  await page.getByRole('button', { name: 'Resume' }).first().click()
  await expect.poll(() => page.getByText(/^All schedules are paused/).count()).toBe(0)
})

test('the popover: what needs you, what bakes, what comes next, all by keys', async () => {
  expect((await host.oven(['run', 'trouble', '--wait'])).exitCode).toBe(1)
  expect((await host.oven(['run', 'long', '--json'])).exitCode).toBe(0)
  await page.setViewportSize({ width: 380, height: 560 })
  await goTo('#/popover')
  await page.getByRole('region', { name: 'Needs you' }).getByText('trouble #1 failed').waitFor()
  const baking = page.getByRole('article', { name: 'long #1' })
  await baking.getByRole('img', { name: 'Baking' }).waitFor(patience)
  await page.getByRole('region', { name: 'Just done' }).getByText('trouble').waitFor()
  await page.getByRole('region', { name: 'Next' }).getByText('greeting').waitFor()
  await picture('popover')
  await axeFindsNothing()

  // Needs you, then the run that bakes: `s` stops it.
  await page.keyboard.press('j')
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => baking.evaluate((element) => element.contains(document.activeElement))).toBe(true)
  await page.keyboard.press('s')
  await baking.getByRole('button', { name: 'Stop long #1' }).getByText('Stopping').waitFor()
  await expect.poll(() => baking.count(), patience).toBe(0)

  await page.getByRole('link', { name: 'greeting' }).last().focus()
  await page.keyboard.press('r')
  await page.getByRole('region', { name: 'Just done' }).getByText('greeting #2').waitFor(patience)

  await page.getByRole('button', { name: 'Pause all…' }).click()
  await page.getByRole('menuitem', { name: 'Until tomorrow, 08:00' }).click()
  await page.getByText(/Schedules are paused until/).waitFor()
  await picture('popover-paused')
  await page.getByRole('button', { name: 'Resume', exact: true }).click()
  await expect.poll(() => page.getByText(/Schedules are paused/).count()).toBe(0)
})

test('the page of a failed run, once somebody looks at it, makes it seen', async () => {
  await page.setViewportSize({ width: 1120, height: 760 })
  const [trouble] = (await host.oven(['runs', 'list', '--job', 'trouble', '--json'])).json.runs
  expect((await host.oven(['attention', 'list', '--json'])).json).toMatchObject([{ id: `run:${trouble.id}` }])
  await page.bringToFront()
  await goTo(`#/runs/${trouble.id}`)
  await expect.poll(async () => (await host.oven(['attention', 'list', '--json'])).json, patience).toEqual([])
  expect(troubles).toEqual([])
})
