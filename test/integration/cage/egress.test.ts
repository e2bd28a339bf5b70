import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDockerEngine } from '../../../adapters/docker/docker-engine.ts'
import type { Run } from '../../../contract/index.ts'
import { createCage } from '../../../core/cage/cage.ts'
import { Config } from '../../../core/ports/config-store.ts'
import type { Engine } from '../../../core/ports/engine.ts'
import { systemClock } from '../../../server/system-clock.ts'
import { openTestOven, type TestOven } from '../../support/open-test-oven.ts'
import { makePipelineRepo } from '../../support/pipeline-repo.ts'
import { tinyImage } from '../../support/tiny-image.ts'
import { startPublicServer, tracesOf } from './public-server.ts'

let oven: TestOven
let server: ReturnType<typeof startPublicServer>
const folder = mkdtempSync(join(tmpdir(), 'oven-egress-'))
const home = join(folder, 'home')
const docker = (...words: string[]) => execFileSync('docker', words, { encoding: 'utf8' }).trim()

const open = () =>
  openTestOven({
    home,
    egressForTests: {
      reachableRanges: [`${server.address}/32`],
      addressesOfNames: {
        'shop.example': [server.address],
        'a.shop.example': [server.address],
        'inside.example': ['10.1.2.3', '192.168.1.1'],
        'metadata.example': ['169.254.169.254', 'fd00:ec2::254'],
        'mapped.example': [`::ffff:${server.gateway}`],
        'host.example': hostAddresses(),
      },
    },
  })

beforeAll(async () => {
  mkdirSync(home)
  execFileSync('chmod', ['a+rx', folder])
  server = startPublicServer()
  oven = await open()
  for (const name of ['base-tasks', 'rehearsal', 'egress-proxy']) {
    for await (const _ of oven.services.images.build({ name })) {
      // waited for
    }
  }
})
afterAll(async () => {
  await oven.close()
  server.remove()
  rmSync(folder, { recursive: true, force: true })
})

/** Each line is tried and told with its exit code, in their order; `atOnce`, side by side. */
const caged = (
  id: string,
  lines: string[],
  { atOnce = false, ...rest }: { atOnce?: boolean; allow?: string[]; command?: string[] } = {},
) => {
  const tries = lines.map(
    (line, at) => `{ echo "[${at}] $(${line} 2>&1; echo "exit $?")"; } > /tmp/${at}${atOnce ? ' &' : ''}`,
  )
  const script = [...tries, 'wait', `for at in $(seq 0 ${lines.length - 1}); do cat /tmp/$at; done`]
  const job = { image: 'agent-oven/base-tasks', network: 'allowlist' }
  return oven.add({ id, ...job, command: ['bash', '-c', script.join('\n')], ...rest })
}

async function answersOf(run: Run): Promise<string[]> {
  const log = await oven.log(run.id)
  return log.split(/^\[\d+\] /m).slice(1)
}

const CURL = 'curl -sS --max-time 5'
const DIRECT = "curl -sS --noproxy '*' --max-time 2"
/** CONNECT, then plain HTTP through the tunnel: the server has no certificate. */
const TUNNEL = `${CURL} --proxytunnel`

function hostAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  return all.flatMap(({ internal, address, family }) => (internal || family !== 'IPv4' ? [] : address))
}

describe('a run with an allow-list', () => {
  test('reaches what is listed, nothing else, and its record says both', async () => {
    const refused = ['example.com', 'inside.example', 'metadata.example', 'mapped.example', 'host.example']
    const allow = ['shop.example', 'shop.example:80', '.shop.example', ...refused.slice(1)]
    caged(
      'buyer',
      [
        `${TUNNEL} http://shop.example:443/`,
        `${TUNNEL} http://a.shop.example:443/`,
        `${CURL} http://shop.example/`,
        ...refused.map((name) => `${TUNNEL} http://${name}:443/`),
        `${TUNNEL} http://${server.address}:443/`,
        `${TUNNEL} http://shop.example:22/`,
      ],
      { allow },
    )
    const run = await oven.bake('buyer')
    const answers = await answersOf(run)
    for (const answer of answers.slice(0, 3)) expect(answer).toBe('hello from outside\nexit 0\n')
    for (const answer of answers.slice(3)) expect(answer).toContain('403')
    expect(run.egress?.enforced).toBe(true)
    expect(run.egress?.allowed).toEqual([
      { host: 'shop.example', count: 1 },
      { host: 'a.shop.example', count: 1 },
      { host: 'shop.example:80', count: 1 },
    ])
    expect(run.egress?.refused).toEqual([
      { host: 'example.com', reason: 'not-listed', count: 1 },
      ...refused.slice(1).map((host) => ({ host, reason: 'closed-address', count: 1 })),
      { host: server.address, reason: 'raw-address', count: 1 },
      { host: 'shop.example:22', reason: 'not-listed', count: 1 },
    ])
    expect(tracesOf(oven.installId)).toBe('')
  })

  test('finds no way around its proxy: not to the host, the bridge, the server, a name server or by a second proxy', async () => {
    const near = [server.address, server.gateway, ...hostAddresses(), '169.254.169.254', '1.1.1.1']
    const ways = [
      ...near.flatMap((address) => [`${DIRECT} http://${address}:443/`, `${DIRECT} http://${address}:22/`]),
      'timeout 5 getent hosts example.com',
      'timeout 5 getent hosts registry.npmjs.org',
      // the address that a bridge would have: the first of the subnet
      `ip=$(hostname -i); ${DIRECT} http://\${ip%.*}.$((\${ip##*.} - 2)):22/`,
      `${CURL} -x "\${HTTPS_PROXY/oven:*@/oven:wrong@}" --proxytunnel http://shop.example:443/`,
    ]
    caged('digger', ways, { atOnce: true })
    const run = await oven.bake('digger')
    const answers = await answersOf(run)
    expect(answers.length).toBe(ways.length)
    for (const answer of answers) {
      expect(answer).not.toContain('exit 0')
      // "refused" would be an answer of the machine that was not to be reached
      expect(answer).not.toMatch(/refused|reset/i)
    }
    expect(answers.at(-1)).toContain('407')
    expect(run.egress).toEqual({ enforced: true, allowed: [], refused: [] })
  })

  test('keeps its proxy to itself, and the token out of its log', async () => {
    caged('shy', [], { command: ['sh', '-c', 'echo "$HTTPS_PROXY"; exec sleep 60'] })
    const { id } = oven.services.runJob('shy', {})
    for await (const run of oven.services.history.watch(id)) if (run.startedAt) break
    const filter = [
      '--filter',
      `label=agent-oven.run=${id}`,
      '--filter',
      'label=agent-oven.role=egress-proxy',
    ]
    const proxy = docker('ps', '-q', ...filter)
    const [inspected] = JSON.parse(docker('inspect', proxy))
    const outward = inspected.NetworkSettings.Networks.bridge.IPAddress
    const knock = `nc -w 2 ${outward} 3128 </dev/null 2>/dev/null && echo reached || echo closed`
    expect(docker('run', '--rm', '--label', 'agent-oven.test=cage', tinyImage, 'sh', '-c', knock)).toBe(
      'closed',
    )
    expect(inspected.Config.Env.join(' ')).not.toMatch(/oven:|TOKEN/)
    expect(inspected.HostConfig).toMatchObject({
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      PidsLimit: 64,
    })
    oven.services.runs.cancel(id)
    const run = await oven.finished(id)
    expect(await oven.log(id)).toMatch(/http:\/\/oven:\*\*\*\*@10\.231\./)
    expect(run.outcome).toBe('cancelled')
    expect(tracesOf(oven.installId)).toBe('')
  })

  test('whose proxy is killed reaches nothing more, and says why', async () => {
    caged('widowed', [], {
      command: [
        'bash',
        '-c',
        `for i in 1 2 3 4; do ${TUNNEL} --max-time 2 http://shop.example:443/; sleep 1; done; exit 7`,
      ],
      allow: ['shop.example'],
    })
    const { id } = oven.services.runJob('widowed', {})
    for await (const run of oven.services.history.watch(id)) if (run.egress?.allowed[0]) break
    docker('kill', docker('ps', '-q', '--filter', `name=${id}-egress`))
    const run = await oven.finished(id)
    const log = await oven.log(id)
    expect(log).toContain("[oven] The proxy of the run's network has ended")
    expect(log.split('hello from outside').length - 1).toBe(run.egress?.allowed[0]?.count)
    expect(run.exitCode).toBe(7)
    expect(tracesOf(oven.installId)).toBe('')
  })

  test('two at once have networks of their own', async () => {
    caged('twin', [`${TUNNEL} http://shop.example:443/`], { allow: ['shop.example'] })
    const runs = await Promise.all([oven.bake('twin'), oven.bake('twin'), oven.bake('twin')])
    for (const run of runs) expect(run.egress?.allowed).toEqual([{ host: 'shop.example', count: 1 }])
    expect(tracesOf(oven.installId)).toBe('')
  })

  test('that is a pipeline is told of its proxy over standard input alone', async () => {
    const own = join(folder, 'pipeline')
    mkdirSync(own)
    const { path } = makePipelineRepo(own, [{ name: 'review', rehearse: 'sleep:2' }])
    oven.add({
      id: 'piped',
      type: 'agent-pipeline',
      source: { repo: path },
      pipeline: 'review',
      network: 'allowlist',
    })
    const { id } = oven.services.runJob('piped', { rehearse: true })
    for await (const run of oven.services.history.watch(id)) if (run.startedAt) break
    const [container] = docker('ps', '-q', '--filter', `label=agent-oven.run=${id}`)
      .split('\n')
      .map((one) => docker('inspect', one))
      .filter((text) => !text.includes('egress-proxy'))
    expect(container).not.toMatch(/HTTPS_PROXY|http:\/\/oven:/)
    const run = await oven.finished(id)
    expect(run).toMatchObject({ outcome: 'succeeded', egress: { enforced: true } })
  })
})

describe('when the host goes away', () => {
  test('the proxy stays, and what it let through meanwhile is in the record', async () => {
    const ask = `${TUNNEL} http://shop.example:443/`
    caged('lasting', [ask, 'sleep 4', ask, `${TUNNEL} http://example.com:443/`], { allow: ['shop.example'] })
    const { id } = oven.services.runJob('lasting', {})
    for await (const run of oven.services.history.watch(id)) if (run.egress?.allowed[0]) break
    await oven.close()
    oven = await open()
    const run = await oven.finished(id)
    expect(run).toMatchObject({
      outcome: 'succeeded',
      egress: {
        enforced: true,
        allowed: [{ host: 'shop.example', count: 2 }],
        refused: [{ host: 'example.com', reason: 'not-listed', count: 1 }],
      },
    })
    expect(tracesOf(oven.installId)).toBe('')
  })

  test('what a finished run left behind is removed at the next start; what is not the oven’s stays', async () => {
    caged('tidy', ['true'])
    const { id } = await oven.bake('tidy')
    await oven.close()
    const own = ['--label', `agent-oven.install=${oven.installId}`, '--label', `agent-oven.run=${id}`]
    const subnet = ['--internal', '--subnet', '10.231.127.0/28']
    const left = `oven-left-${id}`
    const other = `agent-oven-test-${id}`
    docker('network', 'create', ...subnet, ...own, left)
    docker('run', '-d', ...own, '--network', left, tinyImage, 'sleep', '300')
    docker('run', '-d', '--name', other, '--label', 'agent-oven.install=another', tinyImage, 'sleep', '300')
    try {
      oven = await open()
      await expect.poll(() => tracesOf(oven.installId), { timeout: 60_000, interval: 500 }).toBe('')
      expect(docker('ps', '-q', '--filter', `name=${other}`)).not.toBe('')
    } finally {
      docker('rm', '-f', other)
    }
  })
})

describe('the proof', () => {
  /** The cage of an engine whose networks are only internal, as most would make them. */
  function cageOn(change: Partial<Engine>) {
    const engine = createDockerEngine()
    const cage = createCage({
      engine: { ...engine, ...change },
      images: { ensure: async (reference) => (await engine.findImage(reference))! },
      config: { read: () => Config.parse({}), write: () => Config.parse({}) },
      clock: systemClock,
      installId: oven.installId,
      hostAddresses,
    })
    return { cage, close: () => engine.close() }
  }

  test('holds on this engine, and doctor says so', async () => {
    const { checks } = await oven.services.doctor()
    const egress = checks.find(({ id }) => id === 'egress')
    expect(egress).toMatchObject({ passed: true, fixes: [] })
    // The oven was just opened anew: a proof of its own may be under way beside the doctor's.
    await expect.poll(() => tracesOf(oven.installId, 'probe'), { timeout: 60_000, interval: 500 }).toBe('')
  })

  test('fails where an internal network still leads to the host, and no run is let in', async () => {
    const { cage, close } = cageOn({
      async createInternalNetwork({ name, subnet, labels }) {
        const all = Object.entries(labels).flatMap(([key, value]) => ['--label', `${key}=${value}`])
        docker('network', 'create', '--internal', '--subnet', subnet, ...all, name)
      },
    })
    try {
      const proof = await cage.prove()
      expect(proof.holds).toBe(false)
      expect(proof.description).toMatch(/^Egress not enforced: .* reached 10\.231\.\d+\.\d+, port/)
      await expect(cage.requireProof({})).rejects.toMatchObject({ code: 'egress-not-enforced' })
      expect(tracesOf(oven.installId, 'probe')).toBe('')
    } finally {
      close()
    }
  })

  test('fails where the network is no cage at all, and is tried once per engine', async () => {
    let made = 0
    const { cage, close } = cageOn({
      async createInternalNetwork({ name, subnet, labels }) {
        made += 1
        const all = Object.entries(labels).flatMap(([key, value]) => ['--label', `${key}=${value}`])
        docker('network', 'create', '--subnet', subnet, ...all, name)
      },
    })
    try {
      const proofs = await Promise.all([cage.prove(), cage.prove()])
      expect(proofs.map(({ holds }) => holds)).toEqual([false, false])
      expect((await cage.prove()).holds).toBe(false)
      expect(made).toBe(1)
      expect((await cage.prove({ anew: true })).holds).toBe(false)
      expect(made).toBe(2)
    } finally {
      close()
    }
  })
})
