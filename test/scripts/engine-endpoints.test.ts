import { createHash } from 'node:crypto'
import http from 'node:http'
import net from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { engineCandidates, findEngine, pingEngine } from '../../scripts/setup/engine-endpoints.mjs'
import { temporaryFolder } from './temporary-folder.ts'

const contextFile = (name: string) =>
  `.docker/contexts/meta/${createHash('sha256').update(name).digest('hex')}/meta.json`
const meta = (host: string) => JSON.stringify({ Endpoints: { docker: { Host: host } } })

describe('where an engine may be', () => {
  test('DOCKER_HOST is the only place when set', () => {
    const env = { DOCKER_HOST: 'unix:///somewhere.sock', DOCKER_CONTEXT: 'colima' }
    expect(engineCandidates({ env, home: '/nobody' })).toEqual([
      { endpoint: 'unix:///somewhere.sock', foundBy: 'DOCKER_HOST' },
    ])
  })

  test('the context of config.json goes before the known sockets, and DOCKER_CONTEXT before it', () => {
    const home = temporaryFolder({
      '.docker/config.json': JSON.stringify({ currentContext: 'colima' }),
      [contextFile('colima')]: meta('unix:///colima.sock'),
      [contextFile('other')]: meta('unix:///other.sock'),
    })
    const first = (env: NodeJS.ProcessEnv) => engineCandidates({ env, home })[0]
    expect(first({})).toEqual({ endpoint: 'unix:///colima.sock', foundBy: 'context colima' })
    expect(first({ DOCKER_CONTEXT: 'other' })?.endpoint).toBe('unix:///other.sock')
    expect(first({ DOCKER_CONTEXT: 'default' })?.endpoint).toBe('unix:///var/run/docker.sock')
    expect(first({ DOCKER_CONTEXT: 'unheard-of' })?.endpoint).toBe('unix:///var/run/docker.sock')
  })
})

describe('signs of life', () => {
  const socketPath = () => join(temporaryFolder(), 'engine.sock')

  async function listen(server: net.Server, where: string | number) {
    await new Promise<void>((resolve) => server.listen(where, resolve))
    onTestFinished(() => void server.close())
  }

  test('an engine that answers, over a socket and over tcp', async () => {
    const path = socketPath()
    const answer: http.RequestListener = (request, response) => {
      response.statusCode = request.url === '/_ping' ? 200 : 404
      response.end('OK')
    }
    await listen(http.createServer(answer), path)
    expect(await pingEngine(`unix://${path}`)).toBeNull()
    const server = http.createServer(answer)
    await listen(server, 0)
    expect(await pingEngine(`tcp://127.0.0.1:${(server.address() as net.AddressInfo).port}`)).toBeNull()
  })

  test('a missing socket, one that hangs, one that answers badly', async () => {
    expect(await pingEngine(`unix://${socketPath()}`)).toBe('ENOENT')
    const [hung, broken] = [socketPath(), socketPath()]
    const sockets: net.Socket[] = []
    await listen(
      net.createServer((socket) => void sockets.push(socket)),
      hung,
    )
    onTestFinished(() => sockets.forEach((socket) => void socket.destroy()))
    await listen(
      http.createServer((_, response) => response.writeHead(503).end()),
      broken,
    )
    expect(await pingEngine(`unix://${broken}`)).toBe('status 503')
    expect(await pingEngine(`unix://${hung}`)).toBe('no answer')
  })

  test('the first that answers is taken, and the others are told with their reasons', async () => {
    const path = socketPath()
    await listen(
      http.createServer((_, response) => response.end('OK')),
      path,
    )
    const gone = { endpoint: 'unix:///nowhere/engine.sock', foundBy: 'gone' }
    const good = { endpoint: `unix://${path}`, foundBy: 'good' }
    expect(await findEngine({ candidates: [gone, good] })).toEqual({
      engine: good,
      tried: [{ ...gone, reason: 'ENOENT' }],
    })
    expect(await findEngine({ candidates: [gone] })).toEqual({
      engine: null,
      tried: [{ ...gone, reason: 'ENOENT' }],
    })
  })
})
