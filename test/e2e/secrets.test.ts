import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPart, staleParts } from '../../scripts/build/build-part.ts'
import { type HostFixture, startHost } from '../support/host-fixture.ts'
import { runOven } from '../support/run-oven.ts'

// The screen Secrets in a browser, over a real `oven serve`. One story, in order.

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'oven-secrets-'))
const home = join(folder, 'oven')
const pictures = join(root, 'test-results/window')
const VALUE = 'a-value-of-so-many-characters-wxyz'
let host: HostFixture
let browser: Browser
let page: Page
/** Everything that the host answered. */
const answers: string[] = []

const dialog = () => page.getByRole('dialog')
const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name} `) })

beforeAll(async () => {
  for (const part of staleParts(root, ['renderer'])) await buildPart(root, part)
  mkdirSync(pictures, { recursive: true })
  mkdirSync(home)
  host = await startHost({ home })
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  })
  page = await (await browser.newContext({ viewport: { width: 1120, height: 760 } })).newPage()
  page.setDefaultTimeout(60_000)
  page.on('websocket', (line) => {
    line.on('framereceived', ({ payload }) => answers.push(String(payload)))
  })
  await page.goto(host.url)
  await page.getByRole('link', { name: 'Secrets', exact: true }).click()
})
afterAll(async () => {
  await browser?.close()
  await host?.stop('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
})

test('an empty vault says what secrets are for', async () => {
  await page.getByRole('heading', { name: 'No secrets yet' }).waitFor()
})

test('a secret is set, and what is wrong with it stands at its field', async () => {
  await page.getByRole('button', { name: 'New secret' }).click()
  await dialog().getByLabel('Name').fill('NPM_TOKEN')
  await dialog().getByLabel('Value').fill('abc')
  await dialog().getByRole('button', { name: 'Save' }).click()
  await dialog().getByText('at least 6 characters').waitFor()
  await dialog().getByLabel('Value').fill(VALUE)
  await page.screenshot({ path: join(pictures, 'secret-set.png') })
  await dialog().getByRole('button', { name: 'Save' }).click()
  await row('NPM_TOKEN').getByText('••••wxyz').waitFor()
  expect(await page.content()).not.toContain(VALUE)
})

test('jobs that use it are named, and one that nobody set can be set from there', async () => {
  const add = (...words: string[]) => runOven(['jobs', 'add', '--image', 'tiny', ...words], { home })
  expect((await add('--id', 'publish', '--secret', 'NPM_TOKEN')).exitCode).toBe(0)
  await row('NPM_TOKEN').getByRole('link', { name: 'publish' }).waitFor()
  expect((await runOven(['secrets', 'set', 'GONE'], { home, input: VALUE })).exitCode).toBe(0)
  expect((await add('--id', 'mirror', '--secret', 'GONE')).exitCode).toBe(0)
  expect((await runOven(['secrets', 'remove', 'GONE', '--force'], { home })).exitCode).toBe(0)
  await page.getByText('GONE is not set, so these jobs cannot run: mirror.').waitFor()
  await page.screenshot({ path: join(pictures, 'secrets.png') })
  await page.getByRole('button', { name: 'Set it' }).click()
  await dialog().getByLabel('Value').fill('another value\n')
  await dialog().getByRole('button', { name: 'Save' }).click()
  await row('GONE').getByText('••••').waitFor()
})

test('it is replaced, and removed after a question that names its jobs', async () => {
  await page.getByRole('button', { name: 'Replace NPM_TOKEN' }).click()
  expect(await dialog().getByLabel('Value').inputValue()).toBe('')
  await dialog().getByLabel('Value').fill('a-quite-different-value-9876')
  await dialog().getByRole('button', { name: 'Save' }).click()
  await row('NPM_TOKEN').getByText('••••9876').waitFor()
  await page.getByRole('button', { name: 'Remove NPM_TOKEN' }).click()
  await dialog().getByText('will not run without it: publish').waitFor()
  await dialog().getByRole('button', { name: 'Remove anyway' }).click()
  await page.getByText('NPM_TOKEN is not set, so these jobs cannot run: publish.').waitFor()
})

test('all are put under a new key after a question, and go on being there', async () => {
  const before = readFileSync(join(home, 'secrets.key'))
  await page.getByRole('button', { name: 'Change the key…' }).click()
  await dialog().getByText('Jobs and runs notice nothing.').waitFor()
  await dialog().getByRole('button', { name: 'Make a new key' }).click()
  await page.getByText('All secrets are under a new key').waitFor()
  await dialog().waitFor({ state: 'detached' })
  expect(readFileSync(join(home, 'secrets.key')).equals(before)).toBe(false)
  await row('GONE').getByText('••••').waitFor()
})

test('the page keeps to the rules for keyboard, screen readers and contrast, in a narrow window as well', async () => {
  for (const width of [1120, 720]) {
    await page.setViewportSize({ width, height: 760 })
    const { violations } = await new AxeBuilder({ page }).include('main').analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`)).toEqual([])
    await page.screenshot({ path: join(pictures, `secrets-${width}.png`) })
  }
})

test('a key in a job’s env is moved from the job’s page', async () => {
  const words = [
    'jobs',
    'add',
    '--id',
    'old',
    '--image',
    'tiny',
    '--env',
    'API_KEY=key-from-older-times-0815',
  ]
  expect((await runOven(words, { home })).exitCode).toBe(0)
  await page.goto(`${new URL(page.url()).origin}/#/jobs/old`)
  await page.getByText('API_KEY can be read in jobs.json.').waitFor()
  await page.getByRole('button', { name: 'Move to secrets' }).click()
  await page.getByText('API_KEY can be read in jobs.json.').waitFor({ state: 'detached' })
  const { json } = await runOven(['jobs', 'show', 'old', '--json'], { home })
  expect(json.job).toMatchObject({ secrets: ['API_KEY'] })
  expect(json.job.env).toBeUndefined()
})

test('no answer of the host ever held a value', () => {
  expect(answers.length).toBeGreaterThan(5)
  for (const answer of answers) expect(answer).not.toMatch(/so-many-characters|quite-different|another value/)
})
