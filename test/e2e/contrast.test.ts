import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tinyImage } from '../support/tiny-image.ts'
import { openWindowFixture, type WindowFixture } from '../support/window-fixture.ts'

// What people see who asked their system for more contrast, or for its own colours alone.

let fixture: WindowFixture
let page: Page
let runId = ''

beforeAll(async () => {
  fixture = await openWindowFixture('contrast')
  const job = {
    type: 'docker',
    id: 'counting',
    image: tinyImage,
    command: ['sh', '-c', 'echo one; echo two >&2; exit 3'],
    schedule: { type: 'cron', cron: '30 * * * *' },
  }
  await fixture.host.oven(['jobs', 'add', '--file', '-'], { input: JSON.stringify(job) })
  runId = (await fixture.host.oven(['run', 'counting', '--wait', '--json'])).json.id
  page = await fixture.open({ reducedMotion: 'reduce' })
})
afterAll(async () => {
  await fixture?.close()
})

async function goTo(address: string): Promise<void> {
  await page.goto('about:blank')
  await page.goto(`${fixture.host.address}/#${address}`)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.waitForLoadState('networkidle')
}

const places = [
  ['the dashboard', () => '/'],
  ['jobs', () => '/jobs'],
  ['the page of a run', () => `/runs/${runId}`],
] as const

/** What axe finds of colours that are too much alike; with `enhanced`, by the stricter measure (7 to 1). */
async function tooAlike(enhanced: boolean): Promise<string[]> {
  const rule = enhanced ? 'color-contrast-enhanced' : 'color-contrast'
  const { violations } = await new AxeBuilder({ page }).withRules([rule]).analyze()
  return violations.flatMap(({ nodes }) =>
    nodes.map((node) => `${node.target.join(' ')}: ${node.any[0]?.message ?? node.failureSummary}`),
  )
}

/** Goes from control to control by the Tab key; answers those whose focus changes nothing that can be seen. */
async function focusUnseen(most: number): Promise<string[]> {
  await page.locator('body').press('Tab')
  const unseen: string[] = []
  for (let step = 0; step < most; step += 1) {
    const found = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null
      if (!element || element === document.body) return null
      // The ring may be drawn by what is around the control, or over it, as for a row.
      const around = [element, element.parentElement, element.closest('[data-row]'), element.closest('li')]
      const looks = around
        .filter((part) => part !== null)
        .flatMap((part) => [getComputedStyle(part), getComputedStyle(part, '::after')])
      const ringed = looks.some(
        ({ outlineStyle, outlineWidth, outlineColor }) =>
          outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 && !/, 0\)$/.test(outlineColor),
      )
      const name = `${element.tagName.toLowerCase()} "${(element.ariaLabel ?? element.innerText ?? '').trim().slice(0, 40)}"`
      return { ringed, name }
    })
    if (found && !found.ringed) unseen.push(found.name)
    await page.keyboard.press('Tab')
  }
  return unseen
}

describe.each([
  ['more contrast, light', { contrast: 'more', colorScheme: 'light' }],
  ['more contrast, dark', { contrast: 'more', colorScheme: 'dark' }],
] as const)('%s', (_name, media) => {
  test.each(places)('%s: every text stands out, and so does the focus', async (_place, address) => {
    await page.emulateMedia({ forcedColors: 'none', ...media })
    await goTo(address())
    expect(await page.evaluate(() => matchMedia('(prefers-contrast: more)').matches)).toBe(true)
    expect(await tooAlike(true)).toEqual([])
    expect(await focusUnseen(20)).toEqual([])
  })
})

describe('the system’s own colours alone', () => {
  test.each(places)(
    '%s: text is to be read, and the focus is drawn in one of them',
    async (_place, address) => {
      await page.emulateMedia({ contrast: 'no-preference', forcedColors: 'active', colorScheme: 'light' })
      await goTo(address())
      expect(await page.evaluate(() => matchMedia('(forced-colors: active)').matches)).toBe(true)
      expect(await tooAlike(false)).toEqual([])
      expect(await focusUnseen(20)).toEqual([])
    },
  )
})
