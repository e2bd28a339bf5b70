import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makePipelineRepo } from '../support/pipeline-repo.ts'
import { openWindowFixture, type WindowFixture } from '../support/window-fixture.ts'

// A whole day with the oven and no mouse: make a job, rehearse it, watch it, stop it, find what failed. The tests are one
// story and run in order; nothing in them clicks.

let fixture: WindowFixture
let page: Page
let repo: string

const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name })
const focused = () =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null
    return element?.getAttribute('aria-label') ?? element?.innerText.split('\n')[0] ?? ''
  })

/** Presses Tab until what has the focus is called so. */
async function tabTo(name: string | RegExp): Promise<void> {
  const seen: string[] = []
  for (let steps = 0; steps < 120; steps += 1) {
    await page.keyboard.press('Tab')
    const now = await focused()
    seen.push(now)
    if (typeof name === 'string' ? now === name : name.test(now)) return
  }
  throw new Error(`Tab does not lead to ${name}; it went: ${seen.join(' › ')}`)
}

/** Presses Tab until the field with this label has the focus. */
async function tabToField(label: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true })
  for (let steps = 0; steps < 120; steps += 1) {
    if (await field.evaluateAll((all) => all.some((one) => one === document.activeElement))) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not lead to the field ${label}.`)
}

async function choose(words: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').waitFor()
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
}

beforeAll(async () => {
  fixture = await openWindowFixture('keyboard')
  repo = makePipelineRepo(fixture.folder, [
    { name: 'review', rehearse: 'sleep:1' },
    { name: 'audit', dependsOn: ['review'], rehearse: 'sleep:30' },
    { name: 'report', dependsOn: ['audit'] },
  ]).path
  page = await fixture.open()
})

afterAll(async () => {
  await fixture?.close()
})

test('the palette opens the form of a new pipeline job', async () => {
  await heading('Dashboard').waitFor()
  await choose('new pipeline')
  await heading('New job').waitFor()
})

test('the form is filled in and sent', async () => {
  await tabToField('Name')
  await page.keyboard.type('Nightly')
  await tabToField('Repository')
  await page.keyboard.type(repo)
  await tabToField('Pipeline')
  await page.keyboard.type('review')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+Enter')
  if (!(await heading('Nightly').isVisible())) {
    await tabTo('Create job')
    await page.keyboard.press('Enter')
  }
  await heading('Nightly').waitFor()
  const { json } = await fixture.host.oven(['jobs', 'list', '--json'])
  expect(JSON.stringify(json)).toContain(repo)
})

test('it is rehearsed, watched and stopped', async () => {
  await choose('rehearse nightly')
  await heading(/Nightly #1/).waitFor()
  const audit = page.getByRole('main').getByText('audit').first()
  await audit.waitFor({ timeout: 60_000 })
  await expect
    .poll(
      async () => (await fixture.host.oven(['runs', 'show', 'nightly#1', '--json'])).json.stages?.[1]?.status,
      {
        timeout: 60_000,
      },
    )
    .toBe('running')
  await page.keyboard.press('s')
  await expect
    .poll(async () => (await fixture.host.oven(['runs', 'show', 'nightly#1', '--json'])).json.outcome, {
      timeout: 60_000,
    })
    .toBe('cancelled')
  await page.getByText('Stopped').first().waitFor()
})

test('what failed is found again along the rows', async () => {
  await fixture.host.oven(['jobs', 'add', '--file', '-'], {
    input: JSON.stringify({
      type: 'docker',
      id: 'fails',
      image: 'agent-oven-test/busybox:1',
      command: ['sh', '-c', 'echo all well; echo "error: the disk is made of cheese" >&2; exit 4'],
      schedule: { type: 'manual' },
    }),
  })
  await fixture.host.oven(['run', 'fails', '--wait'])
  await page.keyboard.press('Control+3')
  await heading('Runs').waitFor()
  await page.locator('main [data-row]').filter({ hasText: 'fails' }).waitFor()
  await page.keyboard.press('j')
  expect(await focused()).toContain('fails')
  await page.keyboard.press('j')
  expect(await focused()).toContain('Nightly')
  await page.keyboard.press('k')
  await page.keyboard.press('Enter')
  await heading(/fails #1/).waitFor()
  await page.getByText('error: the disk is made of cheese').first().waitFor()
  await page.keyboard.press('Escape')
  await heading('Runs').waitFor()
})

test('keys of a row act on that row', async () => {
  await page.keyboard.press('Control+2')
  await heading('Jobs').waitFor()
  await page.locator('main [data-row]').filter({ hasText: 'Nightly' }).waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('night')
  await expect.poll(() => page.evaluate(() => document.activeElement?.matches('[data-filter]'))).toBe(true)
  await expect.poll(() => page.locator('main [data-row]').count()).toBe(1)
  await page.keyboard.press('Escape')
  await page.keyboard.press('j')
  expect(await focused()).toContain('Nightly')
  const enabled = async () =>
    (await fixture.host.oven(['jobs', 'show', 'nightly', '--json'])).json.job.enabled
  expect(await enabled()).toBe(true)
  await page.keyboard.press('Space')
  await expect.poll(enabled).toBe(false)
  await page.keyboard.press('Space')
  await expect.poll(enabled).toBe(true)
  await page.keyboard.press('e')
  await heading(/Nightly/).waitFor()
  expect(page.url()).toContain('/edit')
})

test('j and k lead on from the box that selects a row', async () => {
  await page.keyboard.press('Control+1')
  await heading('Dashboard').waitFor()
  await page.keyboard.press('Control+2')
  await heading('Jobs').waitFor()
  await expect.poll(() => page.locator('main [data-row]').count()).toBe(2)
  await page.keyboard.press('j')
  const first = await focused()
  await page.keyboard.press('Shift+Tab')
  const box = () => page.evaluate(() => document.activeElement?.matches('[data-row] input[type="checkbox"]'))
  expect(await box()).toBe(true)
  await page.keyboard.press('Space')
  expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).checked)).toBe(true)
  await page.keyboard.press('j')
  expect(await box()).toBe(false)
  expect(await focused()).not.toBe(first)
  await page.keyboard.press('Shift+Tab')
  expect(await box()).toBe(true)
  await page.keyboard.press('k')
  expect(await focused()).toBe(first)
  await page.keyboard.press('x')
  await page.keyboard.press('e')
  await heading(/^Edit /).waitFor()
})

test('keys are letters while somebody writes, and in open dialogs', async () => {
  await tabToField('Name')
  const before = page.url()
  await page.keyboard.type('?rjks/')
  expect(page.url()).toBe(before)
  expect(await page.locator('dialog[open]').count()).toBe(0)
  await page.keyboard.press('Control+1')
  const leave = page.locator('dialog[open]')
  await heading('Dashboard').or(leave).first().waitFor()
  if (await leave.isVisible()) {
    await tabTo(/leave|discard/i)
    await page.keyboard.press('Enter')
  }
  await heading('Dashboard').waitFor()
  await page.keyboard.press('?')
  await page.getByRole('heading', { name: 'Keys' }).waitFor()
  await page.keyboard.press('Control+2')
  expect(await heading('Dashboard').isVisible()).toBe(true)
  await page.keyboard.press('Escape')
  expect(await page.locator('dialog[open]').count()).toBe(0)
  expect(fixture.troubles).toEqual([])
})
