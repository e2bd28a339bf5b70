import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedHome } from '../../bench/seed-home.ts'
import { tinyImage } from '../support/tiny-image.ts'
import { openWindowFixture, type WindowFixture } from '../support/window-fixture.ts'

// The history in a browser, over a real `oven serve` with twenty thousand past runs and real new ones. One story, in order.

const RUNS = 20_000
const patience = { timeout: 60_000, interval: 50 }
let window: WindowFixture
let page: Page

beforeAll(async () => {
  window = await openWindowFixture('runs', {}, (home) =>
    seedHome({ home, jobs: 50, runs: RUNS, still: true }),
  )
  const job = {
    type: 'docker',
    id: 'quick',
    name: 'Quick one',
    image: tinyImage,
    command: ['sh', '-c', 'sleep 1; exit 3'],
    schedule: { type: 'manual' },
    overlap: 'allow',
  }
  await window.host.oven(['jobs', 'add', '--file', '-'], { input: JSON.stringify(job) })
  page = await window.open()
  await page.goto(`${window.host.address}/#/runs`)
})

afterAll(() => window?.close())

const rows = () => page.getByRole('list', { name: 'Runs' }).getByRole('listitem')
const count = () => page.getByRole('search').getByText(/^[\d,]+ runs?$/)
const scrollTo = (share: number) =>
  page.evaluate((share) => {
    const main = document.querySelector('main')!
    main.scrollTop = share * (main.scrollHeight - main.clientHeight)
  }, share)
/** The runs that can be read, from the top. */
const readable = () =>
  page.evaluate(() => {
    const box = document.querySelector('main')!.getBoundingClientRect()
    return [...document.querySelectorAll('ul[aria-label="Runs"] li')]
      .filter((row) => {
        const { top, bottom } = row.getBoundingClientRect()
        return top >= box.top && bottom <= box.bottom && row.querySelector('[data-row]') !== null
      })
      .map((row) => row.querySelector('a')!.getAttribute('href'))
  })

/** Once they stay where they are. */
async function readableAtRest() {
  for (let before = await readable(); ; ) {
    await page.waitForTimeout(300)
    const now = await readable()
    if (now.length > 0 && now.join() === before.join()) return now
    before = now
  }
}

test('the whole history is one list that is entered anywhere', async () => {
  await expect.poll(() => count().innerText()).toBe('20,000 runs')
  expect(await rows().count()).toBeLessThan(80)
  const height = () => page.getByRole('list', { name: 'Runs' }).evaluate((list) => list.clientHeight)
  const whole = await height()
  await scrollTo(1)
  await expect.poll(async () => (await readable()).at(-1), patience).toBe('#/runs/seed-00000000')
  await scrollTo(0.5)
  await expect.poll(async () => (await readable()).length, patience).toBeGreaterThan(10)
  const middle = await readableAtRest()
  expect(Number(middle[0]!.slice(-8))).toBeGreaterThan(RUNS * 0.45)
  expect(Number(middle[0]!.slice(-8))).toBeLessThan(RUNS * 0.55)
  // Pages join without a gap or a repeat.
  expect(middle.map((href) => Number(href!.slice(-8)))).toEqual(
    middle.map((_, index) => Number(middle[0]!.slice(-8)) - index),
  )
  expect(await height()).toBe(whole)
})

test('what one reads stays in its place when runs come in, and they are a click away', async () => {
  const before = await readableAtRest()
  await window.host.oven(['run', 'quick'])
  const pill = page.getByRole('button', { name: '1 new run' })
  await pill.waitFor({ timeout: 60_000 })
  expect(await readable()).toEqual(before)
  await pill.click()
  await rows().first().getByText('Quick one').waitFor()
  await expect.poll(() => count().innerText()).toBe('20,001 runs')
  expect(await page.evaluate(() => document.querySelector('main')!.scrollTop)).toBe(0)
  await rows().first().getByRole('img', { name: 'Failed' }).waitFor({ timeout: 60_000 })
})

test('at the top new runs come in by themselves, and their end is seen', async () => {
  await window.host.oven(['run', 'quick'])
  await rows().first().getByText('#2', { exact: true }).waitFor({ timeout: 60_000 })
  await rows().first().getByRole('img', { name: 'Failed' }).waitFor({ timeout: 60_000 })
})

test('filters stand in the address, count, and are taken away one by one', async () => {
  await page.getByRole('combobox', { name: 'Outcome' }).selectOption('Timed out')
  await page.getByRole('combobox', { name: 'Job' }).focus()
  await page.getByRole('combobox', { name: 'Job' }).selectOption({ label: 'Nightly review 7' })
  await expect.poll(() => page.url()).toMatch(/outcome=timed-out/)
  await expect.poll(() => page.url()).toMatch(/job=job-7/)
  await expect.poll(() => count().innerText(), patience).toMatch(/^\d{1,2} runs?$/)
  for (const text of await rows().allInnerTexts()) expect(text).toMatch(/Nightly review 7[\s\S]*Timed out/)
  const shared = page.url()
  await page.getByRole('button', { name: 'Take the filter away: Timed out' }).click()
  await expect.poll(() => count().innerText(), patience).toBe('400 runs')
  await page.goto(`${window.host.address}/#/jobs`)
  await page.goto(shared)
  await page.reload()
  await expect.poll(() => count().innerText(), patience).toMatch(/^\d{1,2} runs?$/)
  await page.getByRole('button', { name: 'Clear the filters' }).click()
  await expect.poll(() => count().innerText(), patience).toBe('20,002 runs')
  await page.keyboard.press('/')
  await page.keyboard.type('quick')
  await expect.poll(() => count().innerText(), patience).toBe('2 runs')
  await page.getByRole('button', { name: 'Take the filter away: “quick”' }).click()
})

test('selected runs are run again, and stopped', async () => {
  await window.host.oven(['jobs', 'update', 'quick', '--command', 'sh -c "sleep 300"'])
  await page.getByRole('checkbox', { name: 'Select Quick one #1', exact: true }).check({ force: true })
  await page.getByRole('checkbox', { name: 'Select Quick one #2', exact: true }).check({ force: true })
  const bar = page.getByRole('region', { name: 'Selection' })
  await bar.getByText('2 runs selected').waitFor()
  await bar.getByRole('button', { name: 'Run again' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Run again' }).click()
  await page.getByText('2 runs started again.').waitFor()
  await rows().filter({ hasText: '#4' }).getByRole('img', { name: 'Baking' }).waitFor({ timeout: 60_000 })
  await page.getByRole('checkbox', { name: 'Select Quick one #3', exact: true }).check({ force: true })
  await page.getByRole('checkbox', { name: 'Select Quick one #4', exact: true }).check({ force: true })
  await bar.getByRole('button', { name: 'Stop' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop them' }).click()
  await expect
    .poll(() => rows().getByRole('img', { name: 'Stopped' }).count(), { timeout: 60_000, interval: 200 })
    .toBeGreaterThanOrEqual(2)
}, 180_000)

test('who comes back from a run stands where he left', async () => {
  await page.goto(`${window.host.address}/#/runs`)
  await page.reload()
  await expect.poll(async () => (await readable()).length, patience).toBeGreaterThan(5)
  await scrollTo(0.4)
  const before = await readableAtRest()
  await page.getByRole('list', { name: 'Runs' }).locator(`a[href="${before[3]}"]`).click()
  await page.getByRole('heading', { level: 1, name: /#\d+$/ }).waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(readable, patience).toEqual(before)
  await page.keyboard.press('Control+2')
  await page.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor()
  await page.keyboard.press('Control+3')
  await rows().first().getByText('Quick one').waitFor()
})

test('keys lead along the rows and into a run, and back to the filtered list', async () => {
  await page.goto(`${window.host.address}/#/runs?outcome=failed`)
  await page.reload()
  await expect.poll(async () => (await readable()).length, patience).toBeGreaterThan(5)
  const [, second] = await readable()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect.poll(() => page.url()).toContain(second!)
  await page.getByRole('heading', { level: 1, name: /#\d+$/ }).waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => page.url()).toContain('outcome=failed')
})

test('axe finds nothing to complain of, in light and dark, wide and narrow', async () => {
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [1120, 720]) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 760 })
      await page.goto(`${window.host.address}/#/runs?trigger=schedule&outcome=failed`)
      await expect.poll(async () => (await readable()).length, patience).toBeGreaterThan(5)
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    }
})

test('nothing broke on the way', () => {
  expect(window.troubles).toEqual([])
})
