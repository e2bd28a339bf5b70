import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ovenCommand, ovenEnv, runOven } from '../support/run-oven.ts'

vi.setConfig({ testTimeout: 60_000 })

const VALUE = 'value-of-the-secret-4711'
let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'oven-cli-secrets-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const oven = (words: string[], input?: string) => runOven(words, { home, input })

/** Runs `oven` on a terminal of its own, typing each answer once its question stands there. */
function onTerminal(words: string[], answers: [question: string, typed: string][]) {
  const command = [process.execPath, ovenCommand, ...words].map((word) => `'${word}'`).join(' ')
  const child = spawn('script', ['-qfec', command, '/dev/null'], { env: { ...ovenEnv(home), TERM: 'xterm' } })
  let shown = ''
  let next = 0
  child.stdout.on('data', (chunk) => {
    shown += chunk
    const [question, typed] = answers[next] ?? []
    if (question === undefined || !shown.includes(question)) return
    next += 1
    child.stdin.write(typed!)
  })
  return new Promise<{ exitCode: number | null; shown: string }>((resolve) =>
    child.on('close', (exitCode) => resolve({ exitCode, shown })),
  )
}

describe('oven secrets set', () => {
  test('reads standard input, less the line end that `echo` adds, and lists all but the value', async () => {
    expect(await oven(['secrets', 'set', 'TOKEN'], `${VALUE}\n`)).toMatchObject({
      exitCode: 0,
      stdout: 'TOKEN is set; it ends in 4711.\n',
    })
    const { json, stdout } = await oven(['secrets', 'list', '--json'])
    expect(json.secrets).toMatchObject([
      { name: 'TOKEN', ending: '4711', lastUsedAt: null, usedBy: [], fault: null },
    ])
    expect(stdout).not.toContain(VALUE)
    for (const file of readdirSync(home)) expect(readFileSync(join(home, file)).includes(VALUE)).toBe(false)
  })

  test('reads a file whole, since keys of several lines need their last line end', async () => {
    const file = join(home, 'key.pem')
    writeFileSync(file, '-----BEGIN-----\nabcdef\n-----END-----\n')
    expect((await oven(['secrets', 'set', 'KEY', '--from-file', file])).exitCode).toBe(0)
    expect((await oven(['secrets', 'set', 'KEY', '--from-file', join(home, 'none')])).exitCode).toBe(2)
  })

  test.each([[['TOKEN', VALUE]], [[`TOKEN=${VALUE}`]], [['TOKEN', '--', VALUE]]])(
    'refuses a value on the command line, and does not repeat it',
    async (words) => {
      const { exitCode, stderr, stdout } = await oven(['secrets', 'set', ...words], VALUE)
      expect(exitCode).toBe(2)
      expect(stderr).toContain('must not stand on the command line')
      expect(stderr + stdout).not.toContain(VALUE)
      expect(readdirSync(home)).toEqual([])
    },
  )

  test.each([
    ['nothing', 'TOKEN', ''],
    ['too little', 'TOKEN', 'abc'],
    ['under no proper name', '9TOKEN', VALUE],
  ])('refuses %s', async (_, name, input) => {
    const { exitCode, stderr } = await oven(['secrets', 'set', name, '--json'], input)
    expect(exitCode).toBe(2)
    expect(stderr).not.toContain(VALUE)
    expect((await oven(['secrets', 'list', '--json'])).json.secrets).toEqual([])
  })

  test('asks on a terminal without showing what is typed; keys that take back do so', async () => {
    const typed = `wrong\u0015${VALUE.slice(0, -1)}x\u007f${VALUE.slice(-1)}\r`
    const { exitCode, shown } = await onTerminal(['secrets', 'set', 'TOKEN'], [['Value of TOKEN', typed]])
    expect({ exitCode, shown }).toMatchObject({
      exitCode: 0,
      shown: expect.stringContaining('it ends in 4711'),
    })
    expect(shown).not.toContain('value-of')
    expect(shown).not.toContain('wrong')
  })

  test.each([
    ['given up with Ctrl-C', '\u0003', 130],
    ['pasted in several lines', 'one line\nand another\n', 2],
  ])('changes nothing when it is %s', async (_, typed, code) => {
    const { exitCode } = await onTerminal(['secrets', 'set', 'TOKEN'], [['Value of TOKEN', typed]])
    expect(exitCode).toBe(code)
    expect(readdirSync(home)).toEqual([])
  })
})

describe('oven secrets remove', () => {
  beforeEach(async () => {
    await oven(['secrets', 'set', 'TOKEN'], VALUE)
    const job = ['jobs', 'add', '--id', 'uses', '--image', 'tiny', '--secret', 'TOKEN']
    expect((await oven(job)).exitCode).toBe(0)
  })

  test('names the jobs that use it, and needs force where nobody can be asked', async () => {
    const refused = await oven(['secrets', 'remove', 'TOKEN', '--yes'])
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('used by the job "uses"') })
    expect((await oven(['secrets', 'remove', 'TOKEN'])).exitCode).toBe(2)
    expect(await oven(['secrets', 'remove', 'TOKEN', '--force', '--json'])).toMatchObject({
      exitCode: 0,
      json: { removed: 'TOKEN', usedBy: ['uses'] },
    })
    expect((await oven(['secrets', 'list'])).stdout).toContain('not set: TOKEN, used by uses')
    expect((await oven(['secrets', 'remove', 'TOKEN', '--force'])).exitCode).toBe(4)
  })

  test('asks on a terminal, naming them', async () => {
    const words = ['secrets', 'remove', 'TOKEN']
    const question = 'will not run without it: uses. [y/N]'
    expect((await onTerminal(words, [[question, 'n\r']])).exitCode).toBe(2)
    expect((await oven(['secrets', 'list', '--json'])).json.secrets).toHaveLength(1)
    expect((await onTerminal(words, [[question, 'y\r']])).exitCode).toBe(0)
    expect((await oven(['secrets', 'list', '--json'])).json.secrets).toEqual([])
  })

  test('a job is told that a secret it names is not there', async () => {
    const { exitCode, json } = await oven([
      'jobs',
      'add',
      '--id',
      'b',
      '--image',
      'tiny',
      '--secret',
      'NOPE',
      '--json',
    ])
    expect(exitCode).toBe(2)
    expect(json.error.fields).toMatchObject([{ field: 'secrets.0' }])
    expect((await oven(['jobs', 'update', 'uses', '--set', 'secrets=["NOPE"]'])).stderr).toContain(
      'secrets.0',
    )
    await oven(['secrets', 'remove', 'TOKEN', '--force'])
    expect((await oven(['jobs', 'update', 'uses', '--set', 'name=Still here'])).exitCode).toBe(0)
  })
})

test('secrets that do not open are told with exit code 1, and all else goes on', async () => {
  await oven(['secrets', 'set', 'TOKEN'], VALUE)
  execFileSync('truncate', ['-s', '40', join(home, 'secrets.json')])
  const { exitCode, stdout } = await oven(['secrets', 'list'])
  expect({ exitCode, stdout }).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('secrets.json') })
  expect((await oven(['jobs', 'list'])).exitCode).toBe(0)
  expect((await oven(['secrets', 'set', 'OTHER'], VALUE)).stderr).toContain('It was left as it is')
})

describe('what looks like a secret in the text of a job', () => {
  const value = 'key-from-older-times-0815'
  const add = [
    'jobs',
    'add',
    '--id',
    'old',
    '--image',
    'tiny',
    '--env',
    `API_KEY=${value}`,
    '--env',
    'MODE=fast',
  ]

  test('is shown, since it is the job’s own text, with what mends it', async () => {
    for (const words of [add, ['jobs', 'show', 'old'], ['jobs', 'update', 'old', '--set', 'name=Old']]) {
      const { exitCode, stdout } = await oven(words)
      expect(exitCode).toBe(0)
      expect(stdout).toContain('In the "env" of old, API_KEY looks like a secret')
      expect(stdout).toContain('oven secrets adopt old')
      expect(stdout).toContain(value)
    }
    const exported = await oven(['jobs', 'export'])
    expect(exported.stderr).toContain('API_KEY looks like a secret')
    expect(exported.json.jobs).toHaveLength(1)
    expect((await oven(['jobs', 'show', 'old', '--json'])).json.exposedSecrets).toEqual(['API_KEY'])
  })

  test('is told no more once it is one', async () => {
    await oven(add)
    expect((await oven(['secrets', 'adopt', 'old'])).exitCode).toBe(0)
    const { stdout, stderr } = await oven(['jobs', 'show', 'old'])
    expect(stdout + stderr).not.toMatch(/looks like a secret|key-from/)
    expect((await oven(['jobs', 'export'])).stderr).toBe('')
  })
})
