import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestOven, type TestOven } from '../../support/open-test-oven.ts'
import { makePipelineRepo } from '../../support/pipeline-repo.ts'
import { buildProbeImage, probeImage, probeImageAs, readProbes } from './probe-image.ts'

let oven: TestOven
let folder: string

beforeAll(async () => {
  oven = await openTestOven()
  for await (const _ of oven.services.images.build({ name: 'base-tasks' })) {
    // waited for
  }
  buildProbeImage()
  folder = mkdtempSync(join(tmpdir(), 'oven-cage-'))
  execFileSync('chmod', ['a+rx', folder])
})
afterAll(async () => {
  await oven.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What each of these must answer in any cage. */
const held = {
  uid: '1000',
  'euid-of-suid': '1000',
  CapInh: '0000000000000000',
  CapPrm: '0000000000000000',
  CapEff: '0000000000000000',
  CapBnd: '0000000000000000',
  CapAmb: '0000000000000000',
  NoNewPrivs: '1',
  Seccomp: '2',
  'write-root': /^no: .*Read-only file system/,
  'write-etc': /^no: .*Read-only file system/,
  'write-program': /^no: .*Read-only file system/,
  'write-tmp': 'yes',
  'write-home': 'yes',
  'run-in-tmp': 'yes',
  chown: /^no: .*not permitted/,
  mount: /^no: /,
  'remount-root': /^no: /,
  unshare: /^no: .*not permitted/,
  chroot: /^no: .*not permitted/,
  mknod: /^no: .*not permitted/,
  setuid: /^no: /,
  setgid: /^no: /,
  'raw-socket': /^no: .*not permitted/,
  sysctl: /^no: .*(Read-only file system|Permission denied)/,
  sysrq: /^no: /,
  'sys-write': /^no: /,
  hostname: /^no: .*(not permitted|must be root)/,
  'foreign-processes': '0',
  devices: '0',
  sockets: '0',
  'pid-one': 'docker-init',
}

function expectHeld(probes: Record<string, string>): void {
  for (const [name, answer] of Object.entries(held)) {
    if (answer instanceof RegExp) expect(probes[name], name).toMatch(answer)
    else expect(probes[name], name).toBe(answer)
  }
  expect(Number(probes.processes)).toBeGreaterThan(300)
  expect(Number(probes.processes)).toBeLessThan(512)
  expect(Number(probes.processes) + Number(probes['refused-processes'])).toBe(600)
}

describe('what a process can do', () => {
  test('in a docker job', async () => {
    oven.add({ id: 'caged', image: probeImage, network: 'none' })
    const run = await oven.bake('caged')
    expect(run).toMatchObject({ outcome: 'succeeded', error: null, egress: null })
    expectHeld(readProbes(await oven.log(run.id)))
  })

  test('in a pipeline, whatever image it names', async () => {
    const own = join(folder, 'pipeline')
    mkdirSync(own)
    const { path } = makePipelineRepo(own, [{ name: 'review' }])
    oven.add({
      id: 'caged-pipeline',
      type: 'agent-pipeline',
      image: probeImageWithEntrypoint('0'),
      source: { repo: path },
      pipeline: 'review',
      network: 'none',
      env: { ANTHROPIC_API_KEY: 'sk-test-none' },
    })
    const run = await oven.bake('caged-pipeline')
    expect(run.exitCode).toBe(0)
    expectHeld(readProbes(await oven.log(run.id)))
  })

  test('on a network that is "none": nothing but itself', async () => {
    oven.add({
      id: 'alone',
      image: 'agent-oven/base-tasks',
      network: 'none',
      command: ['ls', '/sys/class/net'],
    })
    const run = await oven.bake('alone')
    expect((await oven.log(run.id)).split('\n').slice(1, -2)).toEqual(['lo'])
  })

  test('beyond its memory: no swap helps', async () => {
    const script = 'a=$(head -c 40000000 /dev/zero | tr "\\0" x); echo held'
    const job = { image: 'agent-oven/base-tasks', command: ['bash', '-c', script] }
    oven.add({ id: 'greedy', ...job, resources: { memory: '24m' } })
    const run = await oven.bake('greedy')
    expect(run).toMatchObject({ outcome: 'failed', error: { code: 'out-of-memory' } })
    expect(await oven.log(run.id)).not.toContain('held')
  })
})

describe('what the engine was asked for', () => {
  test('is the whole cage, with limits and without swap', async () => {
    oven.add({
      id: 'seen',
      image: 'agent-oven/base-tasks',
      command: ['sleep', '30'],
      resources: { memory: '64m' },
    })
    const { id } = oven.services.runJob('seen', {})
    for await (const run of oven.services.history.watch(id)) if (run.startedAt) break
    const [container] = execFileSync('docker', ['ps', '-q', '--filter', `label=agent-oven.run=${id}`], {
      encoding: 'utf8',
    }).split('\n')
    const [{ HostConfig, Config, Mounts }] = JSON.parse(
      execFileSync('docker', ['inspect', container!], { encoding: 'utf8' }),
    )
    oven.services.runs.cancel(id)
    await oven.finished(id)
    expect(HostConfig).toMatchObject({
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      CapAdd: null,
      SecurityOpt: ['no-new-privileges'],
      Privileged: false,
      PidsLimit: 512,
      Memory: 64 * 1024 * 1024,
      MemorySwap: 64 * 1024 * 1024,
      NanoCpus: 1e9,
      Init: true,
      PidMode: '',
      IpcMode: 'private',
    })
    expect(HostConfig.Devices ?? []).toEqual([])
    expect(Config.User).toBe('1000:1000')
    expect(Mounts).toMatchObject([{ Type: 'volume', Destination: '/workdir', RW: true }])
    const volumes = execFileSync('docker', ['volume', 'ls', '-q'], { encoding: 'utf8' })
    expect(volumes).not.toContain(id)
  })
})

describe('single items that a job does without', () => {
  const sh = (id: string, image: string, script: string, rest: object = {}) =>
    oven.add({ id, image, command: ['sh', '-c', script], network: 'none', ...rest })

  test('root, but without its powers', async () => {
    const image = probeImageAs('0')
    sh(
      'rooted',
      image,
      'id -u; touch /x; touch ~/x && echo home; chown 5 /tmp; grep CapEff /proc/self/status',
      {
        relax: ['root-user'],
      },
    )
    const run = await oven.bake('rooted')
    const log = await oven.log(run.id)
    expect(log).toMatch(/^0$/m)
    expect(log).toContain('Read-only file system')
    expect(log).toMatch(/^home$/m)
    expect(log).toMatch(/chown: .*not permitted/)
    expect(log).toContain('CapEff:\t0000000000000000')
  })

  test('a writable root and one capability: that one, and no other', async () => {
    const relax = ['root-user', 'writable-root', 'capability:CHOWN']
    sh(
      'loose',
      probeImageAs('0'),
      'touch /x && chown 5 /x && stat -c %u /x; grep CapEff /proc/self/status; mknod /d b 8 0',
      {
        relax,
      },
    )
    const log = await oven.log((await oven.bake('loose')).id)
    expect(log).toMatch(/^5$/m)
    expect(log).toContain('CapEff:\t0000000000000001')
    expect(log).toMatch(/mknod: .*not permitted/)
  })

  test("an image's own user stays, unless it is root by another name", async () => {
    sh('worker', probeImageAs('worker'), 'id -u; touch ~/x /tmp/x && stat -c "%u in %n" ~/x')
    expect(await oven.log((await oven.bake('worker')).id)).toMatch(/^1234\n1234 in \/home\/oven-job\/x$/m)
    sh('toor', probeImageAs('toor'), 'id -u')
    const run = await oven.bake('toor')
    expect(run).toMatchObject({ error: { code: 'user-is-root' }, startedAt: null })
    expect(run.error?.message).toContain('"toor" is root by another name')
    expect(run.error?.hint).toContain('"root-user"')
    sh('toor-wanted', probeImageAs('toor'), 'id -u', { relax: ['root-user'] })
    expect(await oven.log((await oven.bake('toor-wanted')).id)).toMatch(/^0$/m)
  })

  test('raw sockets are refused where an allow-list is to hold', async () => {
    sh('raw', probeImage, 'true', { network: 'allowlist', relax: ['root-user', 'capability:NET_RAW'] })
    expect(await oven.bake('raw')).toMatchObject({
      outcome: 'blocked',
      error: { code: 'relaxation-refused' },
    })
  })
})

describe('a job that the cage makes fail', () => {
  test('says so at the end of its log, and what to relax', async () => {
    oven.add({ id: 'hinted', image: 'agent-oven/base-tasks', command: ['touch', '/opt/x'] })
    const run = await oven.bake('hinted')
    expect(run).toMatchObject({ outcome: 'failed', error: { code: 'exit-code' } })
    expect(run.error?.hint).toContain('"writable-root"')
    expect((await oven.log(run.id)).trimEnd().split('\n').at(-1)).toContain('add "writable-root" to "relax"')
  })

  test('or that would mount a secret place is blocked before any container is made', async () => {
    oven.add({
      id: 'curious',
      image: 'agent-oven/base-tasks',
      command: ['true'],
      volumes: ['~/.ssh:/keys:ro'],
    })
    expect(await oven.bake('curious')).toMatchObject({
      outcome: 'blocked',
      startedAt: null,
      error: { code: 'volume-refused' },
    })
    oven.services.jobs.update('curious', { volumes: [`${oven.home}:/oven:ro`] })
    expect((await oven.bake('curious')).error?.code).toBe('volume-refused')
  })
})

/** The probe's entrypoint with a user of the image's own. */
function probeImageWithEntrypoint(user: string): string {
  const name = `agent-oven-test/probe-entry-${user}:1`
  execFileSync('docker', ['build', '-q', '-t', name, '-'], {
    input: `FROM ${probeImage}\nUSER ${user}\n`,
    env: { ...process.env, DOCKER_BUILDKIT: '0' },
    stdio: 'pipe',
  })
  return name
}
