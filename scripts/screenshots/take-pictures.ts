import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { shrinkPng } from './shrink-png.ts'

export interface Screen {
  /** The file's name without size and theme. */
  name: string
  /** The part of the address after `#`. */
  address: string
  /** Brings the page to what is to be seen; it waits for it. */
  prepare?: (page: Page) => Promise<void>
  sizes?: readonly Size[]
}

export const SIZES = {
  wide: { width: 1120, height: 760 },
  narrow: { width: 720, height: 760 },
  popover: { width: 380, height: 560 },
} as const
export type Size = keyof typeof SIZES
const THEMES = ['light', 'dark'] as const

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
    ],
  })
}

/** Opens every screen in every size and theme and keeps what it looks like. Answers the trouble the pages had on the way. */
export async function takePictures(options: {
  browser: Browser
  openAddress: () => string
  folder: string
  screens: Screen[]
  themes?: readonly (typeof THEMES)[number][]
}): Promise<string[]> {
  const { browser, openAddress, folder, screens, themes = THEMES } = options
  mkdirSync(folder, { recursive: true })
  const troubles: string[] = []
  for (const size of Object.keys(SIZES) as Size[]) {
    const wanted = screens.filter((screen) => (screen.sizes ?? ['wide', 'narrow']).includes(size))
    if (wanted.length === 0) continue
    const { context, page, origin } = await openWindow(browser, openAddress(), size, troubles)
    for (const screen of wanted)
      for (const theme of themes) {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
        // A page of its own each time, so that nothing of the one before is open.
        await page.goto('about:blank')
        await page.goto(`${origin}/#${screen.address}`)
        await settle(page)
        await screen.prepare?.(page)
        const picture = await page.screenshot({ animations: 'disabled' })
        writeFileSync(join(folder, `${screen.name}-${size}-${theme}.png`), shrinkPng(picture))
        const wide = await widthBeyond(page)
        if (wide > 0) troubles.push(`${screen.name} is ${wide} px too wide at ${size}`)
      }
    await context.close()
  }
  return troubles
}

async function openWindow(
  browser: Browser,
  address: string,
  size: Size,
  troubles: string[],
): Promise<{ context: BrowserContext; page: Page; origin: string }> {
  const context = await browser.newContext({ viewport: SIZES[size], locale: 'en-GB' })
  const page = await context.newPage()
  page.on('pageerror', (error) => troubles.push(`${page.url()}: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`${page.url()}: ${message.text()}`)
  })
  await page.goto(address)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.evaluate(() => window.localStorage.setItem('oven.welcomed', 'yes'))
  return { context, page, origin: new URL(address).origin }
}

/** Until the page has its heading and nothing is being fetched that it waits for. */
export async function settle(page: Page): Promise<void> {
  await page.locator('main, [role=main]').first().waitFor()
  await page
    .getByRole('heading')
    .first()
    .waitFor({ timeout: 5_000 })
    .catch(() => {})
  await page.waitForTimeout(500)
}

async function widthBeyond(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
}
