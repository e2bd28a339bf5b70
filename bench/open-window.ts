import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { buildPart, staleParts } from '../scripts/build/build-part.ts'
import { removeContainersOf, startHost } from '../test/support/host-fixture.ts'

const manual = { schedule: { type: 'manual' } }
const root = new URL('..', import.meta.url).pathname

/** A real `oven serve` on a scratch folder, and its window in a real browser. */
export async function openWindow(options: { config?: object; home?: string } = {}) {
  for (const part of staleParts(root, ['renderer'])) await buildPart(root, part)
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'oven-window-bench-'))
  if (options.config) writeFileSync(join(home, 'config.json'), JSON.stringify(options.config))
  const host = await startHost({ home })
  // An empty oven would open at its first steps.
  const some = join(home, 'bench-job.json')
  writeFileSync(some, JSON.stringify({ ...manual, id: 'some', type: 'docker', image: 'example/none' }))
  await host.oven(['jobs', 'add', '--file', some])
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  })
  const page = await browser.newPage({ viewport: { width: 1120, height: 760 } })
  await page.goto(host.url)
  await page.getByRole('navigation', { name: 'Sections' }).waitFor()

  async function oven(words: readonly string[]) {
    const { exitCode, json, stderr } = await host.oven([...words, '--json'])
    if (exitCode !== 0) throw new Error(stderr || JSON.stringify(json))
    return json
  }

  return {
    home,
    page,
    oven,
    async addJob(job: object): Promise<void> {
      const file = join(home, 'bench-job.json')
      writeFileSync(file, JSON.stringify({ ...manual, ...job }))
      await oven(['jobs', 'add', '--file', file])
    },
    async close(): Promise<void> {
      await browser.close()
      await host.stop()
      await removeContainersOf(home)
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** How much the page's clock is ahead of this process's, in ms; from the quickest of some questions. */
export async function clockOffset(page: Page): Promise<number> {
  let best = { took: Number.POSITIVE_INFINITY, offset: 0 }
  for (let round = 0; round < 40; round += 1) {
    const before = now()
    const there = await page.evaluate(() => performance.timeOrigin + performance.now())
    const after = now()
    if (after - before < best.took)
      best = { took: after - before, offset: there - (before + (after - before) / 2) }
  }
  return best.offset
}

/** Milliseconds since 1970, with their fractions. */
export const now = () => performance.timeOrigin + performance.now()
