import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { gitLogin, handOverGit } from '../../../core/credentials/hand-over-git.ts'
import { keepLoginFresh } from '../../../core/runs/container/keep-login-fresh.ts'
import { createGrowingMasker } from '../../../core/runs/output/growing-masker.ts'
import { collectingSink, runToEnd } from '../../support/engine-fixture.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { openClaudeBench } from './claude-bench.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 600_000 })

/** What is asked of the engine takes its time on a busy machine. */
const PATIENCE = { timeout: 60_000, interval: 100 }

let bench: Awaited<ReturnType<typeof openClaudeBench>>
beforeAll(async () => {
  bench = await openClaudeBench()
})
afterAll(() => bench.close())

/** Runs a line of shell as the runner does, with what was handed over unpacked. */
async function shell(line: string, handed: ReturnType<typeof handOverGit>) {
  const files = handed.files.map(({ path, mode, bytes }) => ({
    path,
    mode,
    base64: bytes.toString('base64'),
  }))
  const payload = JSON.stringify({ v: 1, nonce: 'n', env: handed.env, files })
  const before = 'node /opt/oven/runner/payload.js <&0 && . "$OVEN_ENV_FILE" && exec </dev/null'
  const spec = bench.spec({
    entrypoint: ['/bin/bash', '-c', `${before}\n${line}`],
    env: { OVEN_ENV_FILE: '/tmp/environment' },
  })
  const { stdout, stderr, containerId } = await runToEnd(bench.engine, spec, Buffer.from(payload))
  await bench.engine.removeContainer(containerId)
  return { stdout, stderr }
}

const ask = (host: string, protocol = 'https') =>
  `printf 'protocol=${protocol}\\nhost=${host}\\n\\n' | GIT_TERMINAL_PROMPT=0 git credential fill 2>&1`

it('git is answered with the token for its own server alone, and gh has it too', async () => {
  const at = { repo: 'https://github.com/acme/shop', host: 'github.com', knownHosts: [] }
  const handed = handOverGit({ kind: 'token', token: 'ghs_first' }, at)
  const lines = [
    ask('github.com'),
    'echo --',
    ask('elsewhere.example'),
    'echo --',
    'gh auth token',
    'stat -c %a ~/.oven/git-login',
  ]
  const [own, other, gh] = (await shell(lines.join('\n'), handed)).stdout.split('--\n')
  expect(own).toContain('username=x-access-token\npassword=ghs_first\n')
  expect(other).not.toContain('ghs_first')
  expect(gh).toBe('ghs_first\n600\n')
})

it('a server on a port of its own is answered, and no other port of it', async () => {
  const at = { repo: 'https://git.example:8443/a/b', host: 'git.example', knownHosts: [] }
  const handed = handOverGit({ kind: 'token', token: 'tok-of-its-own' }, at)
  const lines = [ask('git.example:8443'), 'echo --', ask('git.example:9443'), 'echo --', ask('git.example')]
  const answers = (await shell(lines.join('\n'), handed)).stdout.split('--\n')
  expect(answers.map((answer) => answer.includes('password=tok-of-its-own'))).toEqual([true, false, false])
})

it('a server of another kind is answered by the name it expects, and its ssh addresses go over https', async () => {
  const at = { repo: 'git@gitlab.com:a/b.git', host: 'gitlab.com', knownHosts: [] }
  const handed = handOverGit({ kind: 'token', token: 'glpat-1' }, at)
  const { stdout } = await shell(
    `${ask('gitlab.com')}\ngit ls-remote --get-url git@gitlab.com:a/b.git`,
    handed,
  )
  expect(stdout).toContain('username=oauth2\npassword=glpat-1\n')
  expect(stdout).toContain('https://gitlab.com/a/b.git\n')
})

it('a deploy key reaches ssh though the image sends GitHub’s addresses to https, and talks to known servers only', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'oven-key-'))
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'key')])
  const privateKey = readFileSync(join(folder, 'key'), 'utf8')
  const print = execFileSync('ssh-keygen', ['-lf', join(folder, 'key.pub')], { encoding: 'utf8' }).split(
    ' ',
  )[1]!
  rmSync(folder, { recursive: true })
  for (const repo of [
    'https://github.com/acme/shop',
    'git@github.com:acme/shop.git',
    'ssh://git@github.com/acme/shop.git',
  ]) {
    const handed = handOverGit(
      { kind: 'deploy-key', privateKey },
      { repo, host: 'github.com', knownHosts: [] },
    )
    const { stdout } = await shell(
      `git ls-remote --get-url ${repo}; ssh-keygen -lf ~/.ssh/oven-deploy-key; stat -c %a ~/.ssh/oven-deploy-key; stat -f -c %T ~/.ssh; ssh-keygen -F github.com -f /etc/ssh/ssh_known_hosts | grep -c ^github; echo "$GIT_SSH_COMMAND"`,
      handed,
    )
    const [url, listed, mode, kind, known, command] = stdout.split('\n')
    expect(url).toMatch(/^(?:git@github\.com:|ssh:\/\/git@github\.com\/)acme\/shop\.git$/)
    expect(listed).toContain(print)
    expect([mode, kind, known]).toEqual(['600', 'tmpfs', '3'])
    expect(command).toContain('StrictHostKeyChecking=yes')
  }
})

it('a run at work is given a new token over standard input; git, gh and the masker know it', async () => {
  const at = { repo: 'https://github.com/acme/shop', host: 'github.com', knownHosts: [] }
  const { files } = handOverGit({ kind: 'token', token: 'ghs_first' }, at)
  const script = `mkdir -p ~/.oven; cat > ~/.oven/git-login; exec </dev/null; echo ready; while [ ! -e /tmp/go ]; do sleep 0.1; done; gh auth token; ${ask('github.com')}`
  const spec = bench.spec({ entrypoint: ['/bin/bash', '-c', script] })
  const { containerId } = await bench.engine.createContainer(spec)
  const output = collectingSink()
  const live = await bench.engine.startContainer(containerId, { stdin: files[0]!.bytes, sink: output.sink })
  await vi.waitFor(() => expect(output.text()).toContain('ready'), PATIENCE)

  const clock = new FakeClock('2026-11-20T12:00:00.000Z')
  const masker = createGrowingMasker(['ghs_first'])
  const minted: string[] = []
  const kept: string[] = []
  const notes: string[] = []
  const stop = keepLoginFresh(
    { clock, engine: bench.engine },
    {
      containerId,
      masker,
      atOnce: false,
      note: async (text) => void notes.push(text),
      remember: async (values) => void kept.push(...values),
      renewal: {
        everyMs: 45 * 60_000,
        async renew() {
          minted.push('ghs_second')
          if (minted.length === 1) throw new Error('GitHub was away')
          return { bytes: gitLogin(at, 'ghs_second'), secrets: ['ghs_second'] }
        },
      },
    },
  )
  await clock.advance(44 * 60_000)
  expect(minted).toEqual([])
  await clock.advance(60_000)
  await vi.waitFor(() => expect(notes).toHaveLength(1), PATIENCE)
  expect(notes[0]).toContain('GitHub was away')
  await clock.advance(60_000)
  await vi.waitFor(() => expect(masker.text('ghs_second')).toBe('****'), PATIENCE)
  expect(kept).toEqual(['ghs_second'])
  await vi.waitFor(async () => {
    const go = {
      command: ['/bin/sh', '-c', 'grep -q second ~/.oven/git-login && cat > /tmp/go'],
      user: '1000:1000',
    }
    expect(await bench.engine.feedCommand(containerId, { ...go, stdin: Buffer.from('') })).toBe(0)
  }, PATIENCE)
  await live.ended
  stop()
  expect(output.text()).toContain('ghs_second\n')
  expect(output.text()).toContain('password=ghs_second\n')
  expect(output.text()).not.toContain('ghs_first')
  const inspected = execFileSync('docker', ['inspect', containerId], { encoding: 'utf8' })
  expect(inspected).not.toMatch(/ghs_/)
  await bench.engine.removeContainer(containerId)
})
