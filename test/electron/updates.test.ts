import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openUpdater } from '../../electron/open-updater.ts'
import { createUpdates, type Updater } from '../../electron/updates.ts'

describe('with the real electron-updater and a server on this machine', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'oven-update-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  async function play(serves: string) {
    const story = join(import.meta.dirname, '../support/update-story.ts')
    const env = { PATH: process.env.PATH, HOME: folder, XDG_CACHE_HOME: join(folder, 'cache') }
    const { stdout } = await promisify(execFile)(process.execPath, [story, join(folder, 'app'), serves], {
      env,
      timeout: 240_000,
    })
    return JSON.parse(stdout.trim().split('\n').at(-1)!)
  }

  test('a newer version is offered, fetched when wanted, and installed when the last run has ended', async () => {
    expect(await play('newer')).toMatchObject({
      isReal: true,
      offers: ['9.9.9'],
      told: ['checking', 'available', 'downloading', 'waiting', 'installing', 'quitting'],
      fetchedByChecking: 0,
      whileRunsWereActive: { status: 'waiting', isInstalled: false },
      isInstalled: true,
      isSame: true,
    })
  }, 300_000)

  test('the version that runs is none', async () => {
    expect(await play('same')).toMatchObject({ offers: [], told: ['checking', 'idle'], isInstalled: false })
  }, 300_000)

  test('what is not what was announced is not installed', async () => {
    const story = await play('damaged')
    expect(story).toMatchObject({ isInstalled: false, isSame: false })
    expect(story.told.at(-1)).toBe('failed')
    expect(story.problem).toMatch(/^The update could not be downloaded: sha512 checksum mismatch/)
  }, 300_000)

  test('a server that fails is told, and nothing else happens', async () => {
    const { told, problem } = await play('nothing')
    expect(told).toEqual(['checking', 'failed'])
    expect(problem).toContain('503')
  }, 300_000)
})

describe('once a day', () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 0, 5, 8) }))
  afterEach(() => void vi.useRealTimers())

  function start() {
    let looks = 0
    const offers: string[] = []
    const updater: Updater = {
      autoDownload: true,
      autoInstallOnAppQuit: true,
      checkForUpdates: async () => {
        looks += 1
        return { isUpdateAvailable: true, updateInfo: { version: '2.0.0' } }
      },
      downloadUpdate: () => new Promise(() => {}),
      quitAndInstall: () => {},
      on: () => {},
    }
    const updates = createUpdates({
      updater,
      unsupported: null,
      version: '1.0.0',
      now: Date.now,
      log: () => {},
      beforeInstall: () => {},
      onOffer: (version) => offers.push(version),
    })
    return { updates, updater, offers, looks: () => looks }
  }
  const hours = (count: number) => vi.advanceTimersByTimeAsync(count * 3_600_000)

  test('it looks soon after the start and then daily, and offers a version once', async () => {
    const { updates, looks, offers } = start()
    updates.setDaily(true)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(looks()).toBe(0)
    await hours(1)
    expect(looks()).toBe(1)
    await hours(22)
    expect(looks()).toBe(1)
    await hours(26)
    expect(looks()).toBe(3)
    expect(offers).toEqual(['2.0.0'])
    updates.close()
  })

  test('days asleep count: the look after waking finds it due', async () => {
    const { updates, looks } = start()
    updates.setDaily(true)
    await hours(1)
    vi.setSystemTime(Date.now() + 3 * 86_400_000)
    await hours(0.5)
    expect(looks()).toBe(2)
    updates.close()
  })

  test('not when the settings say no', async () => {
    const { updates, looks } = start()
    updates.setDaily(false)
    await hours(60)
    expect(looks()).toBe(0)
    updates.close()
  })

  test('the updater does nothing by itself, and a download is not disturbed', async () => {
    const { updates, updater, looks } = start()
    expect(updater).toMatchObject({ autoDownload: false, autoInstallOnAppQuit: false })
    await updates.check()
    expect(updates.install().status).toBe('downloading')
    expect((await updates.check()).status).toBe('downloading')
    expect(looks()).toBe(1)
    updates.close()
  })
})

test('what waits for runs is installed when the user does not want to wait, and only what is there', async () => {
  const did: string[] = []
  const updater: Updater = {
    autoDownload: true,
    autoInstallOnAppQuit: true,
    checkForUpdates: async () => ({ isUpdateAvailable: true, updateInfo: { version: '2.0.0' } }),
    downloadUpdate: async () => void did.push('downloaded'),
    quitAndInstall: () => void did.push('installed'),
    on: () => {},
  }
  const updates = createUpdates({
    updater,
    unsupported: null,
    version: '1.0.0',
    now: Date.now,
    log: () => {},
    beforeInstall: () => void did.push('about to quit'),
    onOffer: () => {},
  })
  updates.setActiveRuns(1)
  updates.installNow()
  await updates.check()
  updates.installNow()
  updates.install()
  await expect.poll(() => updates.state().status).toBe('waiting')
  expect(did).toEqual(['downloaded'])
  updates.installNow()
  updates.installNow()
  expect(did).toEqual(['downloaded', 'about to quit', 'installed'])
  updates.close()
})

test('a build that cannot update itself says why', () => {
  const log = { info() {}, warn() {}, error() {}, debug() {} }
  const open = (isPackaged: boolean) =>
    openUpdater({ isPackaged, resourcesFolder: tmpdir(), platform: 'darwin', env: {}, log: log as never })
  expect(open(false)).toEqual({ updater: null, unsupported: expect.stringContaining('checkout') })
  expect(open(true)).toEqual({ updater: null, unsupported: 'This build was not told where updates are.' })
})
