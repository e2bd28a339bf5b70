import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runOven } from '../support/run-oven.ts'

vi.setConfig({ testTimeout: 60_000 })

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'oven-bundle-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

test('a bundle holds checks, states and the log, readable by its owner alone, without what looks like a secret', async () => {
  const folder = join(home, 'oven')
  const file = join(home, 'report.txt')
  mkdirSync(join(folder, 'logs'), { recursive: true, mode: 0o700 })
  const secret = `ghp_${'a1'.repeat(18)}`
  writeFileSync(join(folder, 'logs/host.log'), `{"msg":"${secret} was said in ${home}/x"}\n`)
  const env = { DOCKER_HOST: 'unix:///nonexistent/engine.sock', HOME: home }
  const { exitCode, stdout } = await runOven(['doctor', '--bundle', file], { home: folder, env })
  expect(exitCode).toBe(3)
  expect(stdout).toContain('Look through it before you send it')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const text = readFileSync(file, 'utf8')
  expect(text).toMatch(/^Agent Oven diagnostics\nAgent Oven: \d/)
  expect(text).toMatch(/^FAILED .*ngine.*: /m)
  expect(text).toContain('settings changed: none')
  expect(text).toContain('"*** was said in ~/x"')
  expect(text).not.toContain(secret)
})
