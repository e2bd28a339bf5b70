import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildPart, staleParts } from '../../scripts/build/build-part.ts'
import { type HostFixture, removeContainersOf, startHost } from '../support/host-fixture.ts'
import { makePipelineRepo } from '../support/pipeline-repo.ts'
import { tinyImage } from '../support/tiny-image.ts'

// The job form in a browser, over a real `oven serve`, real repositories and a real rehearsal.

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'oven-job-form-'))
const home = join(folder, 'oven')
const pictures = join(root, 'test-results/window')
const troubles: string[] = []
/** Axe copies elements with their styles, which the page's security policy refuses it. */
let axeRuns = false
let repo: string
let host: HostFixture
let browser: Browser
let page: Page

const picture = (name: string) => page.screenshot({ path: join(pictures, `${name}.png`) })
const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name })
const field = (name: string) => page.getByLabel(name, { exact: true })
const button = (name: string) => page.getByRole('button', { name, exact: true })
const group = (title: string) => page.locator('summary').filter({ hasText: title })
const graph = (label: string) => page.getByRole('list', { name: label })
const job = async (id: string) => (await host.oven(['jobs', 'show', id, '--json'])).json.job
const jobsFile = () => readFileSync(join(home, 'jobs.json'), 'utf8')

/** What stands beside an input that was refused. */
async function faultOf(name: string): Promise<string> {
  await expect.poll(() => field(name).getAttribute('aria-invalid')).toBe('true')
  const ids = ((await field(name).getAttribute('aria-describedby')) ?? '').split(' ')
  const fault = page.locator(`[id="${ids.find((id) => id.endsWith('-error'))}"]`)
  // Its part of the form may be opening still.
  await fault.waitFor()
  return fault.innerText()
}

async function hasFocus(name: string): Promise<void> {
  await expect.poll(() => field(name).evaluate((input) => input === document.activeElement)).toBe(true)
}

/** Leaves the form that is open, whatever was written in it. */
async function leave(): Promise<void> {
  const cancel = page.getByRole('link', { name: 'Cancel' })
  if ((await cancel.count()) === 0) return
  await cancel.click()
  const sure = button('Leave')
  const elsewhere = page.getByRole('heading', { level: 1 }).filter({ hasNotText: /^(?:New job|Edit )/ })
  await sure.or(elsewhere).first().waitFor()
  if ((await sure.count()) > 0) await sure.click()
  await elsewhere.waitFor()
}

async function begin(type: 'docker' | 'agent-pipeline'): Promise<void> {
  await leave()
  await page.goto(`${host.address}/#/jobs/+new/${type}`)
  await heading('New job').waitFor()
}

async function edit(id: string): Promise<void> {
  await leave()
  await page.goto(`${host.address}/#/jobs/${id}/edit`)
  await heading(/^Edit /).waitFor()
}

async function violations(): Promise<string[]> {
  axeRuns = true
  const { violations: found } = await new AxeBuilder({ page }).include('main').analyze()
  axeRuns = false
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  )
}

beforeAll(async () => {
  for (const part of staleParts(root, ['renderer'])) await buildPart(root, part)
  mkdirSync(pictures, { recursive: true })
  mkdirSync(home)
  repo = makePipelineRepo(folder, [
    { name: 'review', model: 'sonnet' },
    { name: 'audit', dependsOn: ['review'], model: 'opus' },
    { name: 'docs', dependsOn: ['review'] },
    { name: 'report', dependsOn: ['audit', 'docs'] },
  ]).path
  const git = (...words: string[]) =>
    execFileSync('git', ['-C', repo, '-c', 'user.name=T', '-c', 'user.email=t@example.org', ...words])
  git('checkout', '--quiet', '-b', 'next')
  writeFileSync(
    join(repo, '.agent-pipeline/pipelines/broken.yml'),
    'name: broken\nagents:\n  - name: first\n    agent: gone.md\n    timeout: 60\n    dependsOn: [frist]\n',
  )
  git('add', '--all')
  git('commit', '--quiet', '-m', 'A second pipeline')
  git('checkout', '--quiet', 'main')
  execFileSync('chmod', ['-R', 'a+rwX', folder])
  host = await startHost({ home })
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  })
  // Axe needs a context of its own.
  page = await (
    await browser.newContext({ viewport: { width: 1120, height: 760 }, reducedMotion: 'reduce' })
  ).newPage()
  page.setDefaultTimeout(60_000)
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('console', (message) => {
    if (/content security policy|React/i.test(message.text()) && !axeRuns) troubles.push(message.text())
  })
  await page.goto(host.url)
  await page.getByRole('heading', { level: 1 }).waitFor()
})
afterAll(async () => {
  await browser?.close()
  await host?.stop('SIGTERM')
  await removeContainersOf(home)
  rmSync(folder, { recursive: true, force: true })
})

describe('a pipeline job', () => {
  test('is made of what its repository has, and rehearsed without leaving the form', async () => {
    await begin('agent-pipeline')
    await hasFocus('Name')
    await field('Name').fill('Nightly review')
    expect(await field('Id').inputValue()).toBe('nightly-review')
    await field('Repository').fill(repo)
    // There is one pipeline on main, so it is chosen, and drawn.
    await graph('Graph of review').waitFor()
    expect(await field('Pipeline').inputValue()).toBe('review')
    expect(await graph('Graph of review').getByRole('img').allTextContents()).toEqual([
      'reviewsonnet',
      'auditopus',
      'docssonnet',
      'reportsonnet',
    ])
    await graph('Graph of review')
      .getByRole('img', { name: 'report: sonnet, after audit and docs' })
      .waitFor()
    await page.getByText('No stage has a "timeout": agent-pipeline ends each after 120 seconds.').waitFor()

    await field('Branch').click()
    await page.getByRole('option', { name: 'next' }).click()
    await field('Pipeline').fill('')
    await page.getByRole('option', { name: 'broken cannot run' }).click()
    await page.getByText('The agent of "first", gone.md, is not in the repository.').waitFor()
    await page.getByText('Did you mean "first"?').waitFor()
    await picture('form-broken-pipeline')
    await field('Pipeline').fill('reveiw')
    await page.getByText('There is no pipeline “reveiw” on next.').waitFor()
    await button('review').click()
    await graph('Graph of review').waitFor()

    await field('Fires').selectOption('On weekdays')
    await field('At').fill('02:30')
    await field('Time zone').fill('Europe/Berlin')
    await page.keyboard.press('Escape')
    await page.getByText('weekdays at 02:30 (Europe/Berlin time)').waitFor()
    await expect.poll(() => graph('The next moments').getByRole('listitem').count()).toBe(5)
    expect(await violations()).toEqual([])
    await picture('form-pipeline')

    await button('Save and rehearse').click()
    await heading('Edit Nightly review').waitFor()
    const rehearsal = page.getByRole('region', { name: 'Rehearsal' })
    await rehearsal.getByText('Nightly review #1').waitFor()
    await rehearsal.getByText('Succeeded').first().waitFor({ timeout: 100_000 })
    await rehearsal.getByRole('img', { name: 'report: succeeded, after audit and docs' }).waitFor()
    await picture('form-rehearsed')
    expect(await field('Branch').inputValue()).toBe('next')
    expect(await job('nightly-review')).toMatchObject({
      source: { repo, branch: 'next' },
      pipeline: 'review',
      schedule: { type: 'cron', cron: '30 2 * * 1-5', timezone: 'Europe/Berlin' },
    })
  }, 180_000)

  test('says why a repository cannot be shown, and takes what is written all the same', async () => {
    await begin('agent-pipeline')
    await field('Name').fill('Elsewhere')
    await field('Repository').fill(join(folder, 'nowhere'))
    await page.getByText('there is nothing at this path').waitFor()
    await field('Repository').fill(repo)
    await field('Branch').fill('nxt')
    await page.getByText('There is no branch “nxt”.').waitFor()
    await button('Use main').click()
    await graph('Graph of review').waitFor()
    await field('Repository').fill('https://127.0.0.1:9/acme/shop.git')
    await page.getByText('could not be reached').waitFor({ timeout: 60_000 })
    await button('Create job').click()
    await heading('Elsewhere').waitFor()
    expect(await job('elsewhere')).toMatchObject({ source: { repo: 'https://127.0.0.1:9/acme/shop.git' } })
  })
})

describe('a docker job', () => {
  test('is made with volumes, limits, a secret made on the way and an allow-list', async () => {
    await begin('agent-pipeline')
    await page.getByText('Docker container').click()
    await field('Name').fill('Nightly review')
    expect(await field('Id').inputValue()).toBe('nightly-review-2')
    await field('Name').fill('Backup')
    await field('Image').fill(tinyImage)
    await field('Command').fill(`sh -c 'echo one\necho two'`)
    await button('Add a volume').click()
    await field('Volume 1: folder or name').fill('backup-data')
    await field('Volume 1: seen at').fill('/data')
    await field('Volume 1: access').selectOption('only read')

    await group('Limits').click()
    await field('Time limit').fill('90')
    await field('Time limit: unit').selectOption('seconds')
    await field('Memory').fill('64m')
    const scale = page.getByRole('slider', { name: 'Scale of number' })
    await scale.focus()
    await page.keyboard.press('Home')
    expect(await field('Processors').inputValue()).toBe('0.25')

    await group('Environment').click()
    await button('Add a variable').click()
    await field('Variable 1').fill('LEVEL')
    await field('Value of LEVEL').fill('info')
    await button('New secret').click()
    await page.getByRole('dialog').getByLabel('Name').fill('BACKUP_KEY')
    await page.getByRole('dialog').getByLabel('Value').fill('value-of-the-key-4711')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await page.getByRole('list', { name: 'Chosen secrets' }).getByText('BACKUP_KEY').waitFor()

    await group('Network').click()
    await field('Reaches').selectOption('Only listed names')
    await field('Names').fill('api.example.com\n.example.org')
    await page.getByText('2 names in all').click()
    await expect
      .poll(() => graph('Names that can be reached').getByRole('listitem').allTextContents())
      .toEqual(['api.example.com', '.example.org'])
    await field('Fires').selectOption('On days of the week')
    await page.getByLabel('Thursday').check()
    await page.getByText('Mondays and Thursdays at 02:00').waitFor()
    expect(await violations()).toEqual([])
    await picture('form-docker')
    await button('Create job').click()
    await heading('Backup').waitFor()
    expect(await job('backup')).toMatchObject({
      command: ['sh', '-c', 'echo one\necho two'],
      volumes: ['backup-data:/data:ro'],
      resources: { timeout: 90, memory: '64m', cpus: 0.25 },
      env: { LEVEL: 'info' },
      secrets: ['BACKUP_KEY'],
      network: 'allowlist',
      allow: ['api.example.com', '.example.org'],
      schedule: { type: 'cron', cron: '0 2 * * 1,4' },
    })
    expect(jobsFile()).not.toContain('4711')
  })
})

describe('what is wrong', () => {
  test('stands at its field by the contract, before the host is asked', async () => {
    await begin('docker')
    await button('Create job').click()
    expect(await faultOf('Id')).toBe('Give the job an id.')
    expect(await faultOf('Image')).toBe('Name an image.')
    await page.getByText('2 fields need a correction.').waitFor()
    await hasFocus('Id')
    await field('Name').fill('Backup two')
    await field('Image').fill('Not An Image')
    expect(await faultOf('Image')).toContain('Must be an image name')
    await field('Image').fill(tinyImage)
    await expect.poll(() => field('Image').getAttribute('aria-invalid')).toBeNull()

    // What lies in a closed part opens it.
    await group('Limits').click()
    await field('Memory').fill('much')
    await group('Limits').click()
    await button('Create job').click()
    expect(await faultOf('Memory')).toContain('Must be a size')
    await hasFocus('Memory')
    expect(await violations()).toEqual([])
    await picture('form-faults')
  })

  test('stands at its field when only the host can know, until it is changed', async () => {
    await field('Memory').fill('')
    await button('Add a volume').click()
    await field('Volume 1: folder or name').fill('one')
    await field('Volume 1: seen at').fill('/same')
    await button('Add a volume').click()
    await field('Volume 2: folder or name').fill('two')
    await field('Volume 2: seen at').fill('/same/')
    await field('Fires').selectOption('By a cron pattern')
    await field('Pattern').fill('0 0 30 2 *')
    await button('Create job').click()
    await page.getByText('Must have a container path of its own; "/same" is taken.').waitFor()
    expect(await faultOf('Pattern')).toContain('Must match a moment that comes')
    await hasFocus('Volume 2: folder or name')
    await field('Volume 2: seen at').fill('/other')
    await expect.poll(() => page.getByText('is taken').count()).toBe(0)
    expect(await faultOf('Pattern')).toContain('Must match')
    await field('Pattern').fill('0 3 * * *')
    await button('Create job').click()
    await heading('Backup two').waitFor()
  })

  test('an id that is taken is known before saving', async () => {
    await begin('docker')
    await field('Id').fill('backup')
    await field('Image').focus()
    expect(await faultOf('Id')).toBe('There is a job with this id already.')
  })
})

test('a time that the clocks leap over is warned of, with what the run does', async () => {
  await begin('docker')
  await field('At').fill('02:30')
  await field('Time zone').fill('Europe/Berlin')
  await page.keyboard.press('Escape')
  await page
    .getByText(/the clocks go from 02:00 to 03:00, so 02:30 does not come: the run begins at 03:00/)
    .waitFor()
  await page.getByText(/the clocks go from 03:00 to 02:00, so 02:30 comes twice/).waitFor()
  await picture('form-clocks')
  await field('At').fill('04:00')
  await expect.poll(() => page.getByText(/the clocks go/).count()).toBe(0)
})

describe('an edit', () => {
  test('goes to and fro between form and JSON, keeps what it did not touch, and shows no key', async () => {
    const file = join(folder, 'kept.json')
    writeFileSync(
      file,
      JSON.stringify({
        id: 'kept',
        type: 'docker',
        image: tinyImage,
        command: ['sh', '-c', 'echo "a  b"'],
        schedule: { type: 'cron', cron: '00 02 * * *' },
        env: { API_TOKEN: 'value-in-the-open-4711', LEVEL: 'info' },
        notifications: { onMissed: true },
        relax: ['root-user', 'capability:CHOWN'],
        catchUpWithin: 5400,
      }),
    )
    expect((await host.oven(['jobs', 'add', '--file', file])).exitCode).toBe(0)
    const before = await job('kept')
    await edit('kept')
    await page.getByText('JSON', { exact: true }).click()
    const text = page.getByLabel('The job as JSON')
    const written = await text.inputValue()
    expect(written).not.toContain('4711')
    await text.fill(written.replace('"LEVEL": "info"', '"LEVEL": "debug"'))
    await page.getByText('Form', { exact: true }).click()
    await field('Name').fill('Kept well')
    await page.getByText('JSON', { exact: true }).click()
    expect(await text.inputValue()).toContain('"LEVEL": "debug"')
    expect(await violations()).toEqual([])
    await text.fill('{')
    await page.getByText('Form', { exact: true }).click()
    await page.getByText(/^This is not JSON/).waitFor()
    await text.fill(
      written.replace('"LEVEL": "info"', '"LEVEL": "debug"').replace('"name": "kept"', '"name": "Kept well"'),
    )
    await button('Save').click()
    await heading('Kept well').waitFor()
    expect(await job('kept')).toEqual({
      ...before,
      name: 'Kept well',
      env: { ...before.env, LEVEL: 'debug' },
    })
  })

  test('is not left by accident', async () => {
    await edit('kept')
    await field('Name').fill('Another name')
    await page.getByRole('link', { name: 'Runs' }).first().click()
    const question = page.getByRole('dialog', { name: 'Leave without saving?' })
    await question.waitFor()
    await question.getByRole('button', { name: 'Cancel' }).click()
    expect(await field('Name').inputValue()).toBe('Another name')
    expect(page.url()).toContain('#/jobs/kept/edit')
    await page.getByRole('link', { name: 'Cancel' }).click()
    await question.getByRole('button', { name: 'Leave' }).click()
    await heading('Kept well').waitFor()
    expect(await job('kept')).toMatchObject({ name: 'Kept well' })
  })
})

test('a job is made by keyboard alone', async () => {
  await begin('agent-pipeline')
  const keys = page.keyboard
  /** Tab until the input of that name has the focus. */
  const tabTo = async (name: string) => {
    for (let steps = 0; steps < 40; steps++) {
      const has = await field(name)
        .or(page.getByRole('button', { name, exact: true }))
        .first()
        .evaluate((input) => input === document.activeElement)
        .catch(() => false)
      if (has) return
      await keys.press('Tab')
    }
    throw new Error(`Tab did not lead to ${name}.`)
  }
  await keys.type('By keys')
  await tabTo('Repository')
  await keys.type(repo)
  await keys.press('Escape')
  await graph('Graph of review').waitFor()
  await tabTo('Branch')
  await keys.press('ArrowDown')
  await keys.press('ArrowDown')
  await keys.press('Enter')
  expect(await field('Branch').inputValue()).toBe('next')
  await tabTo('Pipeline')
  await graph('Graph of review').or(page.getByText('On next there are:')).first().waitFor()
  await keys.press('Control+A')
  await keys.type('rev')
  await keys.press('ArrowDown')
  await keys.press('Enter')
  expect(await field('Pipeline').inputValue()).toBe('review')
  await graph('Graph of review').waitFor()
  await tabTo('Fires')
  await keys.type('Only')
  await tabTo('Create job')
  await keys.press('Enter')
  await heading('By keys').waitFor()
  expect(await job('by-keys')).toMatchObject({ source: { branch: 'next' }, schedule: { type: 'manual' } })
})

test('it fits a narrow window, in the dark', async () => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 400, height: 760 })
  await edit('by-keys')
  await graph('Graph of review').waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400)
  await picture('form-narrow')
  expect(await violations()).toEqual([])
})

test('nothing broke on the way', () => {
  expect(troubles).toEqual([])
})
