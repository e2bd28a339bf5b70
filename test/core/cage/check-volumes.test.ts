import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createHostPaths } from '../../../adapters/files/real-host-paths.ts'
import { checkVolumes, type VolumeRules } from '../../../core/cage/check-volumes.ts'

let top: string
let home: string
let socket: Server

beforeAll(async () => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'oven-volumes-')))
  home = join(top, 'home/tina')
  for (const folder of ['.ssh', '.aws', '.config/gh', '.config/app', 'work/data', 'oven', 'Backup']) {
    mkdirSync(join(home, folder), { recursive: true })
  }
  mkdirSync(join(top, 'srv/shared'), { recursive: true })
  writeFileSync(join(home, 'work/file.txt'), '')
  symlinkSync(join(home, '.ssh'), join(home, 'work/innocent'))
  symlinkSync('innocent', join(home, 'work/twice'))
  symlinkSync(join(top, 'srv/shared'), join(home, 'work/outside'))
  symlinkSync(home, join(home, 'work/up'))
  symlinkSync(join(home, 'Backup'), join(home, '.kube'))
  symlinkSync(join(home, '.ssh-not-yet'), join(home, 'work/dangling'))
  socket = createServer().listen(join(home, 'work/engine.sock'))
  await new Promise((resolve) => socket.once('listening', resolve))
})
afterAll(() => {
  socket.close()
  rmSync(top, { recursive: true, force: true })
})

const engine = {
  status: 'up' as const,
  endpoint: 'unix:///var/run/docker.sock',
  foundBy: '/var/run/docker.sock',
  version: '20.10.24',
  apiVersion: '1.41',
  os: 'linux',
  arch: 'amd64',
  cpus: 2,
  memoryBytes: 1e9,
}

function check(source: string, changes: Partial<VolumeRules> = {}) {
  const rules: VolumeRules = {
    paths: createHostPaths(),
    homeDir: home,
    allow: ['~'],
    secret: [join(home, 'oven')],
    engine,
    platform: 'linux',
    ...changes,
  }
  return checkVolumes([`${source}:/data:ro`], rules).then(([mount]) => mount)
}

describe('what may be mounted', () => {
  test('folders and files below home, by their real path', async () => {
    expect(await check('~/work/data')).toEqual({
      kind: 'bind',
      source: join(home, 'work/data'),
      target: '/data',
      readOnly: true,
    })
    expect(await check(join(home, 'work/file.txt'))).toMatchObject({ source: join(home, 'work/file.txt') })
    expect(await check('~/.config/app')).toMatchObject({ source: join(home, '.config/app') })
    expect(await check('~/work/not-there-yet/deep')).toMatchObject({
      source: join(home, 'work/not-there-yet/deep'),
    })
  })

  test('what the settings add, also when a link in the home leads there', async () => {
    const allow = ['~', join(top, 'srv')]
    expect(await check('~/work/outside', { allow })).toMatchObject({ source: join(top, 'srv/shared') })
  })

  test('a named volume', async () => {
    expect(await check('cache')).toEqual({ kind: 'volume', source: 'cache', target: '/data', readOnly: true })
  })
})

describe('what is refused', () => {
  test.each([
    ['~/.ssh', 'is never shared'],
    ['~/.ssh/id_ed25519', 'is never shared'],
    ['~/.SSH', 'is never shared'],
    ['~/.aws', 'is never shared'],
    ['~/.config/gh', 'is never shared'],
    ['~/.config/gh/hosts.yml', 'is never shared'],
    ['~/.gnupg', 'is never shared'],
    ['~/.claude', 'is never shared'],
    ['~/.claude.json', 'is never shared'],
    ['~/.bashrc', 'is never shared'],
    ['~/oven', 'is never shared'],
    ['~/oven/oven.db', 'is never shared'],
    ['~', 'it holds'],
    ['~/', 'it holds'],
    ['~/.config', 'it holds'],
    ['~/work/innocent', 'is never shared'],
    ['~/work/innocent/id_ed25519', 'is never shared'],
    ['~/work/twice', 'is never shared'],
    ['~/work/up', 'it holds'],
    ['~/work/up/.ssh', 'is never shared'],
    ['~/Backup', 'is never shared'],
    ['~/work/engine.sock', 'it is a socket'],
    ['~/work/outside', 'outside of what jobs may mount'],
    ['/etc', ''],
    ['/no/such/folder', 'outside of what jobs may mount'],
  ])('%s: %s', async (source, words) => {
    await expect(check(source)).rejects.toMatchObject({
      code: 'volume-refused',
      kind: 'INPUT_INVALID',
      message: expect.stringContaining(words),
    })
  })

  test.each([
    '/',
    '/proc',
    '/dev',
    '/var/run/docker.sock',
    '/run',
    '/var',
    '/var/lib/docker/volumes',
    '/etc/shadow',
    '/etc',
  ])('%s, even where the settings allow everything', async (source) => {
    await expect(check(source, { allow: ['/'] })).rejects.toMatchObject({ code: 'volume-refused' })
  })

  test('secrets of the home, even where the settings name them', async () => {
    await expect(check('~/.ssh', { allow: ['~/.ssh'] })).rejects.toMatchObject({ code: 'volume-refused' })
  })

  test('everything where the settings allow nothing', async () => {
    await expect(check('~/work/data', { allow: [] })).rejects.toThrow('(nothing)')
  })

  test.each(['oven-inst-run', 'agent-oven-claude-login'])("the oven's own volume %s", async (name) => {
    await expect(check(name)).rejects.toMatchObject({ code: 'volume-refused' })
  })
})

describe('a path that the engine does not see', () => {
  const colima = {
    ...engine,
    endpoint: 'unix:///Users/tina/.colima/default/docker.sock',
    foundBy: 'context colima',
  }

  test('is refused, since it would be mounted empty', async () => {
    const allow = ['~', join(top, 'srv')]
    await expect(
      check(join(top, 'srv/shared'), { allow, engine: colima, platform: 'darwin' }),
    ).rejects.toThrow('Colima does not see it and would mount an empty folder in its place')
    expect(await check('~/work/data', { engine: colima, platform: 'darwin' })).toMatchObject({ kind: 'bind' })
  })

  test('is every path when the engine is on another machine, and none when it is here', async () => {
    const at = (endpoint: string) => ({ ...engine, endpoint, foundBy: 'DOCKER_HOST' })
    await expect(check('~/work/data', { engine: at('tcp://build.example:2376') })).rejects.toThrow(
      'on another machine',
    )
    await expect(check('~/work/data', { engine: at('ssh://me@localhost.example') })).rejects.toThrow(
      'on another machine',
    )
    expect(await check('~/work/data', { engine: at('tcp://127.0.0.1:2375') })).toMatchObject({ kind: 'bind' })
    expect(await check('cache', { engine: at('tcp://build.example:2376') })).toMatchObject({ kind: 'volume' })
  })
})
