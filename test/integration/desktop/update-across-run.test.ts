import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { Run, RunSummary } from '../../../contract/index.ts'
import { buildPart, staleParts } from '../../../scripts/build/build-part.ts'
import { type DesktopFixture, openDesktop, waitFor } from '../../support/desktop-fixture.ts'
import { tinyImage } from '../../support/tiny-image.ts'
import { serveUpdate, type UpdateFeed } from '../../support/update-feed.ts'

// The app is replaced by its next version while a run bakes: the bundled main process, the real electron-updater, a real
// oven on real Docker, each version a process of its own. Stood in for: Electron (test/support/electron-double), and on the
// Mac's side Squirrel, which would swap the app and start it again. The next version has the same code, and says another
// number. On Linux nothing of the update is stood in for: the updater itself puts the new file in place and starts it.

const root = join(import.meta.dirname, '../../..')
const OLD = '1.0.0'
const NEW = '2.0.0'
let desktop: DesktopFixture
let feed: UpdateFeed

beforeAll(async () => {
  for (const part of staleParts(root, ['main', 'preload', 'renderer'])) await buildPart(root, part)
}, 240_000)
afterEach(async () => {
  feed.close()
  await desktop.dispose([OLD, NEW])
})

/** Counts aloud until it is told to end, by a signal that only this test sends. */
const counting = {
  id: 'counting',
  type: 'docker',
  image: tinyImage,
  command: [
    'sh',
    '-c',
    'trap \'enough=1\' USR1; i=0; while [ -z "$enough" ]; do i=$((i+1)); echo line $i; sleep 0.1; done; echo last $i; exit 7',
  ],
  schedule: { type: 'manual' },
  notifications: { onSuccess: true, onFailure: true },
}

async function startOld(
  platform: 'darwin' | 'linux',
  next: { name: string; file: (desktop: DesktopFixture) => Buffer },
) {
  desktop = openDesktop(platform)
  writeFileSync(join(desktop.home, 'jobs.json'), JSON.stringify({ jobs: [counting] }))
  feed = await serveUpdate({ version: NEW, name: next.name, file: next.file(desktop) })
  desktop.tellUpdatesAt(feed.url)
  const image = join(desktop.folder, 'agent-oven.AppImage')
  if (platform === 'linux') writeFileSync(image, 'the version before')
  desktop.start(OLD, platform === 'linux' ? { APPIMAGE: image } : {})
  await desktop.sees(OLD, 'has its oven', ({ tooltip }) => tooltip?.includes('Nothing is baking') === true)
  return { image }
}

const runNow = () => desktop.oven<RunSummary>('POST', '/jobs/counting/run', {})
const runWhen = (id: string, what: string, holds: (run: Run) => boolean) =>
  waitFor(what, async () => {
    const run = await desktop.oven<Run>('GET', `/runs/${id}`).catch(() => null)
    return run !== null && holds(run) ? run : null
  })
async function baking(): Promise<RunSummary> {
  const run = await runNow()
  await runWhen(
    run.id,
    'the run says something',
    ({ startedAt, logBytes }) => startedAt !== null && logBytes > 150,
  )
  await desktop.sees(OLD, 'shows the run', ({ tooltip }) => tooltip?.includes('counting #1') === true)
  return run
}
const standOf = async (run: RunSummary) => ({
  container: containersOf(run)[0]!,
  logBytes: (await desktop.oven<Run>('GET', `/runs/${run.id}`)).logBytes,
})
const containersOf = (run: { id: string }) =>
  execFileSync('docker', ['ps', '-q', '--filter', `label=agent-oven.run=${run.id}`], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean)
const tellEnough = (run: { id: string }) =>
  execFileSync('docker', ['kill', '--signal', 'USR1', containersOf(run)[0]!])

/** Has the update looked for, and wanted, while the run is at work. */
async function wantUpdate(): Promise<void> {
  await desktop.click(OLD, 'Look for updates')
  await desktop.sees(OLD, 'offers it', ({ menu }) => menu.includes(`Install version ${NEW}`))
  expect(feed.requests.filter((path) => !path.endsWith('.yml'))).toEqual([])
  await desktop.click(OLD, `Install version ${NEW}`)
  const waiting = `Version ${NEW} is installed when no run is active`
  const sight = await desktop.sees(OLD, 'waits for the run', ({ menu }) => menu.includes(waiting))
  expect(sight.isInstalled).toBe(false)
}

/** A question that is answered with no changes nothing; one with yes ends this version. */
async function agree(): Promise<void> {
  const ask = async () => {
    await desktop.click(OLD, `Install version ${NEW} now`)
    await desktop.sees(OLD, 'asks', ({ questions }) => questions.length === 1)
  }
  await ask()
  const sight = await desktop.answer(OLD, 1)
  expect(sight).toMatchObject({ questions: [], isInstalled: false })
  await ask()
  expect((await desktop.sees(OLD, 'asks', () => true)).questions).toEqual([
    `counting #1 is baking. Install version ${NEW} now?`,
  ])
  await desktop.answer(OLD, 0)
  expect(await desktop.end(OLD)).toMatchObject({ code: 0, questions: [] })
}

/** The new version has the run, and the run ends as it would have, once, with all that it ever said. */
async function expectTakenUp(
  run: RunSummary,
  before: { container: string; logBytes: number },
): Promise<void> {
  await desktop.sees(NEW, 'has the run', ({ tooltip }) => tooltip?.includes('counting #1') === true)
  const { pid } = JSON.parse(readFileSync(join(desktop.home, 'instance.json'), 'utf8'))
  expect((await desktop.sees(NEW, 'is there', () => true)).pid).toBe(pid)
  await runWhen(run.id, 'the run goes on', ({ logBytes }) => logBytes > before.logBytes + 100)
  expect(containersOf(run)).toEqual([before.container])

  tellEnough(run)
  const ended = await runWhen(run.id, 'the run ends', ({ state }) => state === 'finished')
  expect(ended).toMatchObject({ outcome: 'failed', exitCode: 7, error: { code: 'exit-code' } })
  const { runs } = await desktop.oven<{ runs: RunSummary[] }>('GET', '/runs')
  expect(runs.map(({ id }) => id)).toEqual([run.id])
  const log = execFileSync('sh', ['-c', `cat '${desktop.home}'/logs/jobs/counting/*${run.id}.log`], {
    encoding: 'utf8',
  })
  const said = log.split('\n').filter((line) => /^(line|last) \d+$/.test(line))
  const count = said.length - 1
  expect(count).toBeGreaterThan(10)
  expect(said).toEqual([...Array.from({ length: count }, (_, at) => `line ${at + 1}`), `last ${count}`])
  const told = await desktop.sees(NEW, 'tells the end', ({ notifications }) => notifications.length > 0)
  expect(told.notifications).toEqual(['counting #1: failed'])
  expect(containersOf(run)).toEqual([])
}

test('macOS: agreed to while a run bakes, the update is installed, and the next version brings the run to its end', async () => {
  await startOld('darwin', { name: `agent-oven-${NEW}-mac.zip`, file: () => Buffer.from('the next version') })
  const run = await baking()
  await wantUpdate()
  const before = await standOf(run)
  await agree()
  const end = await desktop.end(OLD)
  expect(end).toMatchObject({ isInstalled: true, notifications: [expect.stringContaining(NEW)] })
  expect(existsSync(join(desktop.home, 'instance.json'))).toBe(false)
  expect(containersOf(run)).toEqual([before.container])
  // What Squirrel does next.
  desktop.start(NEW)
  await expectTakenUp(run, before)
}, 300_000)

test('Linux: the updater starts the next version from the file it put in place, which brings the run to its end', async () => {
  const { image } = await startOld('linux', {
    name: `agent-oven-${NEW}-linux.AppImage`,
    // It would take itself for a second instance where the version before still had the place.
    file: ({ folder, commandOf }) =>
      Buffer.from(
        `#!/bin/sh\n[ -L '${folder}/user-data/SingletonLock' ] && touch '${folder}/taken'\nexec ${commandOf(NEW)}\n`,
      ),
  })
  const run = await baking()
  await wantUpdate()
  const before = await standOf(run)
  expect(readFileSync(image, 'utf8')).toBe('the version before')
  await agree()
  expect(readFileSync(image, 'utf8')).toContain(NEW)
  expect(existsSync(join(desktop.folder, 'taken'))).toBe(false)
  await expectTakenUp(run, before)
}, 300_000)

test('not agreed to, it waits for the end of the run, and asks nothing then', async () => {
  await startOld('darwin', { name: `agent-oven-${NEW}-mac.zip`, file: () => Buffer.from('the next version') })
  const run = await baking()
  await wantUpdate()
  tellEnough(run)
  const end = await desktop.end(OLD)
  expect(end).toMatchObject({ code: 0, isInstalled: true, questions: [] })
  expect(containersOf(run)).toEqual([])
  // Whichever version tells the run's end, it is told once.
  desktop.start(NEW)
  const idle = 'Agent Oven\ncounting #1 failed'
  const tellings = (titles: string[]) => titles.filter((title) => title === 'counting #1: failed').length
  await desktop.sees(
    NEW,
    'has the run among what was',
    ({ tooltip, notifications }) =>
      tooltip?.startsWith(idle) === true && tellings(end.notifications) + tellings(notifications) === 1,
  )
}, 300_000)
