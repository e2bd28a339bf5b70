import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runOven } from '../support/run-oven.ts'

vi.setConfig({ testTimeout: 60_000 })

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'oven-cli-config-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const oven = (...words: string[]) => runOven(words, { home })
const file = () => JSON.parse(readFileSync(join(home, 'config.json'), 'utf8'))

test('sets, shows, gets and unsets, keeping what it does not know', async () => {
  writeFileSync(join(home, 'config.json'), JSON.stringify({ colour: 'red', retention: { days: 5 } }))
  expect(await oven('config', 'set', 'retention.maxBytes', '2g')).toMatchObject({
    exitCode: 0,
    stdout: 'retention.maxBytes is now 2147483648.\n',
  })
  expect((await oven('config', 'set', 'network.allow', 'default', 'api.example.com')).stdout).toContain(
    'the next ones take this up',
  )
  expect((await oven('config', 'set', 'schedules.catchUpWithin', '12h')).exitCode).toBe(0)
  expect((await oven('config', 'set', 'notifications.onSuccess', 'on')).exitCode).toBe(0)
  expect(file()).toEqual({
    colour: 'red',
    retention: { days: 5, maxBytes: 2 * 1024 ** 3 },
    network: { allow: ['default', 'api.example.com'] },
    schedules: { catchUpWithin: 43_200 },
    notifications: { onSuccess: true },
  })
  expect((await oven('config', 'get', 'network.allow')).stdout).toBe('default\napi.example.com\n')
  const shown = await oven('config', 'show', '--changed')
  expect(shown.stdout).toContain('retention.days  5 days (by default 90)')
  expect(shown.stdout).toContain('not known here, and kept: colour')
  expect(shown.stdout).not.toContain('auth.defaultMode')
  const { json } = await oven('config', 'show', 'retention', '--json')
  expect(json.fields.map(({ key }: { key: string }) => key)).toEqual([
    'retention.days',
    'retention.maxBytes',
    'retention.maxRunsPerJob',
  ])
  expect((await oven('config', 'unset', 'retention.days')).stdout).toBe('retention.days is now 90.\n')
  expect(file().retention).toEqual({ maxBytes: 2 * 1024 ** 3 })
})

test('refuses by name, and changes nothing', async () => {
  const wrong = await oven('config', 'set', 'retention.days', 'soon')
  expect(wrong).toMatchObject({ exitCode: 2 })
  expect(wrong.stderr).toContain('The field "retention.days" must be a number, not text.')
  const unknown = await oven('config', 'set', 'retention.day', '3')
  expect(unknown).toMatchObject({ exitCode: 4 })
  expect(unknown.stderr).toContain('did you mean "retention.days"?')
  expect((await oven('config', 'get', 'retention')).exitCode).toBe(2)
  expect((await oven('config', 'show', 'nothing')).exitCode).toBe(4)
  expect(() => file()).toThrowError()
})

test('pauses for the next commands too, and resumes', async () => {
  expect((await oven('pause', '--for', 'soon')).exitCode).toBe(2)
  expect((await oven('pause', '--until', '2020-01-01')).exitCode).toBe(2)
  const before = Date.now()
  const { json } = await oven('pause', '--for', '1h', '--json')
  expect(Date.parse(json.until) - before).toBeGreaterThanOrEqual(3_600_000)
  expect(Date.parse(json.until) - before).toBeLessThan(3_660_000)
  expect((await oven('status')).stdout).toContain('Paused  schedules do not fire until ')
  expect((await oven('pause', '--until', 'tomorrow')).stdout).toMatch(
    /paused until \d{4}-\d{2}-\d{2} 08:00:00/,
  )
  expect((await oven('resume')).stdout).toBe('Schedules fire again.\n')
  expect((await oven('resume')).stdout).toBe('Schedules were not paused.\n')
  expect((await oven('status')).stdout).not.toContain('Paused')
})

test('lists what needs somebody', async () => {
  writeFileSync(join(home, 'config.json'), JSON.stringify({ retention: { days: -1 } }))
  const { json, stdout } = await oven('attention', 'list', '--json')
  expect(json, stdout).toMatchObject([{ kind: 'warning', title: expect.stringContaining('retention.days') }])
  expect((await oven('attention', 'seen')).stdout).toBe('Marked as seen: 1.\n')
  expect((await oven('attention', 'list')).stdout).toBe('Nothing needs you.\n')
})
