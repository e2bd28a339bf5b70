import type { DatabaseSync } from 'node:sqlite'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../adapters/sqlite/database.ts'
import { SqliteSlotStore } from '../../adapters/sqlite/sqlite-slot-store.ts'
import type { SlotCause, SlotState } from '../../contract/index.ts'
import { tinyImage } from '../support/tiny-image.ts'
import { openWindowFixture, type WindowFixture } from '../support/window-fixture.ts'

// The calendar of slots in a browser, over a real `oven serve`. The ledger of past weeks is written beforehand by the store
// itself; what is to come follows from real schedules. One story, in order.

let window: WindowFixture
let page: Page
const iso = (text: string) => new Date(text).toISOString()

/** The week in which New York set its clocks back: Sunday, 1 November 2026, has 25 hours. */
function fillLedger(home: string): void {
  const database: DatabaseSync = openDatabase(`${home}/oven.db`)
  const slots = new SqliteSlotStore({ database })
  const at = (dueAt: string, state: SlotState, cause: SlotCause | null, jobId = 'nightly') => ({
    jobId,
    dueAt: iso(dueAt),
    state,
    cause,
  })
  slots.record(
    [
      at('2026-10-26T06:00:00Z', 'ran', null),
      at('2026-10-27T06:00:00Z', 'late', 'asleep'),
      at('2026-10-28T06:00:00Z', 'skipped', 'overlap'),
      at('2026-10-29T06:00:00Z', 'missed', 'quit'),
      // One o'clock comes twice on 1 November.
      at('2026-11-01T05:30:00Z', 'ran', null),
      at('2026-11-01T06:30:00Z', 'skipped', 'auth'),
      ...Array.from({ length: 60 }, (_, minute) =>
        at(
          `2026-10-30T15:${String(minute).padStart(2, '0')}:00Z`,
          minute < 7 ? 'missed' : 'ran',
          minute < 7 ? 'asleep' : null,
          'beat',
        ),
      ),
    ],
    iso('2026-11-02T00:00:00Z'),
  )
  database.close()
}

beforeAll(async () => {
  window = await openWindowFixture('schedule', { TZ: 'America/New_York' }, fillLedger)
  const docker = { type: 'docker', image: tinyImage, command: ['true'] }
  const jobs = [
    { ...docker, id: 'nightly', name: 'Nightly', schedule: { type: 'cron', cron: '0 2 * * *' } },
    { ...docker, id: 'beat', name: 'Heartbeat', schedule: { type: 'cron', cron: '*/2 * 1 1 *' } },
  ]
  for (const job of jobs)
    await window.host.oven(['jobs', 'add', '--file', '-'], { input: JSON.stringify(job) })
  page = await window.open()
})

afterAll(() => window?.close())

const cell = (name: RegExp) => page.getByRole('table').getByRole('button', { name })
const list = () => page.getByRole('list', { name: 'Slots of the week' }).getByRole('listitem')
const show = async (query: string) => {
  await page.goto(`${window.host.address}/#/schedule?${query}`)
  await page.getByRole('table').waitFor()
}

test('each slot has its mark, and tells why in plain words', async () => {
  await show('week=2026-10-28')
  await page.getByText('26 Oct – 1 Nov 2026').waitFor()
  await page.getByText('by the clocks of America/New_York').waitFor()
  await cell(/^Mon 26, 02:00: 1 ran$/).waitFor()
  await cell(/^Wed 28, 02:00: 1 skipped$/).click()
  const card = page.getByRole('dialog', { name: /^Wed 28, 02:00/ })
  await card.getByText('Skipped, because another run of the job was still going on.').waitFor()
  await card.getByRole('link', { name: 'Nightly' }).waitFor()
  await page.keyboard.press('Escape')
  await card.waitFor({ state: 'detached' })
  await expect
    .poll(() => cell(/^Wed 28, 02:00/).evaluate((button) => button === document.activeElement))
    .toBe(true)
})

test('the hour that winter time repeats stands twice in its place', async () => {
  const sunday = page.getByRole('columnheader', { name: 'Sun 1 25 h' })
  await sunday.waitFor()
  await cell(/^Sun 1, 01:00: 1 ran$/).waitFor()
  await cell(/^Sun 1, 01:00 again: 1 skipped$/).waitFor()
})

test('the hour that summer time leaps over is said to be left out', async () => {
  await show('week=2026-03-08')
  await page.getByRole('columnheader', { name: 'Sun 8 23 h' }).waitFor()
  const left = page
    .getByRole('row', { name: /^02:00/ })
    .getByRole('cell')
    .last()
  expect(await left.innerText()).toBe('The clocks leap over this hour')
})

test('a crowded hour is a number, and is opened one by one', async () => {
  await show('week=2026-10-28')
  const crowded = cell(/^Fri 30, 11:00: 7 missed, 53 ran$/)
  await crowded.click()
  const card = page.getByRole('dialog', { name: /^Fri 30/ })
  await card.getByText('10 more in the list below.').waitFor()
  await card.getByText('11:59:00').waitFor()
  await page.keyboard.press('Escape')
})

test('filters by job, state and cause stand in the address and hold for calendar and list', async () => {
  await expect.poll(() => list().count()).toBeGreaterThan(10)
  await page.getByRole('combobox', { name: 'State' }).selectOption('Missed')
  await expect.poll(() => list().count()).toBe(8)
  await page.getByRole('combobox', { name: 'Cause' }).selectOption('Oven not running')
  await expect.poll(() => list().count()).toBe(1)
  await list().getByText('Missed, because the oven was not running at its moment.').waitFor()
  expect(page.url()).toContain('state=missed&cause=quit')
  await expect.poll(() => page.getByRole('table').getByRole('button').count()).toBe(1)
  await show('week=2026-10-28&job=beat')
  await expect.poll(() => page.getByRole('table').getByRole('button').count()).toBe(1)
})

test('what is to come stands in the coming weeks, also where it is much', async () => {
  await show('week=2027-01-01')
  await cell(/^Fri 1, 00:00: 30 upcoming$/).waitFor()
  await cell(/^Fri 1, 02:00: 31 upcoming$/).waitFor()
  await cell(/^Thu 31, 02:00: 1 upcoming$/).click()
  await page.getByRole('dialog').getByText(/^Due/).waitFor()
  await page.keyboard.press('Escape')
})

test('keys and buttons lead from week to week', async () => {
  await show('week=2026-10-28')
  await page.getByRole('button', { name: 'The week after' }).click()
  await page.getByText('2 – 8 Nov 2026').waitFor()
  await page.keyboard.press('ArrowLeft')
  await page.getByText('26 Oct – 1 Nov 2026').waitFor()
  await page.keyboard.press('t')
  await expect.poll(() => page.getByRole('button', { name: 'This week' }).isDisabled()).toBe(true)
  expect(page.url()).not.toContain('week=')
})

test('axe finds nothing to complain of, in light and dark, wide and narrow', async () => {
  await page.mouse.move(0, 0)
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [1120, 720]) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 760 })
      await show('week=2026-10-28')
      await cell(/^Mon 26/).waitFor()
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    }
}, 300_000)

test('nothing broke on the way', () => {
  expect(window.troubles).toEqual([])
})
