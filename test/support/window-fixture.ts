import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { buildPart, staleParts } from '../../scripts/build/build-part.ts'
import { type HostFixture, removeContainersOf, startHost } from './host-fixture.ts'

const root = join(import.meta.dirname, '../..')

export interface WindowFixture {
  /** A scratch folder; the oven's own is `home` in it. */
  folder: string
  home: string
  host: HostFixture
  browser: Browser
  /** What broke on the pages: errors, and refusals of the content security policy. */
  troubles: string[]
  /** A window signed in anew. `welcomed`: the first steps do not open by themselves. */
  open(options?: BrowserContextOptions & { welcomed?: boolean }): Promise<Page>
  close(): Promise<void>
}

/** The built window over a real `oven serve` of a scratch folder, in Debian's chromium. */
export async function openWindowFixture(
  name: string,
  env: NodeJS.ProcessEnv = {},
  /** Fills the oven's folder before a host opens it. */
  prepare?: (home: string) => void,
): Promise<WindowFixture> {
  for (const part of staleParts(root, ['renderer'])) await buildPart(root, part)
  const folder = mkdtempSync(join(tmpdir(), `oven-${name}-`))
  const home = join(folder, 'oven')
  mkdirSync(home)
  prepare?.(home)
  const host = await startHost({ home, env })
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  })
  const troubles: string[] = []
  return {
    folder,
    home,
    host,
    browser,
    troubles,
    async open({ welcomed = true, ...options } = {}) {
      const context = await browser.newContext({ viewport: { width: 1120, height: 760 }, ...options })
      if (welcomed) await context.addInitScript(() => window.localStorage.setItem('oven.welcomed', 'yes'))
      const page = await context.newPage()
      // A browser on a busy machine takes its time.
      page.setDefaultTimeout(60_000)
      page.on('pageerror', (error) => troubles.push(error.message))
      page.on('console', (message) => {
        if (/content security policy/i.test(message.text())) troubles.push(message.text())
      })
      const { stdout } = await host.oven(['open'])
      await page.goto(stdout.trim())
      await page.getByRole('navigation', { name: 'Sections' }).waitFor()
      return page
    },
    async close() {
      await browser.close()
      await host.stop('SIGTERM')
      await removeContainersOf(home)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
