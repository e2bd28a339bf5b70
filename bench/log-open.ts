import { globSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { ensureTinyImage } from '../test/support/tiny-image.ts'
import { type Bench, interleaved, median, percentile } from './measure.ts'
import { openWindow } from './open-window.ts'

const GIBIBYTE = 1024 ** 3
const LINE = 'a line of output, as programs write them, some sixty bytes long\n'
const ROUNDS = 20

/** A run's page with a log of a gibibyte: from the press of its tab until its last line stands there; beside a small log. */
export const logOpen: Bench = {
  name: 'log-open',
  async run() {
    const image = await ensureTinyImage()
    const window = await openWindow()
    try {
      const runs: Record<'great' | 'small', string> = { great: '', small: '' }
      for (const id of ['great', 'small'] as const) {
        await window.addJob({ id, type: 'docker', image, command: ['sh', '-c', 'echo the last line'] })
        runs[id] = (await window.oven(['run', id, '--wait'])).id
      }
      lengthen(window.home, 'great')
      const { page } = window
      const times = await interleaved(ROUNDS, {
        great: () => timeToLastLine(page, runs.great),
        small: () => timeToLastLine(page, runs.small),
      })
      const search = await timeOfSearch(page, runs.great)
      return [
        {
          what: 'the log of 1 GiB in the window, opened at its end',
          ours: median(times.great),
          reference: median(times.small),
          referenceName: 'a log of three lines',
          unit: 'ms',
          goal: '≤ 50 ms',
          note: `p95 ${percentile(times.great, 95).toFixed(0)} ms`,
        },
        {
          what: 'the whole of it searched for what is not there',
          ours: search,
          reference: null,
          referenceName: '–',
          unit: 's',
          goal: '–',
        },
      ]
    } finally {
      await window.close()
    }
  },
}

/** Writes a gibibyte in front of a finished run's log. Without its journal, a log is as long as its file. */
function lengthen(home: string, job: string): void {
  const [log] = globSync(join(home, `logs/jobs/${job}/*.log`))
  rmSync(log!.replace(/log$/, 'journal'))
  const file = openSync(log!, 'w')
  const block = Buffer.from(LINE.repeat(16_384))
  for (let bytes = 0; bytes < GIBIBYTE; bytes += block.length) writeSync(file, block)
  writeSync(file, 'the last line\n')
}

/** From the press of the tab to the last line in the page, in ms, on the page's own clock. */
async function timeToLastLine(page: Page, runId: string): Promise<number> {
  await page.evaluate((run) => {
    location.hash = `#/runs/${run}`
  }, runId)
  await page.getByRole('tab', { name: 'Receipt' }).click()
  await page.getByRole('button', { name: 'Copy as JSON' }).waitFor()
  return await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const begin = performance.now()
        const look = () => {
          const lines = document.querySelector('[aria-label="Log lines"]')
          if (!lines?.textContent?.includes('the last line')) return
          watch.disconnect()
          resolve(performance.now() - begin)
        }
        const watch = new MutationObserver(look)
        watch.observe(document.body, { subtree: true, childList: true, characterData: true })
        const tab = [...document.querySelectorAll<HTMLElement>('[role="tab"]')].find((each) =>
          each.textContent?.startsWith('Log'),
        )
        tab!.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, button: 0 }))
      }),
  )
}

async function timeOfSearch(page: Page, runId: string): Promise<number> {
  await timeToLastLine(page, runId)
  const begin = performance.now()
  await page.getByRole('searchbox', { name: 'Search the log' }).fill('nowhere to be found')
  await page.getByText('Not found').waitFor({ timeout: 120_000 })
  return (performance.now() - begin) / 1000
}
