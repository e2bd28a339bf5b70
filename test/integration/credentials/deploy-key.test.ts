import { execFileSync } from 'node:child_process'
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
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openTestOven, type TestOven } from '../../support/open-test-oven.ts'
import { makePipelineRepo } from '../../support/pipeline-repo.ts'
import { makeSshKey, startSshServer } from '../../support/ssh-server.ts'

// Everything is real but the agent: git, ssh, its server, the key's way into the container and the way back of the commits.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 600_000 })

const folder = mkdtempSync(join(tmpdir(), 'oven-deploy-key-'))
const home = join(folder, 'oven')
/** The rehearsal's image, which pushes over networks: its agents are stand-ins, all else is as in a real run. */
const IMAGE = `agent-oven-test/pushing-rehearsal:${process.pid}`
const key = makeSshKey()
const canary = key.privateKey.split('\n').filter((line) => line.length > 30 && !line.startsWith('-----'))
let server: Awaited<ReturnType<typeof startSshServer>>
let oven: TestOven
let remote: string

const git = (...words: string[]) => execFileSync('git', ['-C', remote, ...words], { encoding: 'utf8' })

function configure(knownHosts: string[]): void {
  const claude = join(folder, 'claude')
  const config = {
    auth: { claudeCredPath: claude, knownHosts },
    pipeline: { image: IMAGE },
  }
  writeFileSync(join(home, 'config.json'), JSON.stringify(config))
}

beforeAll(async () => {
  chmodSync(folder, 0o755)
  for (const name of ['oven', 'claude', 'source']) mkdirSync(join(folder, name))
  const claudeAiOauth = { accessToken: 'sk-ant-oat01-canary-ssh', expiresAt: Date.now() + 8 * 3_600_000 }
  writeFileSync(join(folder, 'claude/.credentials.json'), JSON.stringify({ claudeAiOauth }))
  server = await startSshServer()
  configure([server.knownHost])
  remote = makePipelineRepo(join(folder, 'source'), [{ name: 'review', rehearse: 'sleep:3' }]).remote
  oven = await openTestOven({ home })
  for await (const _ of oven.services.images.build({ name: 'rehearsal' })) {
    // waited for
  }
  execFileSync('docker', ['build', '-q', '-t', IMAGE, '-'], {
    input: 'FROM agent-oven/rehearsal\nLABEL agent-oven.test=deploy-key\nENV OVEN_REHEARSAL=\n',
    env: { ...process.env, DOCKER_BUILDKIT: '0' },
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  await oven.services.secrets.set({ name: 'DEPLOY_KEY', value: key.privateKey })
  oven.add({
    type: 'agent-pipeline',
    id: 'nightly',
    source: { repo: server.addressOf(remote), credentials: 'DEPLOY_KEY' },
    pipeline: 'review',
  })
})
afterAll(async () => {
  await oven?.close()
  server?.close()
  execFileSync('docker', ['rmi', '-f', IMAGE], { stdio: 'ignore' })
  rmSync(folder, { recursive: true, force: true })
})

const readiness = async () => (await oven.services.readiness.show({ jobId: 'nightly', fresh: true }))[0]!

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((file) => statSync(file).isFile())
}

test('a run clones and pushes with it, and it stands nowhere but in the vault', async () => {
  server.letIn([{ key }])
  expect((await readiness()).state).not.toBe('blocked')
  const started = oven.services.runJob('nightly', {})
  const seen: string[] = []
  for await (const run of oven.services.history.watch(started.id)) {
    if (!run.stages.some(({ status }) => status === 'running')) continue
    const label = `label=agent-oven.run=${started.id}`
    const ids = execFileSync('docker', ['ps', '-q', '--filter', label], { encoding: 'utf8' })
      .trim()
      .split('\n')
    seen.push(execFileSync('docker', ['inspect', ...ids], { encoding: 'utf8' }))
    const look =
      'stat -f -c %T ~/.ssh; stat -c %a ~/.ssh/oven-deploy-key; cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null'
    seen.push(execFileSync('docker', ['exec', ids[0]!, 'sh', '-c', look], { encoding: 'utf8' }))
    break
  }
  const run = await oven.finished(started.id)
  expect(run).toMatchObject({ outcome: 'succeeded', rehearsal: false })
  const pushed = run.branches.filter((branch) => branch.pushed)
  expect(pushed).toHaveLength(1)
  expect(git('rev-parse', `refs/heads/${pushed[0]!.name}`).trim()).toBe(pushed[0]!.commit)
  expect(git('log', '--format=%H', 'main').trim().split('\n')).toHaveLength(1)

  expect(seen[1]).toMatch(/^tmpfs\n600\n/)
  seen.push(await oven.log(run.id), JSON.stringify([run, oven.notifications]), server.log())
  seen.push(...filesBelow(home).map((file) => readFileSync(file, 'latin1')))
  expect(seen.length).toBeGreaterThan(8)
  for (const line of canary) expect(seen.filter((text) => text.includes(line))).toEqual([])
  const [credential] = (await oven.services.credentials.list()).filter(
    ({ id }) => id === 'git:secret:DEPLOY_KEY',
  )
  expect(credential).toMatchObject({ kind: 'deploy-key', status: 'worked', usedBy: ['nightly'] })
})

test('a key that may only read is told apart: the run keeps what it could not push', async () => {
  server.letIn([{ key, readOnly: true }])
  const run = await oven.bake('nightly')
  expect(run.branches).toMatchObject([{ pushed: false, error: expect.stringContaining('read only') }])
  expect(await oven.log(run.id)).toContain('marked as read only')
  expect(filesBelow(join(home, 'artifacts', run.id)).some((file) => file.endsWith('.bundle'))).toBe(true)
})

test('another server under its address is not spoken to, and the reason names the host key', async () => {
  server.letIn([{ key }])
  const other = makeSshKey().publicKey.split(' ').slice(0, 2).join(' ')
  const place = server.knownHost.split(' ')[0]
  for (const known of [[`${place} ${other}`], []]) {
    configure(known)
    await vi.waitFor(async () => expect((await readiness()).state).toBe('blocked'), { timeout: 90_000 })
    const before = server.log()
    const run = await oven.bake('nightly')
    expect(run).toMatchObject({ outcome: 'blocked', startedAt: null, error: { code: 'repo-denied' } })
    expect(run.error?.message).toMatch(/host key/i)
    expect(run.error?.hint).toContain('auth.knownHosts')
    expect(run.error?.hint).toContain(`ssh-keyscan -p ${server.port} ${server.host}`)
    expect(server.log().slice(before.length)).not.toContain('Accepted publickey')
  }
  configure([server.knownHost])
  await vi.waitFor(async () => expect((await readiness()).state).not.toBe('blocked'), { timeout: 90_000 })
})

test('a key that the server does not know blocks the run before any container', async () => {
  server.letIn([{ key: makeSshKey() }])
  expect((await readiness()).state).toBe('blocked')
  const run = await oven.bake('nightly')
  expect(run).toMatchObject({ outcome: 'blocked', startedAt: null, error: { code: 'repo-denied' } })
  expect(run.error?.message).toContain('the deploy key "DEPLOY_KEY"')
  expect(run.error?.hint).toContain('deploy keys')
})
