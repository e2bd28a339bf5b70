import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWindowFixture, type WindowFixture } from '../support/window-fixture.ts'

let fixture: WindowFixture
beforeAll(async () => {
  fixture = await openWindowFixture('missing-part')
})
afterAll(() => fixture?.close())

/** A window in which a part fails to load, as it does when the network changes, until it was reloaded so many times. */
async function openFailing(
  part: string,
  reloadsUntilThere: number,
): Promise<{ page: Page; reloads: () => number }> {
  const page = await fixture.open()
  let reloads = 0
  page.on('load', () => {
    reloads += 1
  })
  await page.route(`**/assets/${part}-*.js`, (route) =>
    reloads < reloadsUntilThere ? route.abort('internetdisconnected') : route.continue(),
  )
  return { page, reloads: () => reloads }
}

test('a part that could not be loaded is there after the window has reloaded by itself, at the same page', async () => {
  const { page, reloads } = await openFailing('settings-page', 1)
  await page.getByRole('link', { name: 'Settings', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
  expect(reloads()).toBe(1)
})

test('one that cannot be loaded at all is said to be so, and the rest of the window goes on', async () => {
  const { page, reloads } = await openFailing('secrets-page', 100)
  await page.getByRole('link', { name: 'Secrets', exact: true }).click()
  await page.getByRole('alert').getByText('This page could not be loaded').waitFor()
  await expect.poll(reloads).toBe(1)
  await page.getByRole('alert').getByText('This page could not be loaded').waitFor()
  await page.getByRole('link', { name: 'Jobs', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor()
  expect(reloads()).toBe(1)
})

test.each(['index-*.js', 'router-*.js', 'index-*.css'])(
  'what every page needs is asked for once more: %s',
  async (name) => {
    const page = await fixture.open()
    let asked = 0
    await page.route(`**/assets/${name}`, (route) => {
      asked += 1
      return asked === 1 ? route.abort('internetdisconnected') : route.continue()
    })
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor()
    await expect.poll(() => asked).toBeGreaterThan(1)
    await page.getByRole('link', { name: 'Jobs', exact: true }).waitFor()
  },
)
