import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { VaultFile } from '../../../adapters/secrets/vault-file.ts'
import { createVaultKeys } from '../../../adapters/secrets/vault-keys.ts'
import type { KeyProtector } from '../../../core/ports/vault-keys.ts'
import { createVault } from '../../../core/secrets/vault.ts'
import { createSafeStorageProtector } from '../../../electron/safe-storage-protector.ts'
import { keyring, safeStorage } from '../../support/electron-double/safe-storage.ts'
import { FakeClock } from '../../support/fake-clock.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'oven-vault-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
  keyring.isAvailable = true
  keyring.backend = 'gnome_libsecret'
})

const modeOf = (name: string) => (statSync(join(folder, name)).mode & 0o777).toString(8)

/** The vault of a folder as a host opens it. */
function open({
  env = {},
  protector = null,
}: {
  env?: NodeJS.ProcessEnv
  protector?: KeyProtector | null
} = {}) {
  const path = join(folder, 'secrets.json')
  const keyFilePath = join(folder, 'secrets.key')
  return createVault({
    file: new VaultFile({ path }),
    keys: createVaultKeys({ vaultPath: path, keyFilePath, env, protector }),
    installId: 'test',
    clock: new FakeClock(),
    hasActiveRuns: () => false,
  })
}

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => ({ code: 'none', message: '', hint: '' }),
    ({ code, message, hint }) => ({ code, message, hint }),
  )

describe('without a desktop', () => {
  test('the key lies in a file of its own, both for their owner alone', async () => {
    await open().set('TOKEN', 'some value')
    expect([modeOf('secrets.json'), modeOf('secrets.key')]).toEqual(['600', '600'])
    expect(readFileSync(join(folder, 'secrets.key'))).toHaveLength(32)
    expect(await open().read(['TOKEN'])).toEqual({ TOKEN: 'some value' })
    expect((await open().list()).keptBy).toBe(join(folder, 'secrets.key'))
  })

  test('files that others could read are closed to them', async () => {
    await open().set('TOKEN', 'some value')
    chmodSync(join(folder, 'secrets.json'), 0o644)
    chmodSync(join(folder, 'secrets.key'), 0o644)
    await open().read(['TOKEN'])
    expect([modeOf('secrets.json'), modeOf('secrets.key')]).toEqual(['600', '600'])
  })

  test('a key file that is gone or too short is told, with its name, and made by nobody', async () => {
    await open().set('TOKEN', 'some value')
    const key = join(folder, 'secrets.key')
    rmSync(key)
    const gone = await refusal(open().read(['TOKEN']))
    expect(gone).toMatchObject({ code: 'vault-locked', message: expect.stringContaining(key) })
    expect(gone.hint).toContain('backup')
    expect(await refusal(open().set('OTHER', 'other value'))).toEqual(gone)
    writeFileSync(key, 'short')
    expect(await refusal(open().read(['TOKEN']))).toMatchObject({
      message: expect.stringContaining('5 bytes'),
    })
  })

  test('another key file is said to be another', async () => {
    await open().set('TOKEN', 'some value')
    writeFileSync(join(folder, 'secrets.key'), randomBytes(32))
    const { code, message } = await refusal(open().read(['TOKEN']))
    expect(code).toBe('vault-wrong-key')
    expect(message).toContain(join(folder, 'secrets.json'))
  })

  test('of processes that need a key at the same moment one makes it', async () => {
    const program = `
      import { readOrMakeKeyFile } from '${new URL('../../../adapters/secrets/key-file.ts', import.meta.url)}'
      console.log(readOrMakeKeyFile(process.argv[1]).toString('hex'))`
    const path = join(folder, 'secrets.key')
    const made = await Promise.all(
      Array.from({ length: 6 }, () =>
        promisify(execFile)(process.execPath, ['--input-type=module-typescript', '-e', program, path]),
      ),
    )
    expect(new Set(made.map(({ stdout }) => stdout.trim()))).toEqual(
      new Set([readFileSync(path).toString('hex')]),
    )
  })
})

describe('with AGENT_OVEN_KEY', () => {
  const key = randomBytes(32).toString('base64')
  const phrase = 'correct horse battery staple'

  test.each([
    ['a key in base64', key, 'environment'],
    ['a passphrase', phrase, 'passphrase'],
  ])('%s opens what it closed; nothing of it is kept', async (_, text, kind) => {
    const env = { AGENT_OVEN_KEY: text }
    await open({ env }).set('TOKEN', 'some value')
    expect(await open({ env }).read(['TOKEN'])).toEqual({ TOKEN: 'some value' })
    const kept = readFileSync(join(folder, 'secrets.json'), 'utf8')
    expect(JSON.parse(kept).key.source.kind).toBe(kind)
    expect(kept).not.toContain(text)
    expect(() => statSync(join(folder, 'secrets.key'))).toThrow()
  })

  test.each([
    ['no key', undefined, 'vault-locked'],
    ['another key', randomBytes(32).toString('base64'), 'vault-wrong-key'],
    ['a passphrase in place of a key', phrase, 'vault-locked'],
  ])('%s is told', async (_, text, code) => {
    await open({ env: { AGENT_OVEN_KEY: key } }).set('TOKEN', 'some value')
    const refused = await refusal(open({ env: { AGENT_OVEN_KEY: text } }).read(['TOKEN']))
    expect(refused.code).toBe(code)
    expect(refused.message).toContain('AGENT_OVEN_KEY')
    expect(refused.message + refused.hint).not.toContain(text ?? key)
  })

  test('another passphrase is told', async () => {
    await open({ env: { AGENT_OVEN_KEY: phrase } }).set('TOKEN', 'some value')
    const refused = await refusal(open({ env: { AGENT_OVEN_KEY: `${phrase}!` } }).read(['TOKEN']))
    expect(refused.code).toBe('vault-wrong-key')
  })

  test('a passphrase that is soon guessed is refused', async () => {
    const { code, hint } = await refusal(
      open({ env: { AGENT_OVEN_KEY: 'hunter2' } }).set('TOKEN', 'some value'),
    )
    expect(code).toBe('vault-locked')
    expect(hint).toContain('openssl rand -base64 32')
  })

  test('a vault that has a key file keeps to it', async () => {
    await open().set('TOKEN', 'some value')
    expect(await open({ env: { AGENT_OVEN_KEY: key } }).read(['TOKEN'])).toEqual({ TOKEN: 'some value' })
  })
})

describe('on the desktop', () => {
  const protector = createSafeStorageProtector({ safeStorage, platform: 'linux' })

  test('the key lies in the keyring, and only encrypted in the file', async () => {
    await open({ protector }).set('TOKEN', 'some value')
    expect(await open({ protector }).read(['TOKEN'])).toEqual({ TOKEN: 'some value' })
    expect(() => statSync(join(folder, 'secrets.key'))).toThrow()
    expect((await open({ protector }).list()).keptBy).toBe('the keyring of this desktop')
  })

  test('commands without the app are told to open it', async () => {
    await open({ protector }).set('TOKEN', 'some value')
    const { code, hint } = await refusal(open().read(['TOKEN']))
    expect(code).toBe('vault-locked')
    expect(hint).toContain('Open the app')
  })

  test('a keyring that is locked, or another, is told', async () => {
    await open({ protector }).set('TOKEN', 'some value')
    keyring.isAvailable = false
    expect(await refusal(open({ protector }).read(['TOKEN']))).toMatchObject({ code: 'vault-locked' })
    keyring.isAvailable = true
    const before = keyring.password
    keyring.password = randomBytes(32)
    expect(await refusal(open({ protector }).read(['TOKEN']))).toMatchObject({ code: 'vault-locked' })
    keyring.password = before
    expect(await open({ protector }).read(['TOKEN'])).toEqual({ TOKEN: 'some value' })
  })

  test('without a keyring that protects, a key file takes its place', async () => {
    keyring.backend = 'basic_text'
    await open({ protector }).set('TOKEN', 'some value')
    expect(modeOf('secrets.key')).toBe('600')
  })
})

describe('another key', () => {
  const old = randomBytes(32).toString('base64')
  const next = randomBytes(32).toString('base64')

  test('takes the place of the key file, and the old one is gone', async () => {
    await open().set('TOKEN', 'some value')
    const before = readFileSync(join(folder, 'secrets.key'))
    expect(await open().rotate()).toEqual({ secrets: 1, keptBy: join(folder, 'secrets.key') })
    expect(readFileSync(join(folder, 'secrets.key')).equals(before)).toBe(false)
    expect(readdirSync(folder).sort()).toEqual(['secrets.json', 'secrets.key'])
    expect(modeOf('secrets.key')).toBe('600')
    expect(await open().read(['TOKEN'])).toEqual({ TOKEN: 'some value' })
  })

  test('in place of AGENT_OVEN_KEY has to be given, and the refusal says how', async () => {
    await open({ env: { AGENT_OVEN_KEY: old } }).set('TOKEN', 'some value')
    const vault = open({ env: { AGENT_OVEN_KEY: old } })
    const { code, message, hint } = await refusal(vault.rotate())
    expect([code, message]).toEqual(['vault-key-elsewhere', expect.stringContaining('AGENT_OVEN_KEY')])
    expect(hint).toContain('AGENT_OVEN_NEXT_KEY')
    const same = open({ env: { AGENT_OVEN_KEY: old, AGENT_OVEN_NEXT_KEY: old } })
    expect((await refusal(same.rotate())).message).toContain('the same key')
    const weak = open({ env: { AGENT_OVEN_KEY: old, AGENT_OVEN_NEXT_KEY: 'hunter2' } })
    expect((await refusal(weak.rotate())).message).toContain('AGENT_OVEN_NEXT_KEY is neither')
    expect(await open({ env: { AGENT_OVEN_KEY: old } }).read(['TOKEN'])).toEqual({ TOKEN: 'some value' })
  })

  test.each([
    ['a key', next],
    ['a passphrase', 'correct horse battery staple'],
  ])('given as AGENT_OVEN_NEXT_KEY, %s, is AGENT_OVEN_KEY from then on', async (_, text) => {
    await open({ env: { AGENT_OVEN_KEY: old } }).set('TOKEN', 'some value')
    const vault = open({ env: { AGENT_OVEN_KEY: old, AGENT_OVEN_NEXT_KEY: text } })
    expect(await vault.rotate()).toEqual({ secrets: 1, keptBy: 'AGENT_OVEN_KEY' })
    expect(await vault.read(['TOKEN'])).toEqual({ TOKEN: 'some value' })
    expect(await open({ env: { AGENT_OVEN_KEY: text } }).read(['TOKEN'])).toEqual({ TOKEN: 'some value' })
    const { code } = await refusal(open({ env: { AGENT_OVEN_KEY: old } }).read(['TOKEN']))
    expect(['vault-wrong-key', 'vault-locked']).toContain(code)
    expect(readFileSync(join(folder, 'secrets.json'), 'utf8')).not.toContain(text)
  })

  test('in the keyring is one write', async () => {
    const protector = createSafeStorageProtector({ safeStorage, platform: 'linux' })
    await open({ protector }).set('TOKEN', 'some value')
    const { source } = JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')).key
    await open({ protector }).rotate()
    const after = JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')).key
    expect(after.source.sealed).not.toBe(source.sealed)
    expect(await open({ protector }).read(['TOKEN'])).toEqual({ TOKEN: 'some value' })
    expect(await refusal(open().rotate())).toMatchObject({ code: 'vault-locked' })
  })
})

describe('a change of keys whose host is killed', () => {
  const sources = {
    file: new URL('../../../adapters/secrets/vault-file.ts', import.meta.url).href,
    keys: new URL('../../../adapters/secrets/vault-keys.ts', import.meta.url).href,
    vault: new URL('../../../core/secrets/vault.ts', import.meta.url).href,
  }
  /** A host of its own that changes the key over and over, and is gone at a moment of the first change if one is named. */
  const host = `
    import { VaultFile } from '${sources.file}'
    import { createVaultKeys } from '${sources.keys}'
    import { createVault } from '${sources.vault}'
    const [path, keyFilePath, moment] = process.argv.slice(1)
    const die = (at) => { if (at === moment) process.kill(process.pid, 'SIGKILL') }
    const disk = new VaultFile({ path })
    const file = {
      path,
      read: () => disk.read(),
      write(text) { die('before the vault is written'); disk.write(text); die('after the vault is written') },
    }
    const keys = createVaultKeys({ vaultPath: path, keyFilePath, env: {}, protector: null })
    const renew = async (source) => {
      const next = await keys.renew(source)
      return { ...next, settle() { next.settle(); die('after the key is in its place') } }
    }
    const clock = { now: () => 0 }
    const vault = createVault({ file, keys: { ...keys, renew }, installId: 'test', clock, hasActiveRuns: () => false })
    await vault.rotate()
    process.stdout.write('changed once')
    for (;;) await vault.rotate()`

  function startHost(moment = '') {
    const words = ['--input-type=module-typescript', '-e', host, join(folder, 'secrets.json')]
    return spawn(process.execPath, [...words, join(folder, 'secrets.key'), moment], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  }
  const values = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [`S${index}`, `value of ${index}`]),
  )

  test.each(['before the vault is written', 'after the vault is written', 'after the key is in its place'])(
    '%s leaves a vault that opens, whole, and can be changed again',
    async (moment) => {
      for (const [name, value] of Object.entries(values)) await open().set(name, value)
      const child = startHost(moment)
      const [code, signal] = await once(child, 'exit')
      expect([code, signal]).toEqual([null, 'SIGKILL'])
      expect(await open().read(Object.keys(values))).toEqual(values)
      await open().rotate()
      expect(await open().read(Object.keys(values))).toEqual(values)
      expect(readdirSync(folder).sort()).toEqual(['secrets.json', 'secrets.key'])
    },
  )

  test('at any moment whatever leaves a vault that opens, whole', async () => {
    for (const [name, value] of Object.entries(values)) await open().set(name, value)
    for (let round = 0; round < 12; round += 1) {
      const before = readFileSync(join(folder, 'secrets.json'), 'utf8')
      const child = startHost()
      await once(child.stdout, 'data')
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60))
      child.kill('SIGKILL')
      await once(child, 'exit')
      expect(readFileSync(join(folder, 'secrets.json'), 'utf8')).not.toBe(before)
      expect(await open().read(Object.keys(values))).toEqual(values)
    }
  }, 300_000)
})
