import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWindowFixture, type WindowFixture } from '../support/window-fixture.ts'

// From an empty oven to a pipeline with a schedule, as somebody does it who has never seen the window. The tests are one
// story and run in order.

let fixture: WindowFixture
let page: Page
let begunAt: number

const step = (name: string) => page.getByRole('list', { name: 'Steps' }).getByRole('button', { name })
const stages = () => page.getByRole('list', { name: 'Stages' }).getByRole('listitem')

beforeAll(async () => {
  fixture = await openWindowFixture('first-run')
  begunAt = Date.now()
  page = await fixture.open({ welcomed: false })
})

afterAll(async () => {
  await fixture?.close()
})

test('an empty oven opens its first steps by itself, each with what it has found', async () => {
  await page.getByRole('heading', { level: 1, name: 'Welcome to Agent Oven' }).waitFor()
  expect(page.url()).toContain('#/welcome')
  await step('Engine').click()
  await page.getByText(/^Docker .+ answers\.$/).waitFor()
  expect(await step('Engine').getByRole('img').getAttribute('aria-label')).toBe('Done')
  await step('GitHub').click()
  await page.getByRole('heading', { level: 2, name: 'GitHub' }).waitFor()
})

test('the sample is baked before the eyes of the user', async () => {
  await step('First rehearsal').click()
  await page.getByRole('button', { name: 'Bake the sample' }).click()
  await expect.poll(() => stages().count(), { timeout: 60_000 }).toBe(4)
  await page.getByText('First rehearsal #1 succeeded').waitFor({ timeout: 60_000 })
  const marks = await stages()
    .getByRole('img')
    .evaluateAll((all) => all.map((mark) => mark.ariaLabel))
  expect(marks).toEqual(['Succeeded', 'Succeeded', 'Succeeded', 'Succeeded'])
  // It has succeeded some moments before all of it is collected.
  await expect.poll(() => step('First rehearsal').innerText()).toContain('Succeeded')
})

test('a repository is looked into, rehearsed and made nightly', async () => {
  await page.getByRole('button', { name: 'Rehearse another' }).click()
  await page.getByText('A repository of mine').click()
  await page.getByRole('textbox', { name: 'Repository' }).fill(`${fixture.home}-sample/nothing-here`)
  await page
    .getByText(/nothing-here/)
    .last()
    .waitFor()
  expect(await page.getByRole('button', { name: 'Bake a rehearsal of it' }).isDisabled()).toBe(true)
  await page.getByRole('textbox', { name: 'Repository' }).fill(`${fixture.home}-sample/tea-shop`)
  await page.getByText('4 stages: code-review, security-audit, doc-updater, summary').waitFor()
  await page.getByRole('button', { name: 'Bake a rehearsal of it' }).click()
  await page.getByRole('button', { name: 'Make it nightly' }).click({ timeout: 60_000 })
  await page.getByRole('heading', { level: 1, name: /Nightly review of tea-shop/ }).waitFor()
  const { json } = await fixture.host.oven(['jobs', 'show', 'tea-shop-nightly-review', '--json'])
  expect(json.job).toMatchObject({ enabled: true, schedule: { type: 'cron', cron: '0 2 * * *' } })
  expect(json.nextDueAt).not.toBeNull()
})

test('all of it took less than two minutes, and nothing broke', () => {
  expect(Date.now() - begunAt).toBeLessThan(120_000)
  expect(fixture.troubles).toEqual([])
})

test('the first steps do not open again by themselves, but are found again', async () => {
  await page.goto(`${fixture.host.address}/#/`)
  await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('first steps')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Welcome to Agent Oven' }).waitFor()
})
