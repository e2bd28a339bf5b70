import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPart, staleParts } from '../../scripts/build/build-part.ts'
import { type HostFixture, removeContainersOf, startHost } from '../support/host-fixture.ts'
import { makeSignInImage } from '../support/sign-in-image.ts'

// The Credentials screen over a real host whose logins are those of a folder of our own.

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'oven-credentials-'))
const home = join(folder, 'oven')
const claude = join(folder, 'claude')
const pictures = join(root, 'test-results/credentials')
const VOLUME = `oven-e2e-${process.pid}`
const IMAGE = `agent-oven-test/sign-in:${process.pid}`
let host: HostFixture
let browser: Browser
let page: Page
/** What the content security policy refused. */
const complaints: string[] = []

beforeAll(async () => {
  for (const part of staleParts(root, ['renderer'])) await buildPart(root, part)
  for (const path of [home, claude, pictures]) mkdirSync(path, { recursive: true })
  const auth = { claudeCredPath: claude, ghCredPath: folder, claudeVolume: VOLUME }
  writeFileSync(join(home, 'config.json'), JSON.stringify({ auth, pipeline: { image: IMAGE } }))
  await makeSignInImage(IMAGE)
  host = await startHost({ home })
  for (const id of ['review', 'audit']) {
    const words = ['--id', id, '--repo', folder, '--pipeline', 'review', '--cron', '0 2 * * *']
    await host.oven(['jobs', 'add', ...words, '--json'])
  }
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  })
  const context = await browser.newContext({ viewport: { width: 1120, height: 760 } })
  await context.addInitScript(() => {
    const opened: string[] = []
    Object.assign(window, { opened })
    window.open = (address) => {
      opened.push(String(address))
      return null
    }
  })
  page = await context.newPage()
  page.setDefaultTimeout(60_000)
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) complaints.push(message.text())
  })
  await page.goto(host.url)
})

afterAll(async () => {
  await browser?.close()
  await host?.stop('SIGTERM')
  await removeContainersOf(home)
  execFileSync('docker', ['rmi', '-f', IMAGE], { stdio: 'ignore' })
  rmSync(folder, { recursive: true, force: true })
})

const cardOf = (title: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: title }) })
const dialog = () => page.getByRole('dialog')
const terminal = () => dialog().getByRole('region', { name: 'Terminal' })

/** What the terminal shows; its rows are read as a screen reader has them. */
const shown = async () => (await terminal().innerText()).replace(/\u00a0/g, ' ')

/** Rules for people who use the keyboard, a screen reader, or need contrast: none is broken. */
async function expectAccessible(): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include('main').analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  expect(found).toEqual([])
}

/** Whether the jobs will run, as the oven sees it now. */
const states = async () => {
  const { json } = await host.oven(['readiness', '--json'])
  return json.map(({ state }: { state: string }) => state)
}

const containersOfSignIn = () => {
  const install = readFileSync(join(home, 'install-id'), 'utf8').trim()
  const labels = [`label=agent-oven.install=${install}`, 'label=agent-oven.role=claude-login']
  const filters = labels.flatMap((label) => ['--filter', label])
  return execFileSync('docker', ['ps', '-q', ...filters], { encoding: 'utf8' }).trim()
}

test('a missing login blocks its jobs, and its card says what to do', async () => {
  await page.getByRole('link', { name: 'Jobs', exact: true }).click()
  await page.getByText('Blocked').first().waitFor({ timeout: 60_000 })
  expect(await states()).toEqual(['blocked', 'blocked'])
  await page.screenshot({ path: join(pictures, 'jobs-blocked.png') })
  await page.getByRole('link', { name: 'Credentials', exact: true }).click()
  const card = cardOf('Claude login of this machine')
  await card.getByText('Missing').waitFor()
  await card.getByText('Used by 2 jobs').waitFor()
  await card.getByText('claude auth login', { exact: true }).waitFor()
  await cardOf('Claude login inside containers').getByText('Used by no job').waitFor()
  await page.screenshot({ path: join(pictures, 'missing.png'), fullPage: true })
})

test('once it is there, checking again says so, and how long it is good', async () => {
  const claudeAiOauth = { accessToken: 'sk-ant-oat01-canary', expiresAt: Date.now() + 20 * 24 * 3_600_000 }
  writeFileSync(join(claude, '.credentials.json'), JSON.stringify({ claudeAiOauth }))
  await page.getByRole('button', { name: 'Check Claude login of this machine again' }).click()
  const card = cardOf('Claude login of this machine')
  await card.getByText('Present, not tried').waitFor()
  expect(await card.innerText()).toContain('not seen yet')
  expect(await page.content()).not.toContain('canary')
  await page.screenshot({ path: join(pictures, 'present.png'), fullPage: true })
  await expect.poll(states, { timeout: 90_000 }).not.toContain('blocked')
})

test('signing in happens in a terminal of the window, and what came of it is shown and looked at again', async () => {
  await page.getByRole('link', { name: 'Credentials', exact: true }).click()
  const card = cardOf('Claude login inside containers')
  await card.getByText('Missing').waitFor()
  await card.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect.poll(shown, { timeout: 60_000 }).toContain('Paste the code here')
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
    .toBe('Terminal of the sign-in')
  await page.screenshot({ path: join(pictures, 'sign-in.png') })
  await expectAccessible()

  const opened = () => page.evaluate(() => (window as unknown as { opened: string[] }).opened)
  await dialog().getByRole('button', { name: 'Open the address' }).click()
  const [address] = await opened()
  expect(address).toMatch(/^https:\/\/claude\.example\/oauth\/authorize\?code=true&.*&state=the-very-end$/)

  await terminal().getByRole('textbox').focus()
  await page.keyboard.type('wrong-code\n')
  await expect.poll(shown).toContain('That code is not right')
  await page.keyboard.type('right-codx')
  await page.keyboard.press('Backspace')
  await page.keyboard.type('e\n')
  await dialog().getByText('runs with "auth" set to "container-login" use this login').waitFor()
  await page.screenshot({ path: join(pictures, 'signed-in.png') })
  await dialog().getByRole('button', { name: 'Done' }).click()
  await card.getByText('Present, not tried').waitFor()
  await card.getByText('Good until', { exact: true }).waitFor()
  expect(await page.content()).not.toContain('sk-ant')
  expect(containersOfSignIn()).toBe('')
})

test('the terminal takes the size of the window', async () => {
  const card = cardOf('Claude login inside containers')
  await card.getByRole('button', { name: 'Sign in anew' }).click()
  await expect.poll(shown, { timeout: 60_000 }).toContain('Paste the code here')
  await terminal().getByRole('textbox').focus()
  await page.keyboard.type('size\n')
  await expect.poll(shown).toMatch(/\d+ columns/)
  const columns = async () => Number([...(await shown()).matchAll(/(\d+) columns/g)].at(-1)?.[1])
  const before = await columns()
  expect(before).toBeGreaterThan(80)
  await page.setViewportSize({ width: 560, height: 760 })
  await expect
    .poll(async () => {
      await page.keyboard.type('size\n')
      return columns()
    })
    .toBeLessThan(before - 20)
  await page.setViewportSize({ width: 1120, height: 760 })
})

test('leaving with Esc ends the program, and the login that was there stays', async () => {
  await terminal().getByRole('textbox').focus()
  expect(containersOfSignIn()).not.toBe('')
  await page.keyboard.press('Escape')
  await dialog().waitFor({ state: 'detached' })
  await expect.poll(containersOfSignIn, { timeout: 60_000 }).toBe('')
  await cardOf('Claude login inside containers').getByText('Present, not tried').waitFor()
})

test('an address of its own opens the sign-in, and is left with it', async () => {
  await page.evaluate(() => {
    window.location.hash = '#/'
  })
  await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor()
  await page.evaluate(() => {
    window.location.hash = '#/credentials?sign-in'
  })
  await expect.poll(shown, { timeout: 60_000 }).toContain('Paste the code here')
  await page.keyboard.press('Escape')
  await dialog().waitFor({ state: 'detached' })
  expect(await page.evaluate(() => window.location.hash)).toBe('#/credentials')
  await expect.poll(containersOfSignIn, { timeout: 60_000 }).toBe('')
})

test('signing out asks first, and removes the volume', async () => {
  const card = cardOf('Claude login inside containers')
  await card.getByRole('button', { name: 'Sign out' }).click()
  await dialog().getByText('its volume is removed').waitFor()
  await dialog().getByRole('button', { name: 'Sign out' }).click()
  await card.getByText('Missing').waitFor({ timeout: 60_000 })
  const volumes = execFileSync('docker', ['volume', 'ls', '-q', '--filter', `name=^${VOLUME}$`])
  expect(String(volumes)).toBe('')
})

test('what jobs use that do not say is chosen here', async () => {
  await page.getByRole('radio', { name: 'Login inside containers' }).click()
  await cardOf('Claude login inside containers').getByText('Used by 2 jobs').waitFor({ timeout: 60_000 })
  await cardOf('Claude login of this machine').getByText('Used by no job').waitFor()
  expect(JSON.parse(readFileSync(join(home, 'config.json'), 'utf8')).auth.defaultMode).toBe('container-login')
  await page.getByRole('radio', { name: 'This machine’s login' }).click()
  await cardOf('Claude login of this machine').getByText('Used by 2 jobs').waitFor({ timeout: 60_000 })
})

test('a GitHub App is added with its key, what is wrong stands at its field, and it is changed and removed', async () => {
  const pem = { type: 'pkcs1', format: 'pem' } as const
  const key = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: pem,
    publicKeyEncoding: pem,
  }).privateKey
  await page.getByRole('button', { name: 'Add a GitHub App' }).click()
  await dialog().getByLabel('Name').fill('review bot')
  await dialog().getByLabel('App id').fill('1234')
  await dialog().getByLabel('Installation').fill('x')
  await dialog().getByRole('button', { name: 'Add' }).click()
  await dialog().getByText('must be named with at most 64 letters').waitFor()
  await dialog().getByText('must be the number of an installation').waitFor()
  await dialog().getByLabel('Name').fill('review-bot')
  await dialog().getByLabel('Installation').fill('5678')
  await dialog().getByRole('textbox', { name: 'Private key' }).fill('not a key')
  await dialog().getByRole('button', { name: 'Add' }).click()
  await dialog().getByText('must be the whole PEM file').waitFor()
  await page.screenshot({ path: join(pictures, 'app-refused.png') })
  await expectAccessible()
  await dialog().getByRole('textbox', { name: 'Private key' }).fill(key)
  await dialog().getByRole('button', { name: 'Add' }).click()
  const row = page.getByRole('row', { name: /^review-bot / })
  await row.getByText('REVIEW_BOT_KEY').waitFor()
  expect(await page.content()).not.toContain('BEGIN RSA')

  await row.getByRole('button', { name: 'Change review-bot' }).click()
  await dialog().getByText('It is the secret REVIEW_BOT_KEY.').waitFor()
  await dialog().getByLabel('Installation').fill('9012')
  await dialog().getByRole('button', { name: 'Save' }).click()
  await row.getByText('9012').waitFor()
  await page.screenshot({ path: join(pictures, 'apps.png'), fullPage: true })
  await expectAccessible()

  await row.getByRole('button', { name: 'Remove review-bot' }).click()
  await dialog().getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('heading', { name: 'No GitHub Apps yet' }).waitFor()
  const { githubApps } = JSON.parse(readFileSync(join(home, 'config.json'), 'utf8')).auth
  expect(githubApps ?? {}).toEqual({})
})

test('nothing was refused by the content security policy', () => {
  expect(complaints).toEqual([])
})
