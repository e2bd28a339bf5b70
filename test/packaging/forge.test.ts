import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listPackage } from '@electron/asar'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { api } from '@electron-forge/core'
import plist from 'plist'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPart, PARTS, staleParts } from '../../scripts/build/build-part.ts'
import { stageProgram } from '../../scripts/pack/stage-program.ts'
import { writeStandInElectron } from './stand-in-electron.ts'

// The local app as Forge packs it, with its real configuration but for the builds, which are there already. For a Mac
// of the older kind: on the newer one the fuses' plugin signs the app anew, which takes a Mac.

const root = join(import.meta.dirname, '../..')
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'oven-forge-')))
const contents = join(folder, 'app/out/Agent Oven-darwin-x64/Agent Oven.app/Contents')

beforeAll(async () => {
  for (const part of staleParts(root, PARTS)) await buildPart(root, part)
  await writeStandInElectron(join(folder, 'zips'))
  const app = join(folder, 'app')
  mkdirSync(app)
  symlinkSync(join(root, 'node_modules'), join(app, 'node_modules'))
  for (const path of [
    'package.json',
    'LICENSE',
    'build',
    'dist/main',
    'dist/preload',
    'dist/renderer',
    'README.md',
  ])
    cpSync(join(root, path), join(app, path), { recursive: true })
  const program = JSON.stringify(stageProgram(root, join(folder, 'program/oven')))
  const zips = JSON.stringify(join(folder, 'zips'))
  writeFileSync(
    join(app, 'forge.config.ts'),
    `import config from ${JSON.stringify(join(root, 'forge.config.ts'))}
export default {
  ...config,
  packagerConfig: { ...config.packagerConfig, electronZipDir: ${zips}, extraResource: [${program}] },
  plugins: config.plugins.filter(({ name }) => name !== 'vite'),
}
`,
  )
  await api.package({ dir: app, interactive: false, platform: 'darwin', arch: 'x64' })
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the archive holds the built parts, the command lies beside it', () => {
  const top = listPackage(join(contents, 'Resources/app.asar'), { isPack: false })
    .map((path) => path.split('/').slice(1, 3).join('/'))
    .filter((path) => path !== 'dist')
  expect(new Set(top)).toEqual(
    new Set(['dist/main', 'dist/preload', 'dist/renderer', 'package.json', 'LICENSE']),
  )
  expect(readdirSync(join(contents, 'Resources/oven')).sort()).toEqual([
    'bin',
    'dist',
    'images',
    'package.json',
  ])
})

test('Info.plist says what electron-builder’s says', () => {
  expect(plist.parse(readFileSync(join(contents, 'Info.plist'), 'utf8'))).toMatchObject({
    CFBundleIdentifier: 'dev.agent-oven',
    LSUIElement: true,
    LSMinimumSystemVersion: '13.0',
    NSUserNotificationAlertStyle: 'alert',
    CFBundleURLTypes: [{ CFBundleURLSchemes: ['agent-oven'] }],
  })
})

test('the fuses are set', async () => {
  const wire = await getCurrentFuseWire(join(contents, '..'))
  expect(wire[FuseV1Options.OnlyLoadAppFromAsar]).toBe(FuseState.ENABLE)
  expect(wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(FuseState.DISABLE)
  expect(wire[FuseV1Options.RunAsNode]).toBe(FuseState.ENABLE)
})
