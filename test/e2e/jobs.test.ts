import { readFileSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedHome } from '../../bench/seed-home.ts'
import { tinyImage } from '../support/tiny-image.ts'
import { openWindowFixture, type WindowFixture } from '../support/window-fixture.ts'

// The jobs and one job's page in a browser, over a real `oven serve` with three hundred jobs and their history. One story,
// in order.

const patience = { timeout: 60_000, interval: 50 }
let window: WindowFixture
let page: Page

beforeAll(async () => {
  window = await openWindowFixture('jobs', {}, (home) =>
    seedHome({ home, jobs: 300, runs: 6000, still: true }),
  )
  const job = {
    type: 'docker',
    id: 'aardvark',
    name: 'Aardvark',
    image: tinyImage,
    command: ['sh', '-c', 'echo done'],
    env: { API_KEY_OF_IT: 'not to be seen' },
    schedule: { type: 'cron', cron: '0 3 * * *' },
  }
  await window.host.oven(['jobs', 'add', '--file', '-'], { input: JSON.stringify(job) })
  page = await window.open()
  await page.goto(`${window.host.address}/#/jobs`)
})

afterAll(() => window?.close())

const rows = () => page.getByRole('list', { name: 'Jobs' }).getByRole('listitem')
const row = (name: string) =>
  rows()
    .filter({ has: page.getByRole('link', { name, exact: false }) })
    .first()
const count = () => page.getByRole('main').getByText(/^[\d,]+( of [\d,]+)? jobs?$/)
const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true })

test('three hundred jobs are one list of which only what is seen exists', async () => {
  await expect.poll(() => count().innerText()).toBe('301 jobs')
  expect(await rows().count()).toBeLessThan(60)
  const marks = rows()
    .nth(3)
    .getByRole('img', { name: /^Last 20 runs: / })
  await marks.waitFor()
  await expect.poll(() => marks.locator('g').count()).toBe(20)
  await page.evaluate(() => document.querySelector('main')!.scrollTo(0, 1e6))
  await rows().last().getByText('Nightly review 299').waitFor()
  await page.evaluate(() => document.querySelector('main')!.scrollTo(0, 0))
})

test('the list is filtered, ordered, and found again by its address', async () => {
  await page.keyboard.press('/')
  await page.keyboard.type('review shop-27')
  await expect.poll(() => count().innerText()).toBe('4 of 301 jobs')
  await page.keyboard.press('Escape')
  await expect.poll(() => page.url()).toContain('text=review+shop-27')
  await page.reload()
  await expect.poll(() => count().innerText()).toBe('4 of 301 jobs')
  await page.getByRole('button', { name: 'Clear the filter' }).click()
  await page.getByRole('combobox', { name: 'Show' }).selectOption('On')
  await expect.poll(() => count().innerText()).toBe('1 of 301 jobs')
  await page.getByRole('combobox', { name: 'Show' }).selectOption('All jobs')
  await page.getByRole('combobox', { name: 'Order' }).selectOption('Next due first')
  await expect.poll(() => rows().first().innerText()).toContain('Aardvark')
})

test('keys lead along the rows, switch a schedule, and run a job', async () => {
  await page.keyboard.press('j')
  const aardvark = row('Aardvark')
  await expect
    .poll(() =>
      aardvark.getByRole('link', { name: 'Aardvark' }).evaluate((link) => link === document.activeElement),
    )
    .toBe(true)
  const schedule = page.getByRole('switch', { name: 'Schedule of Aardvark' })
  expect(await schedule.getAttribute('aria-checked')).toBe('true')
  await page.keyboard.press('Space')
  await expect.poll(() => schedule.getAttribute('aria-checked')).toBe('false')
  await expect
    .poll(async () => (await window.host.oven(['jobs', 'show', 'aardvark', '--json'])).json.job.enabled)
    .toBe(false)
  await page.keyboard.press('Space')
  await expect.poll(() => schedule.getAttribute('aria-checked')).toBe('true')
  await page.keyboard.press('r')
  await aardvark
    .getByRole('img', { name: 'Last 1 run: 1 succeeded. The newest: succeeded.' })
    .waitFor({ timeout: 60_000 })
})

test('many are switched together, and back', async () => {
  await page.getByRole('combobox', { name: 'Order' }).selectOption('By name')
  await page.getByRole('searchbox', { name: 'Filter jobs' }).fill('review 1')
  await expect.poll(() => count().innerText()).toMatch(/^\d+ of 301 jobs$/)
  await page.getByRole('button', { name: 'Select all' }).click()
  const bar = page.getByRole('region', { name: 'Selection' })
  const selected = Number.parseInt(await bar.innerText(), 10)
  expect(selected).toBeGreaterThan(100)
  const on = async () =>
    (await window.host.oven(['jobs', 'list', '--json'])).json.filter(
      (view: { job: { enabled: boolean } }) => view.job.enabled,
    ).length
  await bar.getByRole('button', { name: 'Switch on' }).click()
  await page.getByText(`${selected} schedules switched on.`).waitFor({ timeout: 60_000 })
  expect(await on()).toBe(selected + 1)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(on, { timeout: 60_000, interval: 500 }).toBe(1)
  await page.getByRole('button', { name: 'Select none' }).click()
  await page.getByRole('button', { name: 'Clear the filter' }).click()
}, 180_000)

test('a job’s page has its runs, figures, slots, triggers and settings', async () => {
  await page.goto(`${window.host.address}/#/jobs/job-3`)
  await heading('Nightly review 3').waitFor()
  await expect.poll(() => page.getByRole('tabpanel').getByRole('listitem').count()).toBe(20)
  await page.getByRole('tab', { name: 'Overview' }).click()
  await page.getByRole('img', { name: /^Duration of 20 runs, from / }).waitFor()
  await page.getByRole('img', { name: /^Cost of 20 runs, from / }).waitFor()
  await page.getByText('The same as a table').click()
  await expect.poll(() => page.getByRole('table').getByRole('row').count()).toBe(21)
  expect(page.url()).toContain('tab=overview')
  await page.reload()
  await page.getByRole('img', { name: /^Duration of 20 runs, from / }).waitFor()
  await page.getByRole('tab', { name: 'Slots' }).click()
  await page.getByText('Its schedule is off.').waitFor()
  await page.getByText('Ran at its moment.').first().waitFor()
  await page.getByRole('tab', { name: 'Triggers' }).click()
  await page.getByText('oven run job-3').waitFor()
  await page.getByRole('tab', { name: 'Settings' }).click()
  await page.getByText('https://github.com/acme/shop-3').waitFor()
})

test('settings as JSON keep the environment’s values to themselves', async () => {
  await page.goto(`${window.host.address}/#/jobs/aardvark?tab=settings`)
  await page.getByText('JSON', { exact: true }).click()
  const json = await page.locator('pre').innerText()
  expect(json).toContain('API_KEY_OF_IT')
  expect(json).not.toContain('not to be seen')
})

test('a job is exported, duplicated and removed', async () => {
  const more = page.getByRole('button', { name: 'More for Aardvark', exact: true })
  await more.click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Export' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('aardvark.json')
  expect(JSON.parse(readFileSync(await download.path(), 'utf8')).jobs[0]).toMatchObject({ id: 'aardvark' })
  await more.click()
  await page.getByRole('menuitem', { name: 'Duplicate' }).click()
  await expect.poll(() => page.url()).toContain('#/jobs/aardvark-copy/edit')
  const { json } = await window.host.oven(['jobs', 'show', 'aardvark-copy', '--json'])
  expect(json.job).toMatchObject({ name: 'Aardvark (copy)', enabled: false })
  await page.goto(`${window.host.address}/#/jobs/aardvark-copy`)
  await page.getByRole('button', { name: 'More for Aardvark (copy)' }).click()
  await page.getByRole('menuitem', { name: 'Remove…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await heading('Jobs').waitFor()
  await expect.poll(() => count().innerText(), patience).toBe('301 jobs')
})

test('axe finds nothing to complain of, in light and dark, wide and narrow', async () => {
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [1120, 720]) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 760 })
      for (const address of ['#/jobs', '#/jobs/job-3?tab=overview', '#/jobs/job-3?tab=slots']) {
        await page.goto(`${window.host.address}/${address}`)
        await page
          .getByRole('main')
          .getByRole('img', { name: /run/ })
          .first()
          .or(page.getByText('Ran at its moment.').first())
          .waitFor()
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(violations.map(({ id, nodes }) => [address, id, nodes[0]?.html])).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      }
    }
}, 180_000)

test('nothing broke on the way', () => {
  expect(window.troubles).toEqual([])
})
