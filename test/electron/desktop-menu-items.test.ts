import { expect, test } from 'vitest'
import type { CommandLink, UpdateState } from '../../contract/desktop.ts'
import { desktopMenuItems } from '../../electron/desktop-menu-items.ts'

const idle: UpdateState = {
  status: 'idle',
  current: '1.0.0',
  offered: null,
  percent: null,
  checkedAt: null,
  problem: null,
}
const absent: CommandLink = { status: 'absent', path: '/usr/local/bin/oven', target: '/x', hint: null }

function menuOf(updates: Partial<UpdateState>, command: Partial<CommandLink> = {}) {
  const done: string[] = []
  const items = desktopMenuItems({
    updates: { ...idle, ...updates },
    command: { ...absent, ...command },
    installUpdate: () => done.push('install update'),
    installUpdateNow: () => done.push('install now'),
    checkForUpdates: () => done.push('check'),
    installCommand: () => done.push('install command'),
    removeCommand: () => done.push('remove command'),
    copyDiagnostics: () => done.push('copy'),
  }).filter(({ type }) => type !== 'separator')
  for (const item of items) if (item.enabled !== false) item.click?.({} as never, undefined, {} as never)
  return { labels: items.map(({ label }) => label), done }
}

test('in calm it offers to look for updates, the command and diagnostics, and does what it says', () => {
  expect(menuOf({})).toEqual({
    labels: ['Look for updates', 'Install the oven command', 'Copy diagnostics'],
    done: ['check', 'install command', 'copy'],
  })
})

test.each([
  ['available', 'Install version 2.0.0', ['install update']],
  ['checking', 'Looking for updates', []],
  ['downloading', 'Downloading version 2.0.0, 40 %', []],
  ['installing', 'Installing version 2.0.0', []],
  ['failed', 'Look for updates', ['check']],
] as const)('an update that is %s is told as “%s”', (status, label, done) => {
  const menu = menuOf({ status, offered: '2.0.0', percent: 40 }, { status: 'taken' })
  expect(menu).toEqual({ labels: [label, 'Copy diagnostics'], done: [...done, 'copy'] })
})

test('an update that waits for runs is told, and can be had at once', () => {
  const { labels, done } = menuOf({ status: 'waiting', offered: '2.0.0' }, { status: 'taken' })
  expect(labels.slice(0, 2)).toEqual([
    'Version 2.0.0 is installed when no run is active',
    'Install version 2.0.0 now',
  ])
  expect(done[0]).toBe('install now')
})

test('what this build cannot do is not offered', () => {
  const { labels } = menuOf({ status: 'unsupported' }, { status: 'unsupported', path: null })
  expect(labels).toEqual(['Copy diagnostics'])
})

test('an installed command can be taken away', () => {
  expect(menuOf({}, { status: 'installed' }).labels).toContain('Remove the oven command')
})
