import { execFile, execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { extractAll, extractFile, listPackage } from '@electron/asar'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { build, type CliOptions } from 'electron-builder'
import plist from 'plist'
import { afterAll, beforeAll, expect, test } from 'vitest'
import packageFile from '../../package.json' with { type: 'json' }
import { buildPart, PARTS, staleParts } from '../../scripts/build/build-part.ts'
import { planDistribution } from '../../scripts/pack/distribution.ts'
import { stageProgram } from '../../scripts/pack/stage-program.ts'
import { writeStandInElectron } from './stand-in-electron.ts'

// The full pack as electron-builder makes it, on stand-ins for Electron's own zips: what is in it, how its fuses stand,
// and that the command it carries works. What only a Mac can do (signing, notarising, dmg) is left to release.yml.

const root = join(import.meta.dirname, '../..')
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'oven-pack-')))
const linux = join(folder, 'out/linux-unpacked')
const mac = join(folder, 'out/mac-arm64/Agent Oven.app/Contents')
const resources = { linux: join(linux, 'resources'), mac: join(mac, 'Resources') }

beforeAll(async () => {
  for (const part of staleParts(root, PARTS)) await buildPart(root, part)
  const zips = join(folder, 'zips')
  await writeStandInElectron(zips)
  const staged = stageProgram(root, join(folder, 'program'))
  const { config } = planDistribution(root, { OVEN_UPDATE_URL: 'https://updates.example.org/oven' })
  const options: CliOptions & { mac: string[]; linux: string[] } = {
    projectDir: root,
    config: {
      ...config,
      // On a Mac it would sign what is no program.
      mac: { ...config.mac, identity: null },
      electronDist: zips,
      directories: { ...config.directories, output: join(folder, 'out') },
      extraResources: [{ from: staged, to: 'oven' }],
    },
    publish: 'never',
    linux: ['dir:x64'],
    mac: ['dir:arm64'],
  }
  await build(options)
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort()
}

function archived(system: 'linux' | 'mac'): string[] {
  const archive = join(resources[system], 'app.asar')
  const all = listPackage(archive, { isPack: false }).map((path) => path.slice(1))
  return all.filter((path) => !all.some((other) => other.startsWith(`${path}/`))).sort()
}

test.each(['linux', 'mac'] as const)(
  'the archive for %s holds what was built for the app and nothing else',
  (system) => {
    const built = ['main', 'preload', 'renderer'].flatMap((part) =>
      filesBelow(join(root, 'dist', part)).map((path) => `dist/${part}/${path}`),
    )
    expect(archived(system)).toEqual([...built, 'package.json', 'LICENSE'].sort())
    const packed = JSON.parse(extractFile(join(resources[system], 'app.asar'), 'package.json').toString())
    expect(packed).toMatchObject({
      name: 'agent-oven',
      version: packageFile.version,
      main: 'dist/main/main.cjs',
    })
    expect(packed).not.toHaveProperty('devDependencies')
  },
)

test.each(['linux', 'mac'] as const)(
  'beside the archive for %s lie the command, its window and the images',
  (system) => {
    const carried = join(resources[system], 'oven')
    const images = filesBelow(join(root, 'images'))
      .filter((path) => !path.endsWith('.gitkeep'))
      .map((path) => `images/${path}`)
    expect(filesBelow(carried).filter((path) => path.startsWith('images/'))).toEqual(images)
    expect(new Set(filesBelow(carried).map((path) => path.split('/').slice(0, 2).join('/')))).toEqual(
      new Set([
        'bin/oven',
        'dist/host',
        'dist/renderer',
        'package.json',
        ...images.map((path) => path.split('/').slice(0, 2).join('/')),
      ]),
    )
    const mode = (path: string) => statSync(path).mode & 0o111
    for (const path of images) expect(mode(join(carried, path)), path).toBe(mode(join(root, path)))
  },
)

test.each([
  ['linux', join(linux, 'agent-oven')],
  ['mac', join(mac, '..')],
])('the fuses for %s stand as decided', async (_system, program) => {
  const wire = await getCurrentFuseWire(program)
  const state = (fuse: FuseV1Options) => wire[fuse] === FuseState.ENABLE
  expect({
    runAsNode: state(FuseV1Options.RunAsNode),
    cookies: state(FuseV1Options.EnableCookieEncryption),
    nodeOptions: state(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
    inspect: state(FuseV1Options.EnableNodeCliInspectArguments),
    integrity: state(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
    onlyAsar: state(FuseV1Options.OnlyLoadAppFromAsar),
    snapshot: state(FuseV1Options.LoadBrowserProcessSpecificV8Snapshot),
    fileRights: state(FuseV1Options.GrantFileProtocolExtraPrivileges),
  }).toEqual({
    runAsNode: true,
    cookies: true,
    nodeOptions: false,
    inspect: false,
    integrity: true,
    onlyAsar: true,
    snapshot: false,
    fileRights: false,
  })
})

test('Info.plist makes a menu-bar app with its links, its texts and the integrity of its archive', () => {
  const info = plist.parse(readFileSync(join(mac, 'Info.plist'), 'utf8')) as Record<string, unknown>
  expect(info).toMatchObject({
    CFBundleIdentifier: 'dev.agent-oven',
    CFBundleName: 'Agent Oven',
    CFBundleShortVersionString: packageFile.version,
    LSUIElement: true,
    LSMinimumSystemVersion: '13.0',
    NSUserNotificationAlertStyle: 'alert',
    LSApplicationCategoryType: 'public.app-category.developer-tools',
    CFBundleURLTypes: [{ CFBundleURLName: 'Agent Oven', CFBundleURLSchemes: ['agent-oven'] }],
    ElectronAsarIntegrity: {
      'Resources/app.asar': { algorithm: 'SHA256', hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    },
  })
  // Without its text macOS ends an app that asks.
  const texts = Object.entries(info).filter(([name]) => name.endsWith('UsageDescription'))
  for (const folder of ['Desktop', 'Documents', 'Downloads'])
    expect(info[`NS${folder}FolderUsageDescription`]).toContain(folder.toLowerCase())
  for (const name of ['NSRemovableVolumes', 'NSNetworkVolumes', 'NSLocalNetwork'])
    expect(texts.map(([key]) => key)).toContain(`${name}UsageDescription`)
  for (const [, text] of texts) expect(text).toMatch(/^Jobs that .+ need this\.$/)
  const icon = readFileSync(join(resources.mac, String(info.CFBundleIconFile)))
  expect(icon.equals(readFileSync(join(root, 'build/icons/app/icon.icns')))).toBe(true)
})

test('the app knows where its updates are', () => {
  const written = readFileSync(join(resources.linux, 'app-update.yml'), 'utf8')
  expect(written).toContain('provider: generic')
  expect(written).toContain('url: https://updates.example.org/oven')
})

test('the carried command works from a link, and builds its images from what it carries', () => {
  const link = join(folder, 'bin/oven')
  mkdirSync(join(folder, 'bin'))
  symlinkSync(join(resources.linux, 'oven/bin/oven'), link)
  const env = { PATH: process.env.PATH, HOME: folder, AGENT_OVEN_HOME: join(folder, 'home') }
  const run = (...words: string[]) => execFileSync(link, words, { encoding: 'utf8', env })
  expect(run('--version').trim()).toBe(packageFile.version)
  expect(JSON.parse(run('jobs', 'list', '--json'))).toEqual([])
})

test('the packed app starts from what is in it alone, and offers its command', async () => {
  // Far from any node_modules: what is not bundled is not found.
  const app = join(folder, 'lonely-app')
  extractAll(join(resources.linux, 'app.asar'), app)
  const bin = join(folder, '.local/bin')
  mkdirSync(bin, { recursive: true })
  const env = {
    PATH: `${bin}:/usr/bin:/bin`,
    HOME: folder,
    SHLVL: '1',
    AGENT_OVEN_HOME: join(folder, 'packed-home'),
    DOCKER_HOST: 'unix:///nonexistent/engine.sock',
  }
  const script = join(root, 'test/support/boot-bundle.ts')
  const words = [script, app, join(folder, 'user-data'), resources.linux]
  const { stdout } = await promisify(execFile)(process.execPath, words, { env, timeout: 240_000 })
  expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toMatchObject({
    kind: 'desktop',
    httpStatus: 200,
    trayIcon: true,
    carriedCommand: true,
    exitCode: 0,
  })
}, 300_000)

test('a command whose app has gone says so', () => {
  const lonely = stageProgram(root, join(folder, 'lonely/oven'))
  expect(() => execFileSync(join(lonely, 'bin/oven'), ['status'], { stdio: 'pipe' })).toThrow(
    /error: The Agent Oven app is not where this command belongs to[\s\S]*hint: /,
  )
})
