import { execFileSync } from 'node:child_process'
import { generateKeyPairSync, verify } from 'node:crypto'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startGitServer } from '../../support/git-server.ts'
import { openTestOven, type TestOven } from '../../support/open-test-oven.ts'
import { makePipelineRepo } from '../../support/pipeline-repo.ts'
import { bridgeAddress } from '../../support/ssh-server.ts'

// A run with a GitHub App's token over a restart of the host: real git over https with a login, a stand-in for GitHub's API.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 600_000 })

const folder = mkdtempSync(join(tmpdir(), 'oven-app-run-'))
const home = join(folder, 'oven')
const IMAGE = `agent-oven-test/app-rehearsal:${process.pid}`
const HELD = 'sk-ant-oat01-canary-that-the-run-holds-7Kd'
const pem = { type: 'pkcs1', format: 'pem' } as const
const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: pem,
  publicKeyEncoding: pem,
})
/** Says its token as it began with it, waits until the next host has renewed it, and says both. */
const LEAKY = `#!/bin/sh
echo "begun with $GH_ENTERPRISE_TOKEN"
until ! grep -qxF -e "$GH_ENTERPRISE_TOKEN" "$HOME/.oven/git-login"; do sleep 0.2; done
echo "after the restart $GH_ENTERPRISE_TOKEN"
printf %s "$GH_ENTERPRISE_TOKEN" | base64
echo "renewed as $(sed -n 3p "$HOME/.oven/git-login")"
echo "claude has $(cat "$HOME/.claude/.credentials.json")"
exec /opt/rehearsal/agent-pipeline.js "$@"
`

let api: Server
const minted: string[] = []
const asked: { repositories: string[] }[] = []
let git: Awaited<ReturnType<typeof startGitServer>>
let oven: TestOven

beforeAll(async () => {
  chmodSync(folder, 0o755)
  for (const name of ['oven', 'claude', 'source', 'image']) mkdirSync(join(folder, name))
  signIn(HELD)

  api = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const [head, body, signature] = (request.headers.authorization ?? '').replace('Bearer ', '').split('.')
    const signed = Buffer.from(`${head}.${body}`)
    const isOurs = verify('RSA-SHA256', signed, keys.publicKey, Buffer.from(signature ?? '', 'base64url'))
    if (!isOurs || request.url !== '/app/installations/99/access_tokens') {
      response.writeHead(401).end('{"message":"Bad credentials"}')
      return
    }
    asked.push(JSON.parse(Buffer.concat(chunks).toString()))
    minted.push(`ghs_canary${minted.length}Wz7Kq2Lm9Vb4Nx`)
    const expires_at = new Date(Date.now() + 3_600_000).toISOString()
    response.writeHead(201).end(JSON.stringify({ token: minted.at(-1), expires_at }))
  })
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve))

  const host = bridgeAddress()
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'image/cert.pem')]
  const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=oven-test']
  execFileSync('openssl', [...words, '-addext', `subjectAltName=IP:${host}`, '-keyout', key, '-out', cert], {
    stdio: 'pipe',
  })
  process.env.GIT_SSL_CAINFO = cert
  const tls = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  // Like GitHub's, an older token of the same App goes on being good for its hour.
  git = await startGitServer((given) => minted.includes(given), { host, tls })
  const { path } = makePipelineRepo(join(folder, 'source'), [{ name: 'review' }])
  execFileSync('git', ['-C', git.repo, 'config', 'http.receivepack', 'true'])
  execFileSync('git', ['-C', path, 'push', '--quiet', '--force', git.repo, 'main'], { stdio: 'pipe' })

  const auth = { claudeCredPath: join(folder, 'claude') }
  writeFileSync(join(home, 'config.json'), JSON.stringify({ auth, pipeline: { image: IMAGE } }))
  oven = await openTestOven({ home })
  for await (const _ of oven.services.images.build({ name: 'rehearsal' })) {
    // waited for
  }
  writeFileSync(join(folder, 'image/agent-pipeline'), LEAKY)
  const lines = [
    'FROM agent-oven/rehearsal',
    'LABEL agent-oven.test=github-app',
    'USER root',
    'RUN rm /usr/local/bin/agent-pipeline',
    'COPY cert.pem /etc/ssl/oven-test.pem',
    'COPY agent-pipeline /usr/local/bin/agent-pipeline',
    'RUN chmod 755 /usr/local/bin/agent-pipeline && chmod 644 /etc/ssl/oven-test.pem',
    'ENV OVEN_REHEARSAL= GIT_SSL_CAINFO=/etc/ssl/oven-test.pem',
    'USER 1000:1000',
  ]
  writeFileSync(join(folder, 'image/Dockerfile'), lines.join('\n'))
  execFileSync('docker', ['build', '-q', '-t', IMAGE, join(folder, 'image')], {
    env: { ...process.env, DOCKER_BUILDKIT: '0' },
    stdio: 'pipe',
  })
})
afterAll(async () => {
  delete process.env.GIT_SSL_CAINFO
  await oven?.close()
  git?.close()
  api?.close()
  execFileSync('docker', ['rmi', '-f', IMAGE], { stdio: 'ignore' })
  rmSync(folder, { recursive: true, force: true })
})

/** Claude Code renews this login whenever it is used on the machine. */
function signIn(accessToken: string): void {
  const claudeAiOauth = { accessToken, expiresAt: Date.now() + 8 * 3_600_000 }
  writeFileSync(join(folder, 'claude/.credentials.json'), JSON.stringify({ claudeAiOauth }))
}

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((file) => statSync(file).isFile())
}

test('of a run taken up by another host all logins are masked: those it began with, and the renewed one', async () => {
  const apiUrl = `http://127.0.0.1:${(api.address() as AddressInfo).port}`
  await oven.services.githubApps.set({
    name: 'bot',
    appId: '4711',
    installationId: '99',
    key: keys.privateKey,
    apiUrl,
  })
  oven.add({
    type: 'agent-pipeline',
    id: 'nightly',
    source: { repo: `${git.url}/acme/shop.git`, credentials: 'bot' },
    pipeline: 'review',
  })
  const { id } = oven.services.runJob('nightly', {})
  await vi.waitFor(async () => expect(await oven.log(id)).toContain('begun with'), { timeout: 60_000 })
  const held = minted.at(-1)!
  expect(await oven.log(id)).toContain('begun with ****')
  expect(JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8')).handed[id].length).toBeGreaterThan(0)
  const label = `label=agent-oven.run=${id}`
  const ids = execFileSync('docker', ['ps', '-q', '--filter', label], { encoding: 'utf8' }).trim().split('\n')
  const inspected = execFileSync('docker', ['inspect', ...ids], { encoding: 'utf8' })
  await oven.close()
  signIn('sk-ant-oat01-canary-of-later-9Qw')

  oven = await openTestOven({ home })
  const run = await oven.finished(id)
  const log = await oven.log(id)
  expect(run).toMatchObject({ outcome: 'succeeded', branches: [{ pushed: true }] })
  expect(log).toContain('takes it up again')
  expect(log).toContain('after the restart ****')
  expect(log).toContain('renewed as ****')
  expect(log).toMatch(/claude has .*"accessToken":"\*{4}"/)
  const renewed = minted.at(-1)!
  expect(renewed).not.toBe(held)
  expect(asked.every(({ repositories }) => repositories.join() === 'shop')).toBe(true)
  expect(git.logins).toContain(`x-access-token:${renewed}`)

  const files = filesBelow(home).map((file) => readFileSync(file, 'latin1'))
  const seen = [...files, inspected, JSON.stringify([run, oven.notifications])]
  for (const token of [...minted, HELD]) {
    for (const sign of [token, Buffer.from(token).toString('base64').slice(0, 24)])
      expect(seen.filter((text) => text.includes(sign))).toEqual([])
  }
  // What was kept for the next host went with the run.
  expect(JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8')).handed).toEqual({})
})
