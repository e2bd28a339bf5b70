import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { type Bench, interleaved, median } from './measure.ts'
import { openWindow } from './open-window.ts'
import { seedHome } from './seed-home.ts'

const ROUNDS = 10
const NOTHING = 'There is no such page'

/**
 * The popover's page over an oven with 1,000 jobs and a long history, to the first row of what comes next: loaded anew, as
 * the desktop does once and behind the scenes, and in a window that is there, which is what a click waits for at most.
 */
export const popover: Bench = {
  name: 'popover',
  async run() {
    const home = mkdtempSync(join(tmpdir(), 'oven-popover-bench-'))
    seedHome({ home, jobs: 1_000, runs: 100_000 })
    const window = await openWindow({ home })
    const { page } = window
    try {
      await page.setViewportSize({ width: 380, height: 560 })
      const times = await interleaved(ROUNDS, {
        loaded: () => load(page, '#/popover', 'Next'),
        loadedNothing: () => load(page, '#/no-such-page', NOTHING),
        shown: () => turnTo(page, '#/popover', 'Next'),
        shownNothing: () => turnTo(page, '#/no-such-page', NOTHING),
      })
      const goal = '≤ 100 ms'
      return [
        {
          what: 'the popover, 1,000 jobs and 100,000 runs: in a window that is there',
          ours: median(times.shown),
          reference: median(times.shownNothing),
          referenceName: 'a page that asks for nothing',
          unit: 'ms',
          goal,
        },
        {
          what: 'the same, loaded anew',
          ours: median(times.loaded),
          reference: median(times.loadedNothing),
          referenceName: 'a page that asks for nothing',
          unit: 'ms',
          goal: '–',
          note: 'once, before it is wanted',
        },
      ]
    } finally {
      await window.close()
      rmSync(home, { recursive: true, force: true })
    }
  },
}

/** Loads the page anew at an address; by the page's own clock, which begins with the navigation. */
async function load(page: Page, address: string, heading: string): Promise<number> {
  const { origin } = new URL(page.url())
  await page.goto('about:blank')
  await page.goto(`${origin}/${address}`, { waitUntil: 'commit' })
  return untilThere(page, null, heading)
}

/** Comes from another page of the window. */
async function turnTo(page: Page, address: string, heading: string): Promise<number> {
  await page.evaluate(() => {
    location.hash = '#/secrets'
  })
  await page.getByRole('heading', { level: 1, name: 'Secrets' }).waitFor()
  return untilThere(page, address, heading)
}

function untilThere(page: Page, address: string | null, heading: string): Promise<number> {
  return page.evaluate(
    ({ to, title }) =>
      new Promise<number>((resolve) => {
        const begin = to === null ? 0 : performance.now()
        const look = () => {
          const titles = [...document.querySelectorAll('h1, h2, h3')].map(({ textContent }) => textContent)
          const isThere =
            titles.includes(title) && (title !== 'Next' || document.querySelector('main time') !== null)
          requestAnimationFrame(isThere ? () => resolve(performance.now() - begin) : look)
        }
        if (to !== null) location.hash = to
        look()
      }),
    { to: address, title: heading },
  )
}
