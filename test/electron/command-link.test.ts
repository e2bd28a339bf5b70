import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { installCommandLink, removeCommandLink, showCommandLink } from '../../electron/command-link.ts'

const SCRIPT = '/Applications/Agent Oven.app/Contents/Resources/oven/bin/oven'
let home: string
let bin: string

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'oven-link-')))
  bin = join(home, '.local/bin')
  mkdirSync(bin, { recursive: true })
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const place = (changes: { script?: string | null; env?: NodeJS.ProcessEnv } = {}) => ({
  script: SCRIPT,
  platform: 'darwin',
  ...changes,
  env: { HOME: home, PATH: `/does/not/exist:${bin}`, ...changes.env },
})

test('the command goes into a folder of PATH, is found there, and goes again', () => {
  const path = join(bin, 'oven')
  expect(showCommandLink(place())).toMatchObject({ status: 'absent', path, hint: `It goes into ${bin}.` })
  expect(installCommandLink(place())).toEqual({ status: 'installed', path, target: SCRIPT, hint: null })
  expect(readlinkSync(path)).toBe(SCRIPT)
  expect(installCommandLink(place()).status).toBe('installed')
  expect(removeCommandLink(place())).toMatchObject({ status: 'absent', path })
  expect(removeCommandLink(place()).status).toBe('absent')
})

test('a folder where programs are expected comes before others', () => {
  const other = join(home, 'go/bin')
  mkdirSync(other, { recursive: true })
  expect(showCommandLink(place({ env: { PATH: `${other}:${bin}` } })).path).toBe(join(bin, 'oven'))
})

test('a link of the app when it lay elsewhere is replaced, also one that leads nowhere', () => {
  symlinkSync('/Users/baker/Downloads/Agent Oven.app/Contents/Resources/oven/bin/oven', join(bin, 'oven'))
  expect(showCommandLink(place()).status).toBe('outdated')
  expect(installCommandLink(place()).status).toBe('installed')
  expect(readlinkSync(join(bin, 'oven'))).toBe(SCRIPT)
})

test('another program of that name is neither replaced nor removed', () => {
  writeFileSync(join(bin, 'oven'), '#!/bin/sh\n')
  chmodSync(join(bin, 'oven'), 0o755)
  expect(installCommandLink(place())).toMatchObject({ status: 'taken', path: join(bin, 'oven') })
  expect(removeCommandLink(place()).status).toBe('taken')
})

test('without a folder to write to it says what to type', () => {
  const { status, path, hint } = installCommandLink(place({ env: { PATH: '/does/not/exist' } }))
  expect({ status, path }).toEqual({ status: 'absent', path: null })
  expect(hint).toContain(`sudo ln -sf '${SCRIPT}' /usr/local/bin/oven`)
})

test.each([
  ['a checkout', { script: null }, 'checkout'],
  ['an AppImage', { env: { APPIMAGE: '/home/baker/agent-oven.AppImage' } }, 'AppImage'],
  ['a disk image', { script: `/Volumes/Agent Oven${SCRIPT}` }, 'Applications folder'],
  [
    'a quarantined app',
    { script: `/private/var/folders/x/AppTranslocation/y/d${SCRIPT}` },
    'Applications folder',
  ],
])('of %s no link is made', (_what, changes, why) => {
  const shown = installCommandLink(place(changes))
  expect(shown.status).toBe('unsupported')
  expect(shown.hint).toContain(why)
})
