import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildPart, staleParts } from '../../scripts/build/build-part.ts'
import { type HostFixture, removeContainersOf, startHost } from '../support/host-fixture.ts'
import { makePipelineRepo, type PipelineStage } from '../support/pipeline-repo.ts'
import { tinyImage } from '../support/tiny-image.ts'

// The page of a run over a real host, with real runs of every kind of end. What each looked like is kept as pictures.

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'oven-run-page-'))
const home = join(folder, 'oven')
const pictures = join(root, 'test-results/run-page')
const patience = { timeout: 60_000, interval: 100 }
const complaints: string[] = []
let host: HostFixture
let browser: Browser
let context: BrowserContext
let page: Page

const manual = { schedule: { type: 'manual' } }
const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name })
const openTab = (name: string) => page.getByRole('tab', { name: new RegExp(`^${name}`) }).click()
const logLines = () => page.getByRole('region', { name: 'Log lines' })

async function addJob(job: object): Promise<void> {
  const file = join(folder, 'job.json')
  writeFileSync(file, JSON.stringify({ ...manual, ...job }))
  const { exitCode, stderr } = await host.oven(['jobs', 'add', '--file', file, '--json'])
  expect([exitCode, stderr]).toEqual([0, ''])
}

async function addPipeline(id: string, stages: PipelineStage[], more: object = {}): Promise<void> {
  const place = join(folder, id)
  mkdirSync(place)
  const { path } = makePipelineRepo(place, stages)
  await addJob({ id, type: 'agent-pipeline', source: { repo: path }, pipeline: 'review', ...more })
}

const addDocker = (id: string, script: string, more: object = {}) =>
  addJob({ id, type: 'docker', image: tinyImage, command: ['sh', '-c', script], ...more })

async function startRun(id: string, words: string[] = []): Promise<{ id: string; number: number }> {
  const { json, stderr } = await host.oven(['run', id, ...words, '--json'])
  if (json === undefined) throw new Error(stderr)
  return json
}

async function finished(run: { id: string }): Promise<void> {
  const ended = async () => (await host.oven(['runs', 'show', run.id, '--json'])).json.state
  await expect.poll(ended, { timeout: 120_000, interval: 500 }).toBe('finished')
}

async function open(run: { id: string }): Promise<void> {
  await page.goto(`${host.address}/#/runs/${run.id}`)
  await page.getByRole('tab', { name: 'Receipt' }).waitFor()
}

/** Keeps what is on the screen as pictures, in both themes and two widths, and has axe look at it. */
async function look(name: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    for (const width of [1120, 720]) {
      await page.setViewportSize({ width, height: 760 })
      await page.screenshot({ path: join(pictures, `${name}-${scheme}-${width}.png`) })
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    }
    await page.setViewportSize({ width: 1120, height: 760 })
    const { violations } = await new AxeBuilder({ page }).include('main').exclude('[class*=_node_]').analyze()
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
    expect([name, scheme, ...found]).toEqual([name, scheme])
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

beforeAll(async () => {
  for (const part of staleParts(root, ['renderer'])) await buildPart(root, part)
  mkdirSync(pictures, { recursive: true })
  mkdirSync(home)
  host = await startHost({ home })
  // An empty oven would open at its first steps.
  await addDocker('idle', 'true')
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  })
  context = await browser.newContext({ viewport: { width: 1120, height: 760 }, reducedMotion: 'reduce' })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  page = await context.newPage()
  page.setDefaultTimeout(60_000)
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) complaints.push(message.text())
  })
  await page.goto(host.url)
  await page.getByRole('navigation', { name: 'Sections' }).waitFor()
})

afterAll(async () => {
  await browser?.close()
  await host?.stop('SIGTERM')
  await removeContainersOf(home)
  rmSync(folder, { recursive: true, force: true })
})

describe('a pipeline that goes well', () => {
  let run: { id: string; number: number }

  test('moves by itself while it bakes: graph, timeline, transcript', async () => {
    await addPipeline('nightly-review', [
      { name: 'review', rehearse: 'sleep:2' },
      { name: 'security-audit', dependsOn: ['review'], rehearse: 'sleep:4', model: 'opus' },
      { name: 'doc-updater', dependsOn: ['review'], rehearse: 'sleep:3', model: 'haiku' },
      { name: 'report', dependsOn: ['security-audit', 'doc-updater'] },
    ])
    run = await startRun('nightly-review', ['--rehearse'])
    await open(run)
    const timeline = page.getByRole('figure', { name: 'Timeline' })
    const bar = (name: string) => timeline.getByRole('button', { name: new RegExp(`^${name}`) })
    await bar('security-audit').waitFor({ timeout: 90_000 })
    await page.getByText('Rehearsing the stage review').waitFor()
    const width = async () => (await bar('security-audit').boundingBox())!.width
    await expect
      .poll(() => bar('security-audit').getAttribute('aria-label'), patience)
      .toMatch(/Running, [23]s/)
    // Those that run beside each other lie below each other.
    const [above, below] = await Promise.all(
      [bar('security-audit'), bar('doc-updater')].map((each) => each.boundingBox()),
    )
    expect(above!.y).not.toBe(below!.y)
    expect(Math.abs(above!.x - below!.x)).toBeLessThan(await width())
    await look('baking')
    await page.getByRole('button', { name: 'Rehearse again' }).waitFor({ timeout: 60_000 })
    await expect.poll(() => bar('report').getAttribute('aria-label'), patience).toMatch(/^report: Succeeded/)
  }, 180_000)

  test('shows what each stage said; a stage is chosen in the list, the graph and the timeline', async () => {
    await look('succeeded')
    const transcript = page.getByRole('region', { name: 'Transcript' })
    await page.getByRole('combobox', { name: 'Stage' }).selectOption('report')
    await transcript.getByText('Rehearsing the stage report').waitFor()
    expect(await transcript.innerText()).not.toContain('the stage review')
    await page
      .getByRole('figure', { name: 'Timeline' })
      .getByRole('button', { name: /^doc-updater/ })
      .click()
    await transcript.getByText('Rehearsing the stage doc-updater').waitFor()
    expect(await page.getByRole('combobox', { name: 'Stage' }).inputValue()).toBe('doc-updater')
  })

  test('shows what it changed as a diff, file by file', async () => {
    await openTab('Changes')
    await page.getByRole('heading', { level: 3, name: /^On pipeline\/review\// }).waitFor()
    const file = page.getByRole('article').filter({ hasText: 'rehearsal/doc-updater.md' })
    await file.getByText('This note was left by a rehearsal').waitFor()
    await expect.poll(() => page.getByRole('article').count()).toBe(4)
    expect(await file.getByRole('cell').allInnerTexts()).not.toHaveLength(0)
    await look('changes')
    await page.getByRole('radio', { name: 'Side by side' }).check({ force: true })
    await expect.poll(() => page.locator('.diff-split').count(), patience).toBe(4)
    await file.getByRole('button').first().click()
    await expect.poll(() => page.locator('.diff-split').count(), patience).toBe(3)
  })

  test('keeps artifacts that can be looked at and saved', async () => {
    await openTab('Artifacts')
    const list = page.getByRole('list', { name: 'Artifacts' })
    await expect.poll(() => list.getByRole('listitem').count(), patience).toBe(2)
    await list.getByRole('button', { name: 'changes.diff', exact: true }).click()
    await list.getByText('diff --git a/rehearsal/').first().waitFor()
    await look('artifacts')
    const saving = page.waitForEvent('download')
    await list.getByRole('button', { name: 'Download changes.diff' }).click()
    const saved = readFileSync(await (await saving).path())
    expect(saved.equals(readFileSync(join(home, 'artifacts', run.id, 'changes.diff')))).toBe(true)
  })

  test('has a receipt of everything that was written down', async () => {
    await openTab('Receipt')
    const receipt = page.getByRole('tabpanel')
    await receipt.getByText('The job as it was run').waitFor()
    const { json } = await host.oven(['runs', 'show', run.id, '--json'])
    expect(await receipt.innerText()).toContain(json.image.id)
    await look('receipt')
    await page.getByRole('button', { name: 'Copy as Markdown' }).click()
    const markdown = await page.evaluate(() => navigator.clipboard.readText())
    expect(markdown).toContain('# nightly-review #1')
    expect(markdown).toMatch(/\| security-audit \| Succeeded \| opus/)
    await page.getByRole('button', { name: 'Copy as JSON' }).click()
    const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))
    expect(copied).toMatchObject({ run: { id: run.id }, setting: { job: { id: 'nightly-review' } } })
  })
})

test('the command line shows and hands out the same', async () => {
  const name = 'nightly-review#1'
  const { stdout: diff } = await host.oven(['runs', 'changes', name])
  const clone = join(folder, 'clone')
  execFileSync('git', ['clone', '--quiet', join(folder, 'nightly-review/repo.git'), clone])
  execFileSync('git', ['-C', clone, 'apply', '-'], { input: diff })
  expect(readFileSync(join(clone, 'rehearsal/report.md'), 'utf8')).toContain('# report')

  const { json: files } = await host.oven(['runs', 'artifacts', 'list', name, '--json'])
  expect(files.map(({ path }: { path: string }) => path)).toEqual(['changes.diff', 'setting.json'])
  const { stdout: setting } = await host.oven(['runs', 'artifacts', 'get', name, 'setting.json'])
  expect(JSON.parse(setting).job).toMatchObject({ id: 'nightly-review', pipeline: 'review' })
  const output = join(folder, 'saved.diff')
  await host.oven(['runs', 'artifacts', 'get', name, 'changes.diff', '-o', output])
  expect(readFileSync(output, 'utf8')).toContain('# agent-oven: branch pipeline/review/')
  const wrong = await host.oven(['runs', 'artifacts', 'get', name, '../../oven.db', '-o', join(folder, 'no')])
  expect([wrong.exitCode === 0, existsSync(join(folder, 'no'))]).toEqual([false, false])

  const found = await host.oven(['runs', 'logs', name, '--search', 'STAGE: REPORT'])
  expect(found.stdout).toMatch(/^\d+:Stage: report - STARTED\n\d+:Stage: report - COMPLETED .*\n$/)
  const none = await host.oven(['runs', 'logs', name, '--search', 'STAGE: REPORT', '--match-case', '--json'])
  expect([none.exitCode, none.json]).toMatchObject([1, { count: 0, lines: [] }])
})

describe('runs that did not go well', () => {
  test('a failed stage is open at once, with why and what it said', async () => {
    await addPipeline('weekly-deps', [
      { name: 'plan' },
      { name: 'update', dependsOn: ['plan'], rehearse: 'fail' },
      { name: 'verify', dependsOn: ['update'] },
    ])
    const run = await startRun('weekly-deps', ['--rehearse'])
    await finished(run)
    await open(run)
    expect(await page.getByRole('combobox', { name: 'Stage' }).inputValue()).toBe('update')
    await page.getByRole('region', { name: 'Transcript' }).getByText('Rehearsing the stage update').waitFor()
    await page.getByRole('alert').waitFor()
    await look('failed')

    await page.getByRole('button', { name: 'Retry' }).click()
    await heading(/weekly-deps #2/).waitFor()
    await page.getByText('attempt 2', { exact: true }).waitFor()
    await page.getByRole('list', { name: 'Notes' }).getByRole('link', { name: '#1' }).click()
    await heading(/weekly-deps #1/).waitFor()
    await page.getByRole('list', { name: 'Notes' }).getByRole('link', { name: '#2' }).waitFor()
  }, 180_000)

  test('a rate limit says when it lifts and when it is tried again, and the retry can begin now', async () => {
    await addPipeline('hourly-triage', [{ name: 'triage', rehearse: 'limit' }], {
      retry: { maxAttempts: 2, backoffSeconds: 600 },
    })
    const run = await startRun('hourly-triage', ['--rehearse'])
    await finished(run)
    await open(run)
    const notes = page.getByRole('list', { name: 'Notes' })
    await notes.getByText('The rate limit lifts').waitFor()
    await notes.getByText('Will be tried again').waitFor()
    await look('rate-limited')
    await notes.getByRole('link', { name: '#2' }).click()
    await heading(/hourly-triage #2/).waitFor()
    await notes.getByText('Begins at').waitFor()
    await look('waiting')
    await notes.getByRole('button', { name: 'Now' }).click()
    await notes.getByText('Begins at').waitFor({ state: 'detached' })
  }, 300_000)

  test('a blocked run says what to do and leads there', async () => {
    await addPipeline('needs-login', [{ name: 'review' }], { auth: 'api-key' })
    const run = await startRun('needs-login')
    await finished(run)
    await open(run)
    await look('blocked')
    const fix = page.locator('main header').getByRole('link', { name: /^Open (secrets|credentials)$/ })
    await fix.click()
    await page.getByRole('heading', { level: 1, name: /^(Secrets|Credentials)$/ }).waitFor()
  }, 300_000)

  test('a lost run says so', async () => {
    await addDocker('long-one', 'echo begun; sleep 600')
    const run = await startRun('long-one')
    await open(run)
    await logLines().getByText('begun').waitFor({ timeout: 60_000 })
    await host.stop('SIGKILL')
    const install = readFileSync(join(home, 'install-id'), 'utf8').trim()
    const found = execFileSync('docker', [
      'ps',
      '-aq',
      '--filter',
      `label=agent-oven.install=${install}`,
      '--filter',
      `label=agent-oven.run=${run.id}`,
    ])
    execFileSync('docker', ['rm', '-f', ...found.toString().trim().split('\n')])
    host = await startHost({ home, words: ['--port', String(host.port)] })
    await page.getByText('Lost', { exact: true }).first().waitFor({ timeout: 60_000 })
    await look('lost')
  }, 300_000)
})

describe('a log', () => {
  test('is searched as a whole, also where the screen has not been', async () => {
    await addDocker(
      'chatty',
      'i=0; while [ $i -lt 30000 ]; do echo "line $i of the work that goes on and on"; if [ $i = 4321 ]; then printf "\\033[31mERROR\\033[0m: it broke\\n"; fi; i=$((i+1)); done; exit 3',
    )
    const run = await startRun('chatty')
    await finished(run)
    await open(run)
    await logLines().getByText('line 29999 of').waitFor({ timeout: 60_000 })
    await page.getByRole('searchbox', { name: 'Search the log' }).fill('Line 1234')
    const count = page.getByRole('search').getByRole('status')
    await expect.poll(() => count.innerText(), patience).toBe('11 of 11')
    await logLines().getByText('line 12349 of').waitFor()
    await look('log-search')
    await page.keyboard.press('Enter')
    await expect.poll(() => count.innerText(), patience).toBe('1 of 11')
    await logLines().getByText('line 1234 of').waitFor()
    expect(await logLines().locator('[data-current]').innerText()).toContain('line 1234 of')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Go to the first error' }).click()
    await logLines().getByText('ERROR').waitFor()
    expect(await logLines().locator('[data-current]').innerText()).toBe('ERROR: it broke')
    await page.keyboard.press('g')
    await logLines().getByText('line 0 of').waitFor()
    await page.keyboard.press('Shift+G')
    await logLines().getByText('line 29999 of').waitFor()
  }, 300_000)

  test('goes on over the death and return of the host, without a reload, a gap or a repeat', async () => {
    await addDocker('counting', 'for i in $(seq 1 40); do echo "number $i."; sleep 0.2; done')
    const run = await startRun('counting')
    await open(run)
    const numbers = async () =>
      [...(await logLines().innerText()).matchAll(/^number (\d+)\.$/gm)].map((match) => Number(match[1]))
    await expect.poll(async () => (await numbers()).length, patience).toBeGreaterThan(4)
    await host.stop('SIGKILL')
    await page.getByText('Disconnected, trying again').waitFor()
    host = await startHost({ home, words: ['--port', String(host.port)] })
    await page.getByText('Complete').waitFor({ timeout: 60_000 })
    await page.setViewportSize({ width: 1120, height: 1400 })
    await expect.poll(numbers, patience).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
    await page.setViewportSize({ width: 1120, height: 760 })
  }, 300_000)

  test('wraps long lines when asked, and is saved whole', async () => {
    await addDocker('wide', 'printf "%02000d\\n" 7; echo last')
    const run = await startRun('wide')
    await finished(run)
    await open(run)
    await logLines().getByText('last').waitFor()
    const widest = () => logLines().evaluate((element) => element.scrollWidth - element.clientWidth)
    expect(await widest()).toBeGreaterThan(1000)
    await page.getByRole('button', { name: 'Wrap long lines' }).click()
    await expect.poll(widest).toBeLessThanOrEqual(0)
    await logLines().getByText('last').waitFor()
    await look('log-wrapped')
    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download the log' }).click()
    const saved = readFileSync(await (await saving).path(), 'utf8')
    expect(saved).toContain(`${'0'.repeat(1999)}7\nlast\n`)
    const { stdout } = await host.oven(['runs', 'logs', run.id])
    expect(saved).toBe(stdout)
  }, 300_000)
})

test('eight windows at once on active runs all stay live', async () => {
  await addDocker('ticking', 'for i in $(seq 1 600); do echo "tick $i"; sleep 0.2; done', {
    overlap: 'allow',
  })
  const runs = [await startRun('ticking'), await startRun('ticking')]
  const { stdout } = await host.oven(['open'])
  const shared = await browser.newContext({ viewport: { width: 900, height: 600 } })
  const first = await shared.newPage()
  await first.goto(stdout.trim())
  await first.getByRole('navigation', { name: 'Sections' }).waitFor()
  const session = await first.evaluate(() => window.sessionStorage.getItem('oven.session'))
  await shared.addInitScript((token) => window.sessionStorage.setItem('oven.session', token!), session)
  const windows = await Promise.all(
    Array.from({ length: 8 }, async (_, index) => {
      const each = await shared.newPage()
      await each.goto(`${host.address}/#/runs/${runs[index % 2]!.id}`)
      return each
    }),
  )
  const lastTick = async (each: Page) => {
    const text = await each.getByRole('region', { name: 'Log lines' }).innerText()
    return Number(/tick (\d+)\s*$/.exec(text)?.[1] ?? 0)
  }
  await Promise.all(windows.map((each) => expect.poll(() => lastTick(each), patience).toBeGreaterThan(3)))
  const before = await Promise.all(windows.map(lastTick))
  await Promise.all(
    windows.map((each, index) =>
      expect.poll(() => lastTick(each), patience).toBeGreaterThan(before[index]! + 5),
    ),
  )
  // And there is room for a call beside them.
  await windows[7]!.getByRole('button', { name: /^Stop/ }).click()
  await windows[7]!.getByText('Stopped', { exact: true }).first().waitFor({ timeout: 60_000 })
  for (const run of runs) await host.oven(['runs', 'cancel', run.id])
  await shared.close()
}, 180_000)

test('nothing broke on the way, and the pages kept to their security policy', () => {
  expect(complaints).toEqual([])
})
