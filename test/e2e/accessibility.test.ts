import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makePipelineRepo } from '../support/pipeline-repo.ts'
import { tinyImage } from '../support/tiny-image.ts'
import { openWindowFixture, type WindowFixture } from '../support/window-fixture.ts'

// Every screen and dialog of the window, with jobs, runs and secrets that are really there, seen by axe: in light and dark,
// wide and narrow. What it finds is told with the rule and the elements.

let fixture: WindowFixture
let page: Page
const runs = { pipeline: '', failed: '', active: '' }

beforeAll(async () => {
  fixture = await openWindowFixture('accessibility')
  const { host, folder } = fixture
  const { path } = makePipelineRepo(folder, [
    { name: 'review' },
    { name: 'audit', dependsOn: ['review'], model: 'opus' },
    { name: 'report', dependsOn: ['audit'], rehearse: 'fail' },
  ])
  const add = (job: object) => host.oven(['jobs', 'add', '--file', '-'], { input: JSON.stringify(job) })
  const answers = [
    await add({
      type: 'agent-pipeline',
      id: 'nightly',
      name: 'Nightly review',
      source: { repo: path, branch: 'main' },
      pipeline: 'review',
      schedule: { type: 'cron', cron: '0 2 * * *' },
    }),
    await add({
      type: 'docker',
      id: 'counting',
      image: tinyImage,
      command: ['sh', '-c', 'echo one; echo two >&2; exit 3'],
      schedule: { type: 'cron', cron: '30 * * * *' },
    }),
    await add({
      type: 'docker',
      id: 'waiting',
      image: tinyImage,
      command: ['sh', '-c', 'echo waiting; sleep 600'],
      schedule: { type: 'manual' },
    }),
  ]
  for (const { exitCode, stderr } of answers) expect(`${exitCode} ${stderr}`).toMatch(/^0 /)
  await host.oven(['secrets', 'set', 'DEPLOY_KEY'], { input: 'a value of some length' })
  await host.oven(['run', 'nightly', '--rehearse', '--wait'])
  await host.oven(['run', 'counting', '--wait'])
  await host.oven(['run', 'waiting'])
  const { json } = await host.oven(['runs', 'list', '--json'])
  const idOf = (jobId: string) => json.runs.find((run: { jobId: string }) => run.jobId === jobId).id
  runs.pipeline = idOf('nightly')
  runs.failed = idOf('counting')
  runs.active = idOf('waiting')
  page = await fixture.open()
})

afterAll(async () => {
  await fixture?.close()
})

/** What axe finds, one line for each rule with the elements it is about. */
async function violations(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .slice(0, 4)
        .map((node) => `${node.target.join(' ')} (${node.any[0]?.message ?? node.failureSummary})`)
        .join(' | ')}`,
  )
}

async function look(name: string): Promise<void> {
  // Colours do not depend on the width: in narrow windows one theme is enough.
  const themes = page.viewportSize()!.width < 600 ? (['light'] as const) : (['light', 'dark'] as const)
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    expect(await violations(), `${name}, ${colorScheme}`).toEqual([])
  }
}

async function goTo(address: string): Promise<void> {
  // A page of its own each time: what was open before is closed.
  await page.goto('about:blank')
  await page.goto(`${fixture.host.address}/#${address}`)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(400)
}

describe.each([
  ['wide', 1120, 760],
  ['narrow', 480, 760],
] as const)('%s', (_size, width, height) => {
  beforeAll(async () => {
    await page.setViewportSize({ width, height })
  })

  test.each([
    ['the dashboard', '/'],
    ['jobs', '/jobs'],
    ['a pipeline’s page', '/jobs/nightly'],
    ['a container’s page', '/jobs/counting'],
    ['a new pipeline job', '/jobs/+new/agent-pipeline'],
    ['a new docker job', '/jobs/+new/docker'],
    ['editing a job', '/jobs/nightly/edit'],
    ['runs', '/runs'],
    ['the schedule', '/schedule'],
    ['credentials', '/credentials'],
    ['webhooks', '/webhooks'],
    ['secrets', '/secrets'],
    ['settings', '/settings'],
    ['notifications', '/settings/notifications'],
    ['how GitHub tells', '/settings/github'],
    ['the first steps', '/welcome'],
    ['an address that leads nowhere', '/nowhere/at/all'],
  ])('%s', async (name, address) => {
    await goTo(address)
    await look(name)
  })

  test.each(['pipeline', 'failed', 'active'] as const)('the page of a run: %s', async (which) => {
    await goTo(`/runs/${runs[which]}`)
    await look(which)
    const tabs = await page.getByRole('tab').allInnerTexts()
    for (const tab of tabs) {
      await page
        .getByRole('tab', { name: tab.split('\n')[0]! })
        .first()
        .click()
      await page.waitForTimeout(400)
      await look(`${which}, ${tab}`)
    }
  })
})

describe('dialogs and menus', () => {
  beforeAll(async () => {
    await page.setViewportSize({ width: 1120, height: 760 })
  })

  test('the palette, empty and asked', async () => {
    await goTo('/')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').waitFor()
    await look('palette')
    await page.keyboard.type('night')
    await page.waitForTimeout(200)
    await look('palette, asked')
    await page.keyboard.press('Escape')
  })

  test('the help of the keys', async () => {
    await goTo('/jobs')
    await page.keyboard.press('?')
    await page.getByRole('heading', { name: 'Keys' }).waitFor()
    await look('keys')
    await page.keyboard.press('Escape')
    expect(await page.locator('dialog[open]').count()).toBe(0)
  })

  test('setting a secret', async () => {
    await goTo('/secrets')
    await page.getByRole('button', { name: 'New secret' }).click()
    await page.locator('dialog[open]').waitFor()
    await look('new secret')
    await page.keyboard.press('Escape')
  })

  test('paused schedules', async () => {
    await goTo('/')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('pause all schedules until resumed')
    await page.keyboard.press('Enter')
    await page.getByText('All schedules are paused. What comes due').waitFor()
    await look('paused')
    await page.getByRole('main').getByRole('button', { name: 'Resume' }).click()
    await page.getByText('All schedules are paused. What comes due').waitFor({ state: 'detached' })
  })

  test('the host gone', async () => {
    await goTo('/')
    await fixture.host.stop('SIGKILL')
    await page.getByText('Disconnected, trying again').waitFor()
    await look('disconnected')
  })
})
