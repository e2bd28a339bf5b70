import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPart, staleParts } from '../../scripts/build/build-part.ts'
import { type HostFixture, removeContainersOf, startHost } from '../support/host-fixture.ts'

// The Credentials screen over a real host whose logins are those of a folder of our own.

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'oven-credentials-'))
const home = join(folder, 'oven')
const claude = join(folder, 'claude')
const pictures = join(root, 'test-results/credentials')
let host: HostFixture
let browser: Browser
let page: Page

beforeAll(async () => {
  for (const part of staleParts(root, ['renderer'])) await buildPart(root, part)
  for (const path of [home, claude, pictures]) mkdirSync(path, { recursive: true })
  const auth = { claudeCredPath: claude, ghCredPath: folder, claudeVolume: `oven-e2e-${process.pid}` }
  writeFileSync(join(home, 'config.json'), JSON.stringify({ auth }))
  host = await startHost({ home })
  for (const id of ['review', 'audit']) {
    const words = ['--id', id, '--repo', folder, '--pipeline', 'review', '--cron', '0 2 * * *']
    await host.oven(['jobs', 'add', ...words, '--json'])
  }
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  })
  page = await (await browser.newContext({ viewport: { width: 1120, height: 760 } })).newPage()
  await page.goto(host.url)
})

afterAll(async () => {
  await browser?.close()
  await host?.stop('SIGTERM')
  await removeContainersOf(home)
  rmSync(folder, { recursive: true, force: true })
})

const cardOf = (title: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: title }) })

test('a missing login blocks its jobs, and its card says what to do', async () => {
  await page.getByRole('link', { name: 'Jobs', exact: true }).click()
  await page.getByText('Blocked').first().waitFor({ timeout: 30_000 })
  expect(await page.getByText('Blocked').count()).toBe(2)
  await page.screenshot({ path: join(pictures, 'jobs-blocked.png') })
  await page.getByRole('link', { name: 'Credentials' }).click()
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
  expect(await card.innerText()).toContain('never, as far as is known')
  expect(await page.content()).not.toContain('canary')
  await page.screenshot({ path: join(pictures, 'present.png'), fullPage: true })
  await page.getByRole('link', { name: 'Jobs', exact: true }).click()
  await expect.poll(() => page.getByText('Blocked').count(), { timeout: 90_000 }).toBe(0)
})
