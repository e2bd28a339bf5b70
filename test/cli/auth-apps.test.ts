import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runOven } from '../support/run-oven.ts'

vi.setConfig({ testTimeout: 60_000 })

const pem = { type: 'pkcs1', format: 'pem' } as const
const { privateKey: key } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: pem,
  publicKeyEncoding: pem,
})
let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'oven-cli-apps-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const oven = (words: string[], input?: string) => runOven(words, { home, input })
const add = ['auth', 'apps', 'set', 'bot', '--app-id', '123', '--installation-id', '456']

test('an App is added with its key, listed, changed in part, used by a job, and removed', async () => {
  expect((await oven(['auth', 'apps', 'list'])).stdout).toContain('There are no GitHub Apps')
  const file = join(home, 'bot.pem')
  writeFileSync(file, key)
  expect(await oven([...add, '--key-file', file])).toMatchObject({
    exitCode: 0,
    stdout: 'bot is added; its private key is the secret BOT_KEY.\n',
  })
  expect(readFileSync(join(home, 'config.json'), 'utf8')).not.toContain('BEGIN')
  expect(readFileSync(join(home, 'secrets.json'), 'utf8')).not.toContain('BEGIN')
  const words = [
    '--id',
    'p',
    '--repo',
    'https://github.com/a/b',
    '--pipeline',
    'review',
    '--cron',
    '0 2 * * *',
  ]
  expect((await oven(['jobs', 'add', ...words])).exitCode).toBe(0)
  expect((await oven(['jobs', 'update', 'p', '--set', 'source.credentials=bot'])).exitCode).toBe(0)
  const changed = await oven([
    'auth',
    'apps',
    'set',
    'bot',
    '--api-url',
    'https://git.example/api/v3',
    '--json',
  ])
  const bot = { name: 'bot', appId: '123', installationId: '456', privateKey: 'BOT_KEY', hasKey: true }
  expect(changed.json).toEqual({ ...bot, apiUrl: 'https://git.example/api/v3', usedBy: ['p'] })
  expect((await oven(['auth', 'apps', 'set', 'bot', '--api-url', '', '--json'])).json.apiUrl).toBeNull()
  expect((await oven(['auth', 'apps', 'list'])).stdout).toMatch(
    /bot +123 +456 +BOT_KEY +by the repository +p\n/,
  )

  expect((await oven(['auth', 'apps', 'remove', 'bot'])).stderr).toContain('--yes')
  const refused = await oven(['auth', 'apps', 'remove', 'bot', '--yes'])
  expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('used by the job "p"') })
  expect((await oven(['auth', 'apps', 'remove', 'bot', '--force'])).stdout).toContain(
    'Blocked without it: p.',
  )
  expect((await oven(['auth', 'apps', 'remove', 'bot', '--force'])).exitCode).toBe(4)
  expect((await oven(['secrets', 'list', '--json'])).json.secrets).toMatchObject([{ name: 'BOT_KEY' }])
})

test.each([
  ['no key', add, '', 'The private key is missing'],
  ['a key that is none', [...add, '--key-file', '-'], 'not a key at all', 'whole PEM file'],
  ['no numbers', ['auth', 'apps', 'set', 'bot'], '', '--app-id is needed'],
  [
    'a number that is none',
    ['auth', 'apps', 'set', 'bot', '--app-id', '1', '--installation-id', 'x', '--key-file', '-'],
    key,
    'must be the number of an installation',
  ],
  ['a secret that is not there', [...add, '--key-secret', 'NOPE'], '', 'There is no secret "NOPE"'],
])('with %s nothing is added, and the reason is a sentence', async (_, words, input, sentence) => {
  const { exitCode, stderr } = await oven(words, input)
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(sentence) })
  expect((await oven(['auth', 'apps', 'list', '--json'])).json).toEqual([])
})

test('the group has a help of its own, and a wrong verb is told with the nearest', async () => {
  expect((await oven(['auth', 'apps', '--help'])).stdout).toMatch(
    /^Usage: oven auth apps <verb>[\s\S]+auth apps set[\s\S]+auth apps remove/,
  )
  expect(await oven(['auth', 'apps'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('`oven auth apps` needs a verb: list, set, remove.'),
  })
  expect((await oven(['auth', 'apps', 'lst'])).stderr).toContain('did you mean "list"?')
  expect((await oven(['auth'])).stderr).toContain('status, check, sign-in, sign-out, apps')
})

test('secrets are put under a new key by a command', async () => {
  expect((await oven(['secrets', 'rotate-key'])).stderr).toContain('have no key to change')
  await oven(['secrets', 'set', 'TOKEN'], 'some value')
  const before = readFileSync(join(home, 'secrets.key'))
  const { exitCode, stdout } = await oven(['secrets', 'rotate-key'])
  expect([exitCode, stdout]).toEqual([0, `One secret is under a new key: ${join(home, 'secrets.key')}.\n`])
  expect(readFileSync(join(home, 'secrets.key')).equals(before)).toBe(false)
  expect((await oven(['secrets', 'list', '--json'])).json).toMatchObject({
    problem: null,
    secrets: [{ name: 'TOKEN' }],
  })
})
