import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPart, staleParts } from '../../scripts/build/build-part.ts'
import { type HostFixture, removeContainersOf, startHost } from '../support/host-fixture.ts'
import { makePipelineRepo } from '../support/pipeline-repo.ts'
import { tinyImage } from '../support/tiny-image.ts'

// The window in a browser, over a real `oven serve` with real runs on real Docker. The tests are one story and run in
// order; what each of them saw is kept as a picture.

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'oven-window-'))
const home = join(folder, 'oven')
const pictures = join(root, 'test-results/window')
const patience = { timeout: 60_000, interval: 50 }
const troubles: string[] = []
let host: HostFixture
let browser: Browser
let page: Page

const picture = (name: string) => page.screenshot({ path: join(pictures, `${name}.png`) })
const stages = () => page.getByRole('list', { name: 'Stages' })
const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name })

/** The numbers of the lines `line <number>` that are on the screen, in their order. */
async function numberedLines(): Promise<number[]> {
  const text = await page.getByRole('region', { name: 'Log lines' }).innerText()
  return [...text.matchAll(/^line (\d+)$/gm)].map((match) => Number(match[1]))
}

async function openPage(address: string, width = 1120, height = 760): Promise<Page> {
  const opened = await (await browser.newContext({ viewport: { width, height } })).newPage()
  opened.setDefaultTimeout(60_000)
  opened.on('pageerror', (error) => troubles.push(error.message))
  opened.on('console', (message) => {
    if (/content security policy/i.test(message.text())) troubles.push(message.text())
  })
  await opened.goto(address)
  return opened
}

beforeAll(async () => {
  for (const part of staleParts(root, ['renderer'])) await buildPart(root, part)
  mkdirSync(pictures, { recursive: true })
  mkdirSync(home)
  host = await startHost({ home })
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  })
})

afterAll(async () => {
  await browser?.close()
  await host?.stop('SIGTERM')
  await removeContainersOf(home)
  rmSync(folder, { recursive: true, force: true })
})

test('the printed address opens the window once, leaves no key behind, and a reload stays in', async () => {
  page = await openPage(host.url)
  await heading('Welcome to Agent Oven').waitFor()
  await page.getByRole('button', { name: 'Skip all of it' }).click()
  await heading('Dashboard').waitFor()
  expect(page.url()).toBe(`${host.address}/#/`)
  await page.getByText('The oven is empty').waitFor()
  await picture('empty')
  await page.reload()
  await heading('Dashboard').waitFor()

  const stranger = await openPage(host.url)
  await stranger.getByRole('heading', { name: 'This window is not signed in' }).waitFor()
  const { stdout } = await host.oven(['open'])
  await stranger.goto(stdout.trim())
  await stranger.getByRole('heading', { level: 1, name: 'Welcome to Agent Oven' }).waitFor()
  await stranger.context().close()
})

test('a job is made in the form; what the host refuses stands at its field', async () => {
  await page.getByRole('link', { name: 'New docker job' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Counting, slowly')
  await page.getByLabel('Image').fill('not an image')
  await page.getByLabel('Fires').selectOption('By a cron pattern')
  await page.getByLabel('Pattern').fill('0 3 * * 1-5')
  await expect
    .poll(() => page.getByRole('list', { name: 'The next moments' }).getByRole('listitem').count())
    .toBe(5)
  await page.getByRole('button', { name: 'Create job' }).click()
  const image = page.getByLabel('Image')
  await expect.poll(() => image.getAttribute('aria-invalid')).toBe('true')
  const described = await image.getAttribute('aria-describedby')
  expect(await page.locator(`[id="${described}"]`).innerText()).toContain('Must be an image name')
  await expect.poll(() => image.evaluate((input) => input === document.activeElement)).toBe(true)
  await picture('form')

  await image.fill(tinyImage)
  await page
    .getByLabel('Command')
    .fill(`sh -c 'for i in $(seq 1 60); do echo "line $i"; sleep 0.2; done; exit 3'`)
  await page.getByRole('button', { name: 'Create job' }).click()
  await heading('Counting, slowly').waitFor()
  expect(page.url()).toContain('#/jobs/counting-slowly')
  const { json } = await host.oven(['jobs', 'show', 'counting-slowly', '--json'])
  expect(json.job).toMatchObject({ schedule: { type: 'cron', cron: '0 3 * * 1-5' }, image: tinyImage })
})

test('an edit changes what was edited, and nothing else', async () => {
  await page.getByRole('link', { name: 'Edit' }).click()
  await page.getByText('Limits', { exact: true }).click()
  await page.getByLabel('Memory').fill('64m')
  await page.getByRole('button', { name: 'Save' }).click()
  await heading('Counting, slowly').waitFor()
  const { json } = await host.oven(['jobs', 'show', 'counting-slowly', '--json'])
  expect(json.job).toMatchObject({ resources: { memory: '64m' }, image: tinyImage })
  expect(json.job.command).toEqual(['sh', '-c', expect.stringContaining('echo "line $i"')])
})

test('a log is followed over the death and return of the host, without a reload, a gap or a repeat', async () => {
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await heading(/Counting, slowly #1/).waitFor()
  await expect.poll(async () => (await numberedLines()).length, patience).toBeGreaterThan(4)
  await host.stop('SIGKILL')
  await page.getByText('Disconnected, trying again').waitFor()
  await picture('disconnected')
  host = await startHost({ home, words: ['--port', String(host.port)] })
  await page.getByText('Disconnected, trying again').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Run again' }).waitFor({ timeout: 60_000 })
  await page.getByText('Complete').waitFor()
  await page.keyboard.press('g')
  await expect.poll(async () => (await numberedLines())[0], patience).toBe(1)
  const top = await numberedLines()
  await page.keyboard.press('Shift+G')
  await expect.poll(async () => (await numberedLines()).at(-1), patience).toBe(60)
  const bottom = await numberedLines()
  expect(top).toEqual(Array.from(top, (_, index) => index + 1))
  expect(bottom).toEqual(Array.from(bottom, (_, index) => 61 - bottom.length + index))
  expect(top.length + bottom.length).toBeGreaterThanOrEqual(60)
  await page.getByText('Exit code').first().waitFor()
  await picture('log')
})

test('stages change on the screen while a pipeline bakes', async () => {
  const { path } = makePipelineRepo(folder, [
    { name: 'review', rehearse: 'sleep:2' },
    { name: 'audit', dependsOn: ['review'], rehearse: 'sleep:2', model: 'opus' },
    { name: 'report', dependsOn: ['audit'], rehearse: 'fail' },
  ])
  await page.keyboard.press('Control+2')
  await page.getByRole('link', { name: 'New pipeline job' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Nightly')
  await page.getByLabel('Repository').fill(path)
  await page.getByLabel('Pipeline', { exact: true }).fill('review')
  await page.getByLabel('Fires').selectOption('Only when asked')
  await page.getByRole('button', { name: 'Create job' }).click()
  await heading('Nightly').waitFor()
  await page.getByRole('button', { name: 'Rehearse' }).click()
  await heading(/Nightly #1/).waitFor()

  const status = (stage: string) =>
    stages()
      .getByRole('listitem')
      .filter({ hasText: stage })
      .getByRole('img')
      .first()
      .getAttribute('aria-label')
  const seen = new Set<string>()
  await expect
    .poll(
      async () => {
        if ((await stages().count()) > 0)
          seen.add(`${await status('review')} ${await status('audit')} ${await status('report')}`)
        if (seen.has('Succeeded Running Waiting')) await picture('baking')
        return [...seen]
      },
      { timeout: 110_000, interval: 200 },
    )
    .toEqual(
      expect.arrayContaining([
        'Running Waiting Waiting',
        'Succeeded Running Waiting',
        'Succeeded Succeeded Failed',
      ]),
    )
  await page.getByRole('button', { name: 'Rehearse again' }).waitFor({ timeout: 60_000 })
  await picture('failed')
}, 180_000)

test('the history is filtered, and keys lead through it', async () => {
  await page.keyboard.press('Control+3')
  await heading('Runs').waitFor()
  const rows = page.locator('main').getByRole('listitem')
  await expect.poll(() => rows.count()).toBe(2)
  await page.keyboard.press('/')
  await page.keyboard.type('Nightly')
  await expect.poll(() => rows.count()).toBe(1)
  await page.getByRole('combobox', { name: 'Outcome' }).selectOption('Succeeded')
  await page.getByText('No run matches').waitFor()
  await page.getByRole('button', { name: 'Clear the filters' }).click()
  await expect.poll(() => rows.count()).toBe(2)
  await rows.first().getByRole('link').click()
  await heading(/#1/).waitFor()
  await page.keyboard.press('Escape')
  await heading('Runs').waitFor()
})

test('a run is stopped from the window', async () => {
  await page.goto(`${host.address}/#/jobs/counting-slowly`)
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await heading(/Counting, slowly #2/).waitFor()
  await expect.poll(async () => (await numberedLines()).length, patience).toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Stop' }).click()
  await page.getByText('Stopped', { exact: true }).first().waitFor({ timeout: 60_000 })
  await page.keyboard.press('Control+1')
  await heading('Dashboard').waitFor()
  await page.emulateMedia({ colorScheme: 'dark' })
  await picture('dashboard-dark')
})

test('the popover shows the same in 380 pixels', async () => {
  await page.setViewportSize({ width: 380, height: 560 })
  await page.goto(`${host.address}/#/popover`)
  await page.getByRole('region', { name: 'Just done' }).getByRole('listitem').nth(2).waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(380)
  await picture('popover')
})

test('nothing broke on the way, and the pages kept to their security policy', () => {
  expect(troubles).toEqual([])
})
