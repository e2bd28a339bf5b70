import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { runOven } from '../support/run-oven.ts'

vi.setConfig({ testTimeout: 60_000 })

let home: string
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'oven-cli-auth-'))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const env = { DOCKER_HOST: 'unix:///nonexistent/engine.sock' }
const oven = (words: string[]) => runOven(words, { home, env })

test.each([
  [['auth', 'sign-in', 'github'], 'The oven signs in to "claude" only, not to "github".', 'gh auth login'],
  [['auth', 'sign-out', 'clade'], 'The oven signs in to "claude" only, not to "clade".', 'oven auth status'],
  [['auth', 'sign-in'], '<login> is missing: claude.', 'oven auth sign-in --help'],
  [['auth', 'sign-in', 'claude'], 'Signing in needs a terminal', 'Type the command into one.'],
])('%j is refused in a sentence, with what to do', async (words, sentence, hint) => {
  const { exitCode, stderr, stdout } = await oven(words)
  expect([exitCode, stdout]).toEqual([2, ''])
  expect(stderr).toContain(`error: ${sentence}`)
  expect(stderr).toContain(hint)
})

test('a credential that is not there is told, and what is wrong with a field is said once', async () => {
  expect(await oven(['auth', 'check', 'git:secret:NOPE'])).toMatchObject({
    exitCode: 4,
    stderr: expect.stringContaining('There is no credential "git:secret:NOPE"'),
  })
  const { stderr } = await oven(['secrets', 'set', '9TOKEN', '--from-file', '/nonexistent/file'])
  expect(stderr).toBe(
    'error: /nonexistent/file cannot be read: there is no such file.\nhint: Nothing was changed.\n',
  )
  const refused = await runOven(['secrets', 'set', '9TOKEN'], { home, input: 'some value' })
  expect(refused.stderr.match(/must be named with/g)).toHaveLength(1)
})

test('the status names every login with where it lives, also without an engine', async () => {
  const { exitCode, stdout, json } = await oven(['auth', 'status', '--json'])
  expect(exitCode).toBe(0)
  expect(json.map(({ id }: { id: string }) => id)).toEqual([
    'claude:host-login',
    'claude:container-login',
    'git:host:github.com',
  ])
  expect(json.every(({ livesIn }: { livesIn: string }) => livesIn.length > 20)).toBe(true)
  expect(stdout).not.toMatch(/sk-ant|ghp_|gho_/)
})
