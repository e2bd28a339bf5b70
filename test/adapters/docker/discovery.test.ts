import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listCandidates } from '../../../adapters/docker/discovery.ts'
import { parseEndpoint } from '../../../adapters/docker/endpoint.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'agent-oven-home-'))
})
afterEach(() => rmSync(home, { recursive: true }))

const look = (env: NodeJS.ProcessEnv = {}, changes: Partial<Parameters<typeof listCandidates>[0]> = {}) =>
  listCandidates({ env, home, platform: 'darwin', ...changes }).map(({ endpoint, foundBy }) => [
    endpoint.url,
    foundBy,
  ])

function writeContext(name: string, host: string, folder = join(home, '.docker')): void {
  const meta = join(folder, 'contexts', 'meta', createHash('sha256').update(name).digest('hex'))
  mkdirSync(meta, { recursive: true })
  writeFileSync(
    join(meta, 'meta.json'),
    JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }),
  )
}

describe('where an engine is looked for', () => {
  test('a fixed address goes before everything', () => {
    expect(look({ DOCKER_HOST: 'tcp://a:1' }, { endpoint: 'unix:///x.sock' })).toEqual([
      ['unix:///x.sock', 'settings'],
    ])
  })

  test('DOCKER_HOST goes before contexts', () => {
    writeContext('colima', 'unix:///colima.sock')
    expect(look({ DOCKER_HOST: 'tcp://10.0.0.2:2375', DOCKER_CONTEXT: 'colima' })).toEqual([
      ['tcp://10.0.0.2:2375', 'DOCKER_HOST'],
    ])
  })

  test('DOCKER_CONTEXT goes before the current one', () => {
    writeContext('colima', 'unix:///colima.sock')
    writeContext('orbstack', 'unix:///orbstack.sock')
    writeFileSync(join(home, '.docker', 'config.json'), JSON.stringify({ currentContext: 'orbstack' }))
    expect(look()).toEqual([['unix:///orbstack.sock', 'context orbstack']])
    expect(look({ DOCKER_CONTEXT: 'colima' })).toEqual([['unix:///colima.sock', 'context colima']])
  })

  test('DOCKER_CONFIG moves the contexts', () => {
    const folder = join(home, 'elsewhere')
    writeContext('far', 'tcp://far:2375', folder)
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ currentContext: 'far' }))
    expect(look({ DOCKER_CONFIG: folder })).toEqual([['tcp://far:2375', 'context far']])
  })

  test('a broken config.json and the context “default” leave the usual sockets', () => {
    mkdirSync(join(home, '.docker'))
    writeFileSync(join(home, '.docker', 'config.json'), '{')
    expect(look({ DOCKER_CONTEXT: 'default' })[0]).toEqual([
      'unix:///var/run/docker.sock',
      '/var/run/docker.sock',
    ])
  })

  test('the usual sockets, the default one first; Colima’s folder can be moved', () => {
    const found = look({ COLIMA_HOME: '/elsewhere/colima' })
    expect(found[0]?.[1]).toBe('/var/run/docker.sock')
    expect(found).toContainEqual(['unix:///elsewhere/colima/default/docker.sock', 'Colima'])
    expect(found).toContainEqual([`unix://${home}/.docker/run/docker.sock`, 'Docker Desktop'])
    expect(found).toContainEqual([`unix://${home}/.orbstack/run/docker.sock`, 'OrbStack'])
    expect(found).toContainEqual([`unix://${home}/.rd/docker.sock`, 'Rancher Desktop'])
    expect(found.some(([, name]) => name === 'Podman')).toBe(true)
    expect(look()).toContainEqual([`unix://${home}/.colima/default/docker.sock`, 'Colima'])
  })

  test('a context over SSH, and one that is not there, are refused in words', () => {
    writeContext('far', 'ssh://me@far')
    expect(() => look({ DOCKER_CONTEXT: 'far' })).toThrow('reached over SSH')
    expect(() => look({ DOCKER_CONTEXT: 'none' })).toThrow('The docker context “none” is not there')
  })
})

describe('parseEndpoint', () => {
  test.each([
    ['/run/d.sock', { kind: 'socket', socketPath: '/run/d.sock' }],
    ['unix://', { kind: 'socket', socketPath: '/var/run/docker.sock' }],
    ['npipe:////./pipe/docker_engine', { kind: 'socket', socketPath: '//./pipe/docker_engine' }],
    ['10.0.0.2:1234', { kind: 'tcp', host: '10.0.0.2', port: 1234, tls: null }],
    ['tcp://[::1]:2375', { kind: 'tcp', host: '::1', port: 2375, tls: null }],
    ['tcp://host', { kind: 'tcp', host: 'host', port: 2375, tls: null }],
  ])('%s', (text, address) => {
    expect(parseEndpoint(text).address).toEqual(address)
  })

  test('TLS by port, by https and by files', () => {
    for (const text of ['tcp://host:2376', 'https://host:1']) {
      expect(parseEndpoint(text).address).toMatchObject({ tls: { verify: true } })
    }
    const tls = { ca: null, cert: Buffer.from('c'), key: null, verify: false }
    expect(parseEndpoint('tcp://host', { tls }).address).toMatchObject({ port: 2376, tls })
  })

  test('what is no address is refused', () => {
    expect(() => parseEndpoint('ftp://host')).toThrow('cannot be read')
    expect(() => parseEndpoint('tcp://')).toThrow('cannot be read')
  })
})
