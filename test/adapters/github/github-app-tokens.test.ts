import { generateKeyPairSync, verify } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createGithubApps } from '../../../adapters/github/github-app-tokens.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()

interface Asked {
  url: string | undefined
  authorization: string
  body: { repositories: string[]; permissions?: Record<string, string> }
}

let server: Server
let apiUrl: string
let asked: Asked[]
let answer: (asked: Asked) => { status: number; body: unknown }

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const seen = {
      url: request.url,
      authorization: request.headers.authorization ?? '',
      body: JSON.parse(await textOf(request)),
    }
    asked.push(seen)
    const { status, body } = answer(seen)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())
beforeEach(() => {
  asked = []
  answer = () => ({ status: 201, body: { token: 'ghs_minted', expires_at: '2026-11-20T13:00:00Z' } })
})

const mint = (changes: Partial<Parameters<ReturnType<typeof createGithubApps>['mint']>[0]> = {}) =>
  createGithubApps({ now: () => NOW }).mint(
    { appId: '4711', installationId: '99', privateKey: pem, apiUrl, ...changes },
    'acme/shop',
  )

it('mints a token for one repository, with a signature that GitHub can verify and that lasts under ten minutes', async () => {
  expect(await mint()).toEqual({ token: 'ghs_minted', expiresAt: '2026-11-20T13:00:00.000Z' })
  expect(asked).toHaveLength(1)
  expect(asked[0]!.url).toBe('/app/installations/99/access_tokens')
  expect(asked[0]!.body).toEqual({
    repositories: ['shop'],
    permissions: { contents: 'write', pull_requests: 'write' },
  })
  const [head, claims, signature] = asked[0]!.authorization.replace('Bearer ', '').split('.') as [
    string,
    string,
    string,
  ]
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
  expect(read(head)).toEqual({ alg: 'RS256', typ: 'JWT' })
  const { iat, exp, iss } = read(claims)
  expect(iss).toBe('4711')
  expect(iat).toBeLessThan(NOW / 1000)
  expect(exp - iat).toBeLessThanOrEqual(600)
  const signed = verify(
    'RSA-SHA256',
    Buffer.from(`${head}.${claims}`),
    publicKey,
    Buffer.from(signature, 'base64url'),
  )
  expect(signed).toBe(true)
})

it('asks for what the App has when it lacks a permission', async () => {
  answer = ({ body }) =>
    body.permissions
      ? { status: 422, body: { message: 'The permissions requested are not granted to this installation.' } }
      : { status: 201, body: { token: 'ghs_less', expires_at: '2026-11-20T13:00:00Z' } }
  expect((await mint()).token).toBe('ghs_less')
  expect(asked).toHaveLength(2)
})

it.each([
  [401, 'app-refused', 'not recognised'],
  [404, 'app-refused', 'no installation 99'],
  [422, 'repo-denied', 'may not see the repository acme/shop'],
  [403, 'app-refused', 'no token'],
  [502, 'network', 'status 502'],
])('says what a status of %i means', async (status, code, words) => {
  answer = () => ({ status, body: { message: 'words of GitHub' } })
  await expect(mint()).rejects.toMatchObject({
    code,
    message: expect.stringContaining(words),
    hint: expect.any(String),
  })
})

it('says that a key is none, and never shows it', async () => {
  const wrong = '-----BEGIN RSA PRIVATE KEY-----\ncanary\n-----END RSA PRIVATE KEY-----'
  const error = await mint({ privateKey: wrong }).catch((thrown: Error) => thrown)
  expect(error).toMatchObject({ code: 'app-key-invalid' })
  expect(JSON.stringify([error, (error as Error).message])).not.toContain('canary')
  expect(asked).toEqual([])
  const { privateKey: ed } = generateKeyPairSync('ed25519')
  const text = ed.export({ type: 'pkcs8', format: 'pem' }).toString()
  await expect(mint({ privateKey: text })).rejects.toMatchObject({ code: 'app-key-invalid' })
})

it('says that GitHub was not reached, and does not take any answer for a token', async () => {
  await expect(mint({ apiUrl: 'http://127.0.0.1:9' })).rejects.toMatchObject({ code: 'network' })
  answer = () => ({ status: 200, body: { hello: 'world' } })
  await expect(mint()).rejects.toMatchObject({ code: 'app-refused' })
})

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}

it('mints a token for other permissions where those are what it is for', async () => {
  const app = { appId: '4711', installationId: '99', privateKey: pem, apiUrl }
  await createGithubApps({ now: () => NOW }).mint(app, 'acme/shop', { issues: 'write', statuses: 'write' })
  expect(asked[0]!.body).toEqual({
    repositories: ['shop'],
    permissions: { issues: 'write', statuses: 'write' },
  })
})
