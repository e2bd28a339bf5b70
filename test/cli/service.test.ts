import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runOven } from '../support/run-oven.ts'

vi.setConfig({ testTimeout: 60_000 })

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'oven-service-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const oven = (words: string[], env: Record<string, string> = {}) =>
  runOven(words, {
    home: join(home, 'oven'),
    env: { HOME: home, AGENT_OVEN_KEY: 'a-key-that-stays-here', ...env },
  })

test('a dry run shows the file and the commands, writes nothing and tells no secret', async () => {
  const { exitCode, stdout } = await oven(['service', 'install', '--dry-run', '--port', '8080', '--json'])
  expect(exitCode).toBe(0)
  const { file, content, commands } = JSON.parse(stdout)
  expect(file.startsWith(home)).toBe(true)
  expect(existsSync(file)).toBe(false)
  expect(content).toContain('serve')
  expect(content).toContain('8080')
  expect(content).toContain(join(home, 'oven'))
  expect(content).not.toContain('a-key-that-stays-here')
  expect(commands.length).toBeGreaterThan(0)
})

test('the app’s own command becomes a service by its script', async () => {
  const launcher = '/Applications/Agent Oven.app/Contents/Resources/oven/bin/oven'
  const { stdout } = await oven(['service', 'install', '--dry-run', '--json'], { OVEN_LAUNCHER: launcher })
  const { content } = JSON.parse(stdout)
  expect(content).toContain(launcher)
  expect(content).not.toContain(process.execPath)
})

test('without a service the status says so, with the exit code for “not running”', async () => {
  const { exitCode, stdout } = await oven(['service', 'status', '--json'])
  expect(exitCode).toBe(3)
  expect(JSON.parse(stdout)).toMatchObject({ state: 'absent', current: null })
})

test('a wrong port is refused', async () => {
  const { exitCode, stderr } = await oven(['service', 'install', '--port', '99999', '--dry-run'])
  expect(exitCode).toBe(2)
  expect(stderr).toContain('--port must be between 0 and 65535')
})
