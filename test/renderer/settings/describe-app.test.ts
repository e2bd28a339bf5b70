import { expect, test } from 'vitest'
import type { UpdateState } from '../../../contract/desktop.ts'
import { describeCommand, describeUpdate } from '../../../renderer/settings/panes/describe-app.ts'

const idle: UpdateState = {
  status: 'idle',
  current: '1.0.0',
  offered: null,
  percent: null,
  checkedAt: null,
  problem: null,
}

test.each([
  [{}, 'This is version 1.0.0.'],
  [
    { status: 'unsupported', problem: 'This build was not told where updates are.' },
    'This build was not told where updates are.',
  ],
  [{ status: 'downloading', offered: '2.0.0', percent: 40 }, 'Downloading version 2.0.0: 40 %.'],
  [{ status: 'waiting', offered: '2.0.0' }, 'Version 2.0.0 is installed as soon as no run is active.'],
] as const)('an update %j is told', (changes, sentence) => {
  expect(describeUpdate({ ...idle, ...changes })).toBe(sentence)
})

test('a look that found nothing says when it was', () => {
  expect(describeUpdate({ ...idle, checkedAt: '2026-01-05T08:00:00.000Z' })).toMatch(
    /^Version 1\.0\.0 is the newest, as of .*2026/,
  )
})

test('the command says where it lies, or why it is not there', () => {
  const link = { status: 'installed', path: '/usr/local/bin/oven', target: '/x', hint: null } as const
  expect(describeCommand(link)).toBe('Type `oven` in a terminal. It lies at /usr/local/bin/oven.')
  expect(describeCommand({ ...link, status: 'absent', hint: 'It goes into /usr/local/bin.' })).toBe(
    'It goes into /usr/local/bin.',
  )
})
