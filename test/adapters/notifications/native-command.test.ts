import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, test, vi } from 'vitest'
import {
  createNativeCommandNotifier,
  findNativeCommand,
} from '../../../adapters/notifications/native-command.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'oven-native-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function program(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, name), 0o755)
}

const hostile = { title: '-e "$(touch pwned)" `id`', body: '\'; rm -rf / #\n<b>&"', runId: null, jobId: null }

test.each([
  ['darwin', 'osascript', {}, ['message', hostile.title, hostile.body]],
  ['linux', 'notify-send', { DISPLAY: ':0' }, ['--', hostile.title, '\'; rm -rf / #\n&lt;b&gt;&amp;"']],
])('on %s %s is handed the texts as they are, through no shell', async (platform, name, env, last) => {
  program(
    name,
    `for word in "$@"; do printf '%s\\0' "$word"; done > "${folder}/words.part"; mv "${folder}/words.part" "${folder}/words"`,
  )
  const command = findNativeCommand({ platform, env: { PATH: `/nowhere:${folder}`, ...env } })
  const troubles: string[] = []
  createNativeCommandNotifier(command!, (sentence) => troubles.push(sentence)).notify(hostile)
  const words = await vi.waitFor(() => readFileSync(join(folder, 'words'), 'utf8').split('\0').slice(0, -1), {
    timeout: 30_000,
  })
  expect(words.slice(-3)).toEqual(last)
  if (platform === 'darwin') expect(words.slice(0, -3).join(' ')).not.toContain('pwned')
  expect(troubles).toEqual([])
})

test.each([
  ['a Linux machine without a session', 'linux', {}],
  ['another system', 'freebsd', { DISPLAY: ':0' }],
  ['a Mac without its program', 'darwin', { PATH: '/nowhere' }],
])('%s has none', (_what, platform, env) => {
  program('notify-send', 'true')
  program('osascript', 'true')
  expect(findNativeCommand({ platform, env: { PATH: folder, ...env } })).toBeNull()
})

it('says that it could not, without the texts', async () => {
  program('notify-send', 'exit 3')
  const command = findNativeCommand({
    platform: 'linux',
    env: { PATH: folder, DBUS_SESSION_BUS_ADDRESS: 'x' },
  })
  const troubles: string[] = []
  createNativeCommandNotifier(command!, (sentence) => troubles.push(sentence)).notify(hostile)
  await vi.waitFor(() => expect(troubles).toHaveLength(1), { timeout: 30_000 })
  expect(troubles[0]).toMatch(/notify-send ended with 3\.$/)
  expect(troubles[0]).not.toContain('pwned')
})
