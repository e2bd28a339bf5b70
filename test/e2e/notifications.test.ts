import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureTinyImage } from '../support/tiny-image.ts'
import { openWindowFixture, type WindowFixture } from '../support/window-fixture.ts'

// Messages in a browser: a channel is made, tried, dies and is enabled again, and a run that failed is told there. One story,
// in order, over a real `oven serve` and a loopback server in the place of somebody's program.

const pictures = join(import.meta.dirname, '../../test-results/window')
const patience = { timeout: 30_000, interval: 100 }
const received: { headers: IncomingHttpHeaders; body: string }[] = []
let answer = 200
let url: string
let fixture: WindowFixture
let page: Page
const server = createServer((request, response) => {
  let body = ''
  request.on('data', (piece) => {
    body += piece
  })
  request.on('end', () => {
    received.push({ headers: request.headers, body })
    response.writeHead(answer).end()
  })
})

const dialog = () => page.getByRole('dialog')
const channel = (name: string) => page.getByRole('list', { name: 'Channels' }).getByRole('listitem', { name })
const message = (text: string | RegExp) =>
  page.getByRole('list', { name: 'Messages' }).getByRole('listitem').filter({ hasText: text }).first()
const picture = (name: string) => page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })

async function goTo(address: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash
  }, address)
}

async function noViolations(): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).exclude('#tooltip').analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
}

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true })
  const image = await ensureTinyImage()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  fixture = await openWindowFixture('notifications')
  const job = { type: 'docker', id: 'fails', image, command: ['false'], schedule: { type: 'manual' } }
  await fixture.host.oven(['jobs', 'add', '--file', '-'], { input: JSON.stringify(job) })
  await fixture.host.oven(['config', 'set', 'notifications.allowPrivate', '127.0.0.1'])
  // This machine's own notifications would need a desktop.
  await fixture.host.oven(['config', 'set', 'notifications.native', 'false'])
  page = await fixture.open({ reducedMotion: 'reduce' })
})
afterAll(async () => {
  await fixture?.close()
  server.closeAllConnections()
  server.close()
})

test('a channel is added in a dialog that says what is missing, and its secret goes into the vault alone', async () => {
  await goTo('#/settings/notifications')
  await channel('This machine').getByText('off', { exact: true }).waitFor()
  await page.getByText('No messages yet').waitFor()
  await noViolations()
  await page.getByRole('button', { name: 'Add a channel' }).click()
  await page.getByRole('menuitem', { name: 'Webhook' }).click()
  await dialog().getByLabel('Name').fill('ops')
  await dialog().getByRole('button', { name: 'Add' }).click()
  await dialog().getByText('Must be an https address.').waitFor()
  await dialog().getByLabel('Address').fill(url)
  await dialog().getByText('Write it here').click()
  await dialog().getByLabel('Value').fill('hush-hush-hush')
  await noViolations()
  await picture('notifications-dialog')
  await page.keyboard.press('Enter')
  await channel('ops').waitFor()
  expect(await page.content()).not.toContain('hush-hush-hush')
  const { json } = await fixture.host.oven(['secrets', 'list', '--json'])
  expect(JSON.stringify(json)).toContain('NOTIFY_OPS')
})

test('it is tried by the keyboard, and what came of it is said', async () => {
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Send a test to ops' }).focus()
  await page.keyboard.press('Enter')
  await channel('ops').getByText('The test was sent to ops.').waitFor()
  expect(received).toHaveLength(1)
  expect(JSON.stringify(received[0]!.headers)).toMatch(/signature/)
  await message(/Sent · ops · Test/).waitFor()
  await noViolations()
})

test('one whose end is gone says why, needs somebody on the dashboard, and is enabled again', async () => {
  answer = 410
  await page.getByRole('button', { name: 'Send a test to ops' }).click()
  await channel('ops').getByRole('button', { name: 'Enable again' }).waitFor()
  await noViolations()
  await picture('notifications-dead')
  await goTo('#/')
  await page.getByText('Messages to “ops” are not sent any more').waitFor()
  await page.getByRole('link', { name: 'Open notifications' }).click()
  answer = 200
  await channel('ops').getByRole('button', { name: 'Enable again' }).click()
  await channel('ops').getByRole('button', { name: 'Enable again' }).waitFor({ state: 'detached' })
  await channel('ops').getByRole('img', { name: 'In use' }).waitFor()
})

test('a run that failed is told, and stands among the messages', async () => {
  await fixture.host.oven(['run', 'fails', '--wait'])
  await expect.poll(() => received.some(({ body }) => body.includes('fails')), patience).toBe(true)
  await message(/Sent · ops · Failed run/).waitFor()
  await page.getByText('Not delivered', { exact: true }).first().click()
  await noViolations()
})

test('the time of the digest is chosen, and kept as it is left', async () => {
  const input = page.getByLabel('Digest at')
  await input.fill('07:30')
  await input.press('Enter')
  const kept = async () =>
    (await fixture.host.oven(['config', 'get', 'notifications.digest', '--json'])).stdout.trim()
  await expect.poll(kept, patience).toContain('07:30')
})

test('a job names the channels that are told of it, and keeps them', async () => {
  await goTo('#/jobs/fails/edit')
  await page.locator('summary').filter({ hasText: 'Notifications' }).click()
  await page.getByLabel('Tell only certain channels').check()
  await page.getByText('None chosen: nobody is told.').waitFor()
  await page.getByRole('group', { name: 'Told are' }).getByLabel(/^ops/).check()
  await page.getByLabel('Quiet hours', { exact: true }).selectOption('Its own')
  await page.getByLabel('Quiet until').fill('06:30')
  await noViolations()
  await picture('job-form-notifications')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { level: 1, name: 'fails' }).waitFor()
  const { json } = await fixture.host.oven(['jobs', 'show', 'fails', '--json'])
  expect(json.job.notifications).toEqual({ channels: ['ops'], quietHours: { from: '22:00', to: '06:30' } })
  await goTo('#/settings/notifications')
  await channel('ops').getByRole('link', { name: 'fails' }).waitFor()
})

test('a channel is switched off and on, and removed after a question', async () => {
  const more = channel('ops').getByRole('button', { name: 'More for ops' })
  await more.click()
  await page.getByRole('menuitem', { name: 'Switch off' }).click()
  await channel('ops').getByText('off', { exact: true }).waitFor()
  await channel('ops').getByRole('button', { name: 'Switch on' }).click()
  await page.getByRole('button', { name: 'Send a test to ops' }).waitFor()
  await more.click()
  await page.getByRole('menuitem', { name: 'Change…' }).click()
  await dialog().getByText('It is the secret NOTIFY_OPS.').waitFor()
  await dialog().getByText('None', { exact: true }).click()
  await dialog().getByRole('button', { name: 'Save' }).click()
  await dialog().waitFor({ state: 'detached' })
  const { json } = await fixture.host.oven(['notify', 'list', '--json'])
  const kept = json.find(({ name }: { name: string }) => name === 'ops').channel
  expect(kept).toMatchObject({ type: 'webhook', url })
  expect(kept).not.toHaveProperty('secret')
  await page.getByRole('list', { name: 'Messages' }).scrollIntoViewIfNeeded()
  await picture('notifications-history')
  await page.emulateMedia({ colorScheme: 'dark' })
  await picture('notifications-dark')
  await page.setViewportSize({ width: 720, height: 760 })
  await picture('notifications-narrow')
  await noViolations()
  await more.click()
  await page.getByRole('menuitem', { name: 'Remove…' }).click()
  await dialog().getByText('These jobs name it among their channels: fails.').waitFor()
  await dialog().getByRole('button', { name: 'Remove' }).click()
  await channel('ops').waitFor({ state: 'detached' })
  expect(fixture.troubles).toEqual([])
})
