import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { chromium, type Page } from 'playwright-core'
import { buildPart, staleParts } from '../scripts/build/build-part.ts'
import { type Bench, type Measurement, median, percentile } from './measure.ts'
import { seedHome } from './seed-home.ts'

const root = join(import.meta.dirname, '..')
const ROUNDS = 8
/** A host looks each job over when it starts. */
const SETTLE_MS = 25_000

/** The window over a real `oven serve` with 1,000 jobs and 100,000 runs, in chromium. */
export const windowScale: Bench = {
  name: 'window-scale',
  async run() {
    for (const part of staleParts(root, ['renderer'])) await buildPart(root, part)
    const home = mkdtempSync(join(tmpdir(), 'oven-bench-'))
    seedHome({ home })
    const host = spawn(process.execPath, [join(root, 'cli/oven.js'), 'serve', '--port', '0', '--json'], {
      env: { ...process.env, AGENT_OVEN_HOME: home, TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
    })
    try {
      const { url, address } = await firstLine(host)
      const page = await (await browser.newContext({ viewport: { width: 1120, height: 760 } })).newPage()
      await page.goto(url)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.evaluate(() => window.localStorage.setItem('oven.welcomed', 'yes'))
      await page.waitForTimeout(SETTLE_MS)
      return await measure(page, address)
    } finally {
      await browser.close()
      host.kill('SIGTERM')
      await once(host, 'exit')
      rmSync(home, { recursive: true, force: true })
    }
  },
}

async function firstLine(host: ChildProcess): Promise<{ url: string; address: string }> {
  for await (const line of createInterface({ input: host.stdout! })) return JSON.parse(line)
  throw new Error('oven serve said nothing')
}

async function measure(page: Page, address: string): Promise<Measurement[]> {
  const rows: Measurement[] = []
  const row = (what: string, times: number[], goalMs: number) =>
    rows.push({
      what,
      ours: median(times),
      reference: percentile(times, 100),
      referenceName: 'slowest',
      unit: 'ms',
      goal: `≤ ${goalMs} ms`,
    })

  const paints: number[] = []
  const contents: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.goto(`${address}/#/`)
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor()
    paints.push(await firstPaint(page))
  }
  row('first paint of the dashboard', paints, 300)
  paints.length = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.goto(`${address}/#/jobs`)
    await page.reload()
    contents.push(await untilShown(page, '[data-row]'))
    paints.push(await firstPaint(page))
  }
  row('first paint at the jobs', paints, 300)
  row('the jobs listed, from the reload', contents, 1000)

  const pages: [string, string, string][] = [
    ['jobs', '#/jobs', '[data-row]'],
    ['runs', '#/runs', '[data-row]'],
    ['schedule', '#/schedule', 'table button'],
    ['job', '#/jobs/job-3', '[data-row]'],
    ['dashboard', '#/', 'main h2'],
  ]
  const opened = new Map(pages.map(([name]) => [name, [] as number[]]))
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, hash, selector] of pages) {
      const took = await goTo(page, hash, selector)
      if (round > 0) opened.get(name)!.push(took)
      await page.waitForTimeout(300)
    }
  }
  for (const [name, times] of opened) row(`opening: ${name}`, times, 100)

  await goTo(page, '#/jobs', '[data-row]')
  row('a letter in the jobs filter', await typing(page, 'review 51', 'Jobs'), 100)
  row('scrolling the jobs: a frame', await scrolling(page), 50)
  await goTo(page, '#/runs', '[data-row]')
  row('scrolling the runs: a frame', await scrolling(page), 50)
  row('the runs after a jump anywhere', await jumps(page), 300)
  return rows
}

async function firstPaint(page: Page): Promise<number> {
  return page.evaluate(async () => {
    for (;;) {
      const paint = performance.getEntriesByName('first-contentful-paint')[0]
      if (paint !== undefined) return paint.startTime
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  })
}

/** Since the document began, in ms. */
async function untilShown(page: Page, selector: string): Promise<number> {
  await page.locator(selector).first().waitFor()
  return page.evaluate(() => performance.now())
}

/** From the address to the next frame in which the page has what it is there for. */
async function goTo(page: Page, hash: string, selector: string): Promise<number> {
  return page.evaluate(
    async ({ hash, selector }) => {
      const mark = document.querySelector('main h1')
      const from = performance.now()
      window.location.hash = hash
      const before = document.querySelector(selector)
      for (;;) {
        await new Promise((resolve) => requestAnimationFrame(resolve))
        const there = document.querySelector(selector)
        if (there !== null && (there !== before || document.querySelector('main h1') !== mark))
          return performance.now() - from
        if (performance.now() - from > 5000) return Number.NaN
      }
    },
    { hash, selector },
  )
}

/** From each letter to the frame in which the list has followed. */
async function typing(page: Page, text: string, list: string): Promise<number[]> {
  return page.evaluate(
    async ({ text, list }) => {
      const field = document.querySelector<HTMLInputElement>('[data-filter]')!
      const write = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!
      const length = () => document.querySelector<HTMLElement>(`ul[aria-label="${list}"]`)?.style.height
      const times: number[] = []
      for (let end = 1; end <= text.length; end += 1) {
        const before = length()
        const from = performance.now()
        write.call(field, text.slice(0, end))
        field.dispatchEvent(new Event('input', { bubbles: true }))
        // Where the list stays as it is, two frames have shown that.
        for (let frame = 0; frame < 2 || (length() === before && frame < 3); frame += 1) {
          await new Promise((resolve) => requestAnimationFrame(resolve))
        }
        times.push(performance.now() - from)
        await new Promise((resolve) => setTimeout(resolve, 120))
      }
      write.call(field, '')
      field.dispatchEvent(new Event('input', { bubbles: true }))
      await new Promise((resolve) => setTimeout(resolve, 500))
      return times
    },
    { text, list },
  )
}

/** The lengths of frames while the page scrolls 400 px in each. */
async function scrolling(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const main = document.querySelector('main')!
    const times: number[] = []
    let last = performance.now()
    for (let frame = 0; frame < 90; frame += 1) {
      main.scrollTop += 400
      await new Promise((resolve) => requestAnimationFrame(resolve))
      const now = performance.now()
      times.push(now - last)
      last = now
    }
    main.scrollTop = 0
    return times
  })
}

/** From a jump of the scroll bar to the frame in which runs stand there. */
async function jumps(page: Page): Promise<number[]> {
  const times: number[] = []
  for (const share of [0.5, 0.9, 0.1, 0.7, 0.3, 1, 0.01]) {
    await page.waitForTimeout(200)
    times.push(
      await page.evaluate(async (share) => {
        const main = document.querySelector('main')!
        const from = performance.now()
        main.scrollTop = main.scrollHeight * share
        for (;;) {
          await new Promise((resolve) => requestAnimationFrame(resolve))
          const box = main.getBoundingClientRect()
          const shown = [...document.querySelectorAll('[data-row]')].some((row) => {
            const { top, bottom } = row.getBoundingClientRect()
            return top >= box.top && bottom <= box.bottom
          })
          if (shown) return performance.now() - from
          if (performance.now() - from > 5000) return Number.NaN
        }
      }, share),
    )
  }
  return times
}
