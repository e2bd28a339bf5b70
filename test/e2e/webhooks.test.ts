import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../server/calls/call-fixture.ts'
import { ensureTinyImage } from '../support/tiny-image.ts'
import { openWindowFixture, type WindowFixture } from '../support/window-fixture.ts'

// The screen Webhooks in a browser, with real calls and real runs. One story, in order.

const run = promisify(execFile)
let fixture: WindowFixture
let page: Page
let token: string

const dialog = () => page.getByRole('dialog')

async function noViolations(of: Page = page): Promise<void> {
  // A tooltip lies above the page, in no region of it.
  const { violations } = await new AxeBuilder({ page: of }).exclude('#tooltip').analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
}

beforeAll(async () => {
  const image = await ensureTinyImage()
  fixture = await openWindowFixture('webhooks')
  const job = {
    type: 'docker',
    id: 'reader',
    image,
    command: ['sh', '-c', 'cat $OVEN_PAYLOAD'],
    schedule: { type: 'manual' },
    overlap: 'allow',
  }
  const { host } = fixture
  await host.oven(['jobs', 'add', '--file', '-'], { input: JSON.stringify(job) })
  await host.oven(['config', 'set', 'server.port', String(await freePort())])
  page = await fixture.open({ permissions: ['clipboard-read', 'clipboard-write'], reducedMotion: 'reduce' })
  await page.getByRole('link', { name: 'Webhooks', exact: true }).click()
})
afterAll(() => fixture?.close())

test('calls are not taken until somebody says so', async () => {
  await page.getByText('Calls from outside are not taken.').waitFor()
  await noViolations()
  await page.getByRole('button', { name: 'Take calls' }).click()
  await page.getByText(/Calls come in at http:\/\/127\.0\.0\.1:\d+\/api\/trigger/).waitFor()
})

test('a token is made and shown once', async () => {
  await page.getByRole('button', { name: 'New token' }).click()
  await dialog().getByLabel('For').fill('CI')
  await noViolations()
  await dialog().getByRole('button', { name: 'Make it' }).click()
  await dialog().getByText('It is not shown again.').waitFor()
  token = (await dialog().getByText(/^ovt_/).textContent())!
  expect(token).toMatch(/^ovt_[\w-]{43}$/)
  await noViolations()
  // A click beside it or Esc does not lose it.
  await page.keyboard.press('Escape')
  await dialog().getByRole('button', { name: 'I have put it away' }).click()
  await page.getByRole('row', { name: /reader Token \*{4}\w{4} CI never/ }).waitFor()
  expect(await page.content()).not.toContain(token)
})

test('the command that is copied starts the job, and what it sent reaches the run as a file', async () => {
  await page.getByRole('button', { name: /^More for/ }).click()
  await page.getByRole('menuitem', { name: 'Copy as curl' }).click()
  const command = await page.evaluate(() => navigator.clipboard.readText())
  const { stdout } = await run('bash', ['-euc', command.replace('curl ', 'curl -sS ')], {
    env: { PATH: process.env.PATH, OVEN_TOKEN: token },
  })
  const { runId } = JSON.parse(stdout) as { runId: string }
  await page.getByRole('row', { name: /reader Taken Token \*{4}/ }).waitFor()
  await page.getByRole('row', { name: /reader Token .* 1$|reader Token .*from 127\.0\.0\.1 1/ }).waitFor()
  await fixture.host.oven(['runs', 'watch', runId])
  const { stdout: log } = await fixture.host.oven(['runs', 'logs', runId])
  expect(log).toContain('{"from":"curl"}')
  await noViolations()
})

test('it is delivered again by a click, and the run is shown', async () => {
  await page.getByRole('button', { name: 'Deliver again' }).first().click()
  await page.getByRole('row', { name: /Delivered again/ }).waitFor()
  await page.getByRole('button', { name: 'Show the run' }).click()
  await page
    .getByRole('heading', { name: /reader/ })
    .first()
    .waitFor()
  await page.getByText('By webhook').first().waitFor()
  await page.goBack()
})

test('a regenerated token replaces the old one, a revoked one is refused, and the page says so', async () => {
  await page.getByRole('button', { name: /^More for/ }).click()
  await page.getByRole('menuitem', { name: 'Regenerate…' }).click()
  await dialog().getByLabel('The old one ends').selectOption({ label: 'at once' })
  await dialog().getByRole('button', { name: 'Regenerate' }).click()
  const next = (await dialog().getByText(/^ovt_/).textContent())!
  await dialog().getByRole('button', { name: 'I have put it away' }).click()
  expect(next).not.toBe(token)
  const { stdout } = await fixture.host.oven(['webhooks', 'show', '--json'])
  const { address } = JSON.parse(stdout) as { address: string }
  const call = (bearer: string) =>
    fetch(`${address}/api/trigger/reader`, { method: 'POST', headers: { authorization: `Bearer ${bearer}` } })
  expect((await call(token)).status).toBe(401)
  await page.getByText('This token is not known, or was revoked.').waitFor()
  await page.getByRole('button', { name: /^More for/ }).click()
  await page.getByRole('menuitem', { name: 'Revoke…' }).click()
  await dialog().getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('heading', { name: 'No job can be called' }).waitFor()
  expect((await call(next)).status).toBe(401)
})

test('the interface is read and tried on its page', async () => {
  const { stdout } = await fixture.host.oven(['webhooks', 'show', '--json'])
  const { address } = JSON.parse(stdout) as { address: string }
  const made = await fixture.host.oven(['tokens', 'create', 'reader', '--json'])
  const tried = await page.context().newPage()
  const troubles: string[] = []
  tried.on('console', (message) => void (message.type() === 'error' && troubles.push(message.text())))
  await tried.goto(address)
  await tried.getByText('/api/trigger/{jobId}').click()
  await tried.getByRole('textbox', { name: 'Token' }).fill(made.json.value)
  await tried.getByRole('textbox', { name: 'jobId' }).first().fill('reader')
  await tried.getByRole('button', { name: 'Send' }).first().click()
  await tried.getByText('202 Accepted').waitFor()
  await noViolations(tried)
  expect(troubles).toEqual([])
  await tried.close()
  expect(fixture.troubles).toEqual([])
})
