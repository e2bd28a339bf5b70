import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPackage } from '@electron/asar'
import plist from 'plist'
import packageFile from '../../package.json' with { type: 'json' }
import { writeZip, type ZipEntry } from './write-zip.ts'

/** The words that mark the fuses in Electron's program, and a wire of nine that are all off (https://github.com/electron/fuses). */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const WIRE = `${SENTINEL}\x01\x09${'0'.repeat(9)}`

export const electronVersion: string = packageFile.devDependencies.electron

/**
 * Writes zips into `folder` that look to both packers like Electron's releases: the right names of files, a real
 * `default_app.asar`, fuses to flip. What would be the program is a script that runs Node, as Electron does under
 * `ELECTRON_RUN_AS_NODE`. Nothing of it could show a window.
 */
export async function writeStandInElectron(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const defaultApp = await makeDefaultApp()
  const write = (platform: string, arch: string, entries: ZipEntry[]) =>
    writeFileSync(join(folder, `electron-v${electronVersion}-${platform}-${arch}.zip`), writeZip(entries))
  write('linux', 'x64', linuxEntries(defaultApp))
  for (const arch of ['arm64', 'x64']) write('darwin', arch, macEntries(defaultApp))
}

const program = (): Buffer =>
  Buffer.from(`#!/bin/sh\nexec '${process.execPath}' "$@"\nexit 1\n# ${WIRE}\n`, 'latin1')

function linuxEntries(defaultApp: Buffer): ZipEntry[] {
  const files = [
    'LICENSE',
    'LICENSES.chromium.html',
    'icudtl.dat',
    'chrome_100_percent.pak',
    'locales/en-US.pak',
  ]
  return [
    { path: 'electron', bytes: program(), executable: true },
    { path: 'chrome-sandbox', bytes: Buffer.from('stand-in'), executable: true },
    { path: 'version', bytes: Buffer.from(electronVersion) },
    { path: 'resources/default_app.asar', bytes: defaultApp },
    ...files.map((path) => ({ path, bytes: Buffer.from('stand-in') })),
  ]
}

function macEntries(defaultApp: Buffer): ZipEntry[] {
  const contents = 'Electron.app/Contents'
  const helpers = ['', ' (Renderer)', ' (GPU)', ' (Plugin)'].flatMap((kind) => {
    const name = `Electron Helper${kind}`
    const folder = `${contents}/Frameworks/${name}.app/Contents`
    return [
      { path: `${folder}/Info.plist`, bytes: infoOf(name, 'helper') },
      { path: `${folder}/MacOS/${name}`, bytes: program(), executable: true },
    ]
  })
  return [
    { path: `${contents}/Info.plist`, bytes: infoOf('Electron', 'app') },
    { path: `${contents}/MacOS/Electron`, bytes: program(), executable: true },
    { path: `${contents}/Resources/default_app.asar`, bytes: defaultApp },
    { path: `${contents}/Resources/electron.icns`, bytes: Buffer.from('stand-in') },
    { path: `${contents}/Resources/en.lproj/locale.pak`, bytes: Buffer.from('stand-in') },
    {
      path: `${contents}/Frameworks/Electron Framework.framework/Electron Framework`,
      bytes: program(),
      executable: true,
    },
    ...helpers,
    { path: 'LICENSE', bytes: Buffer.from('stand-in') },
    { path: 'LICENSES.chromium.html', bytes: Buffer.from('stand-in') },
    { path: 'version', bytes: Buffer.from(electronVersion) },
  ]
}

function infoOf(name: string, kind: string): Buffer {
  const info = {
    CFBundleName: name,
    CFBundleExecutable: name,
    CFBundleDisplayName: name,
    CFBundleIdentifier: `com.github.Electron.${kind}`,
    CFBundlePackageType: 'APPL',
    CFBundleVersion: electronVersion,
    CFBundleShortVersionString: electronVersion,
    CFBundleIconFile: 'electron.icns',
  }
  return Buffer.from(plist.build(info))
}

async function makeDefaultApp(): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'oven-default-app-'))
  try {
    mkdirSync(join(folder, 'app'))
    writeFileSync(join(folder, 'app/package.json'), '{"name":"electron","main":"main.js"}')
    writeFileSync(join(folder, 'app/main.js'), '')
    await createPackage(join(folder, 'app'), join(folder, 'default_app.asar'))
    return readFileSync(join(folder, 'default_app.asar'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
