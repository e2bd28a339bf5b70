import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signHub } from '../../core/triggers/signature.ts'
import { freePort } from '../server/calls/call-fixture.ts'
import { type GithubStandIn, startGithubStandIn } from '../support/github-stand-in.ts'
import type { StandInEvent, StandInRepository } from '../support/github-stand-in-repository.ts'
import { ensureTinyImage } from '../support/tiny-image.ts'
import { openWindowFixture, type WindowFixture } from '../support/window-fixture.ts'

// What on GitHub begins a job, in a browser: its rules in the form, how GitHub reaches the oven, and what came of what it
// told. One story, in order, over a real `oven serve` and a stand-in for GitHub on loopback.

const SECRET = 'what GitHub signs with'
const pictures = join(import.meta.dirname, '../../test-results/window')
let github: GithubStandIn
let shop: StandInRepository
let port: number
let fixture: WindowFixture
let page: Page

const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name })
const rule = (number: number) => page.getByRole('group', { name: `Rule ${number}` })
const picture = (name: string) => page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
const repositories = () => page.getByRole('list', { name: 'Repositories that are asked about' })

async function goTo(address: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash
  }, address)
}

async function noViolations(): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).exclude('#tooltip').analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
}

let deliveries = 0
async function send({ name, payload }: StandInEvent): Promise<void> {
  deliveries += 1
  const body = JSON.stringify(payload)
  const answer = await fetch(`http://127.0.0.1:${port}/api/github`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': name,
      'x-github-delivery': `delivery-${deliveries}`,
      'x-hub-signature-256': signHub(Buffer.from(body), SECRET),
    },
  })
  expect(answer.status).toBe(202)
}

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true })
  const image = await ensureTinyImage()
  github = await startGithubStandIn()
  shop = github.repository('acme/shop')
  shop.permissions.set('ann', 'write')
  port = await freePort()
  fixture = await openWindowFixture('github', {}, (home) => {
    const ghCredPath = join(home, 'gh')
    mkdirSync(ghCredPath)
    writeFileSync(join(ghCredPath, 'hosts.yml'), '127.0.0.1:\n  oauth_token: good-token\n')
    const config = {
      auth: { ghCredPath },
      github: { apiUrl: github.apiUrl },
      server: { enabled: true, port },
    }
    writeFileSync(join(home, 'config.json'), JSON.stringify(config))
  })
  const job = { type: 'docker', id: 'fixes', image, command: ['true'], schedule: { type: 'manual' } }
  await fixture.host.oven(['jobs', 'add', '--file', '-'], { input: JSON.stringify(job) })
  page = await fixture.open({ reducedMotion: 'reduce' })
})
afterAll(async () => {
  await fixture?.close()
  await github?.close()
})

test('a rule is put together in the form, and said in a sentence', async () => {
  await goTo('#/jobs/fixes/edit')
  await page.getByText('Nothing that happens on GitHub begins this job.').waitFor()
  await page.getByRole('button', { name: 'Begin at what happens on GitHub' }).focus()
  await page.keyboard.press('Enter')
  await rule(1).getByText('When an issue is opened.').waitFor()
  await rule(1).getByLabel('labelled', { exact: true }).check()
  await rule(1).getByLabel('Label', { exact: true }).fill('bake')
  await rule(1).getByText('When an issue is labelled bake.').waitFor()
  await page.getByRole('button', { name: 'Add a rule' }).click()
  await rule(2).getByLabel('What').selectOption('A comment')
  await rule(2).getByLabel('Command word').fill('two words')
  await page.getByLabel('Begun by').selectOption('Anyone')
  await page.getByText('Anyone with an account on GitHub can begin runs of this job.').waitFor()
  await noViolations()
  await page.getByRole('button', { name: 'Save' }).click()
  await rule(2).getByText('Must be one word.').waitFor()
  await page.getByText('Name the repository, as owner/name.').waitFor()
  await noViolations()
  await picture('job-form-github')
  await page.emulateMedia({ colorScheme: 'dark' })
  await picture('job-form-github-dark')
  await page.emulateMedia({ colorScheme: 'light' })
})

test('what is saved is what was meant, and stands on the job’s page', async () => {
  await rule(2).getByRole('button', { name: 'Take rule 2 away' }).click()
  await page.getByLabel('Happens in').fill('acme/shop')
  await page.getByLabel('Begun by').selectOption('People who may write to the repository')
  await page.getByRole('button', { name: 'Save' }).click()
  await heading('fixes').waitFor()
  const { json } = await fixture.host.oven(['jobs', 'show', 'fixes', '--json'])
  expect(json.job.github).toEqual({
    repo: 'acme/shop',
    on: [{ event: 'issues', action: ['labeled'], label: ['bake'] }],
    by: 'writers',
    poll: true,
    report: [],
  })
  await page.getByText('at issues on GitHub').first().waitFor()
  await goTo('#/jobs/fixes?tab=triggers')
  await page.getByText('When an issue is labelled bake.').waitFor()
  await page.getByText('Only people who may write there begin it.').waitFor()
  await noViolations()
})

test('Webhooks says where GitHub calls, and takes the secret it signs with', async () => {
  await goTo('#/webhooks')
  await page.getByText(`http://127.0.0.1:${port}/api/github`, { exact: true }).waitFor()
  await page.getByText('The secret is not set').waitFor()
  await noViolations()
  await page.getByRole('button', { name: 'Set it…' }).click()
  await page.getByRole('dialog').getByLabel('Value').fill(SECRET)
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByText('The secret is set', { exact: true }).waitFor()
  await repositories()
    .getByText(/Last asked/)
    .waitFor()
  await repositories().getByText('acme/shop').waitFor()
})

test('what GitHub told is a run, or was refused for a reason that stands there', async () => {
  const issue = shop.openIssue('ann', { title: 'The till is slow' })
  await send(shop.label(issue.number, 'bake', 'ann'))
  await page.getByRole('row', { name: /fixes Taken GitHub/ }).waitFor({ timeout: 60_000 })
  const other = shop.openIssue('mallory', { title: 'Mine first' })
  await send(shop.label(other.number, 'bake', 'mallory'))
  const refused = page.getByRole('row', { name: /fixes Refused GitHub/ })
  await refused.getByText('@mallory may not write to acme/shop, so this begins no run.').waitFor()
  await noViolations()
  await picture('webhooks-github')
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 720, height: 760 })
  await picture('webhooks-github-dark')
  expect(fixture.troubles).toEqual([])
})

test('the run says where GitHub was told of it', async () => {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1120, height: 760 })
  await fixture.host.oven(['jobs', 'update', 'fixes', '--set', 'github.report=["comment"]'])
  const issue = shop.openIssue('ann', { title: 'The shelf is empty' })
  await send(shop.label(issue.number, 'bake', 'ann'))
  await goTo('#/runs?job=fixes')
  await page
    .getByRole('link', { name: /fixes #2/ })
    .first()
    .click()
  const told = page.getByRole('list', { name: 'On GitHub' })
  await told.getByText('GitHub was told: a comment in acme/shop.').waitFor()
  const link = told.getByRole('link', { name: 'a comment in acme/shop' })
  expect(await link.getAttribute('href')).toMatch(/\/acme\/shop\/issues\/\d+#issuecomment-\d+$/)
  await noViolations()
  await picture('run-github')
  expect(fixture.troubles).toEqual([])
})
