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
import { join, relative } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestOven } from '../../support/open-test-oven.ts'
import { makePipelineRepo } from '../../support/pipeline-repo.ts'
import { runOven } from '../../support/run-oven.ts'
import { ensureTinyImage } from '../../support/tiny-image.ts'

/** Canaries of their own, so that whatever is found is known by where it came from. */
const CANARIES = {
  TOKEN: 'canary-token-4Kq9Zx7Lm2Vb8Nw3',
  PHRASE: 'canary phrase/with+signs & "quotes" é',
  KEY: '-----BEGIN CANARY-----\nQ2FuYXJ5TGluZU9uZU9mVGhlS2V5\nQ2FuYXJ5TGluZVR3b09mVGhlS2V5\n-----END CANARY-----\n',
  ANTHROPIC_API_KEY: 'sk-ant-canary-0123456789abcdefghij',
}
const IN_ENV = 'canary-in-env-7Hd82kLqPz'
const names = Object.keys(CANARIES)

/** What would give a canary away: itself, its lines, and it encoded, each worked out without the oven's help. */
const signs = [...Object.values(CANARIES), IN_ENV].flatMap((value) => [
  ...value.split('\n').filter((line) => line.length > 20),
  ...[0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before, 'x'), Buffer.from(value)]).toString('base64')
    return text.slice(before + 2, before + 26)
  }),
  encodeURIComponent(value).slice(0, 28),
  Buffer.from(value).toString('hex').slice(2, 40),
  JSON.stringify(value).slice(1, 29),
])

const REHEARSAL = `agent-oven-test/leaky-rehearsal:${process.pid}`
const SAYS = [
  'printf "%s\\n" "$TOKEN" "$PHRASE" "$KEY" "$ANTHROPIC_API_KEY" "$IN_ENV"',
  'printf "%s\\n" "$TOKEN" "$PHRASE" "$KEY" "$ANTHROPIC_API_KEY" "$IN_ENV" >&2',
  'for name in TOKEN PHRASE KEY ANTHROPIC_API_KEY IN_ENV; do eval "value=\\$$name"',
  'printf "%s" "$value" | od -An -v -tx1 | tr -d " \\n"; echo',
  'for before in "" x xx; do printf "%s%s" "$before" "$value" | base64; done; done',
  'printf "%s" "$TOKEN" | cut -c 1-12 | tr -d "\\n"; sleep 0.3; printf "%s" "$TOKEN" | cut -c 13-',
].join('\n')

let folder: string
let home: string
let image: string
const docker = (...words: string[]) => execFileSync('docker', words, { encoding: 'utf8', maxBuffer: 1e8 })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'oven-canaries-'))
  chmodSync(folder, 0o755)
  home = join(folder, 'home')
  mkdirSync(home)
  image = await ensureTinyImage()
  writeFileSync(join(home, 'config.json'), JSON.stringify({ pipeline: { rehearsalImage: REHEARSAL } }))
})
afterAll(() => {
  docker('rmi', '-f', REHEARSAL)
  rmSync(folder, { recursive: true, force: true })
})

/** The rehearsal's image, whose agents say, do and fail with what they were handed. */
function makeLeakyRehearsal(): void {
  const context = join(folder, 'context')
  mkdirSync(context)
  writeFileSync(
    join(context, 'claude'),
    `#!/usr/bin/env node
const { TOKEN, PHRASE, KEY, IN_ENV } = process.env
const text = [TOKEN, PHRASE, KEY, IN_ENV, Buffer.from('x' + TOKEN).toString('base64'), 'x'.repeat(3400) + TOKEN + 'y'.repeat(900)].join(' ')
const message = { role: 'assistant', content: [{ type: 'text', text }, { type: 'tool_use', name: 'Bash', input: { command: 'echo ' + TOKEN } }] }
console.log(JSON.stringify({ type: 'assistant', message, session_id: 's' }))
require('node:fs').writeFileSync('leak.txt', [TOKEN, PHRASE, KEY, IN_ENV].join('\\n'))
if (process.argv.some((word) => word.includes('Current Stage:** breaks'))) { console.error('refused: ' + TOKEN); process.exit(1) }
require('node:child_process').spawnSync('/opt/rehearsal/claude.js', process.argv.slice(2), { stdio: 'inherit' })
`,
  )
  writeFileSync(
    join(context, 'agent-pipeline'),
    `#!/bin/sh\n${SAYS}\nexec /opt/rehearsal/agent-pipeline.js "$@"\n`,
  )
  writeFileSync(
    join(context, 'Dockerfile'),
    'FROM agent-oven/rehearsal\nUSER root\nLABEL agent-oven.test=secrets\nRUN rm /usr/local/bin/claude /usr/local/bin/agent-pipeline\nCOPY --chown=0:0 claude agent-pipeline /usr/local/bin/\nRUN chmod 755 /usr/local/bin/claude /usr/local/bin/agent-pipeline\nUSER 1000:1000\n',
  )
  execFileSync('docker', ['build', '-q', '-t', REHEARSAL, context], {
    env: { ...process.env, DOCKER_BUILDKIT: '0' },
    stdio: 'pipe',
  })
}

/** Where a canary shows, in words. */
function found(where: string, content: Buffer | string): string[] {
  const bytes = Buffer.from(content)
  return signs.filter((sign) => bytes.includes(sign)).map((sign) => `${where}: ${sign}`)
}

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((file) => statSync(file).isFile())
}

test('the scan finds every canary in what such a job says when nobody masks it', () => {
  const env = Object.entries({ ...CANARIES, IN_ENV }).flatMap(([name, value]) => ['-e', `${name}=${value}`])
  const said = docker('run', '--rm', '--label', 'agent-oven.test=secrets', ...env, image, 'sh', '-c', SAYS)
  for (const value of [...Object.values(CANARIES), IN_ENV]) {
    const line = value.split('\n').find((each) => each.length > 20)!
    const encoded = Buffer.from(value).toString('base64').slice(2, 26)
    expect(found('', said)).toEqual(expect.arrayContaining([`: ${line}`, `: ${encoded}`]))
  }
})

describe('canaries in the hands of docker jobs and a rehearsed pipeline, over a restart of the host', () => {
  const seen: string[] = []
  let runIds: string[] = []

  test('are said by all of them, and reach nobody', async () => {
    const first = await openTestOven({ home })
    for await (const _ of first.services.images.build({ name: 'rehearsal' })) {
      // waited for
    }
    makeLeakyRehearsal()
    for (const [name, value] of Object.entries(CANARIES)) await first.services.secrets.set({ name, value })
    const shared = { secrets: names, env: { IN_ENV } }
    first.add({ id: 'says', image, command: ['sh', '-c', SAYS], ...shared })
    first.add({ id: 'fails', image, command: ['sh', '-c', `${SAYS}\nexit 3`], ...shared })
    first.add({ id: 'over', image, command: ['sh', '-c', `echo begun; sleep 6; ${SAYS}`], ...shared })
    const repo = join(folder, 'repo-of-pipeline')
    mkdirSync(repo)
    const { path } = makePipelineRepo(repo, [
      { name: 'good', rehearse: 'sleep:0.2' },
      { name: 'breaks', dependsOn: ['good'] },
    ])
    first.add({
      type: 'agent-pipeline',
      id: 'pipeline',
      source: { repo: path },
      pipeline: 'review',
      ...shared,
    })

    const ended = [await first.bake('says'), await first.bake('fails')]
    expect(ended.map(({ outcome }) => outcome)).toEqual(['succeeded', 'failed'])
    const pipeline = await first.bake('pipeline', { rehearse: true })
    expect(pipeline).toMatchObject({
      outcome: 'failed',
      stages: [{ status: 'succeeded' }, { status: 'failed' }],
    })
    const over = first.services.runJob('over', {})
    for await (const run of first.services.history.watch(over.id)) if (run.startedAt) break
    const containers = docker('ps', '-aq', '--filter', `label=agent-oven.install=${first.installId}`)
    for (const id of containers.trim().split('\n')) {
      // The env of a docker job is the container's configuration; that is why it is no place for secrets.
      seen.push(...found('docker inspect', docker('inspect', id).replaceAll(IN_ENV, '')))
    }
    // A value that is replaced while a run knows the old one is masked all the same.
    await first.services.secrets.set({ name: 'TOKEN', value: 'another-value-0123456789' })
    seen.push(...found('notifications', JSON.stringify(first.notifications)))
    await first.close()

    const second = await openTestOven({ home })
    expect(await second.finished(over.id)).toMatchObject({ outcome: 'succeeded' })
    expect(await second.log(over.id)).toContain('****\n')
    const log = await second.log(pipeline.id)
    expect(log).toContain('refused: ****')
    runIds = [...ended.map(({ id }) => id), pipeline.id, over.id]
    for (const runId of runIds) {
      for await (const { entries } of second.services.history.transcript(runId, {
        after: -1,
        follow: false,
      })) {
        seen.push(...found('transcript', JSON.stringify(entries)))
      }
    }
    seen.push(...found('notifications', JSON.stringify(second.notifications)))
    await second.close()
    expect(seen).toEqual([])
  }, 240_000)

  test('are in no image and no layer', () => {
    for (const name of [REHEARSAL, image]) {
      expect(found(name, docker('history', '--no-trunc', name) + docker('image', 'inspect', name))).toEqual(
        [],
      )
    }
  })

  test('are in no file of the oven, but where the user wrote one', () => {
    const files = filesBelow(home)
    expect(files.map((file) => relative(home, file))).toEqual(
      expect.arrayContaining(['oven.db', 'secrets.json']),
    )
    expect(files.some((file) => file.endsWith('.diff'))).toBe(true)
    const places = files
      // A bundle holds what the agent itself committed, packed by git.
      .filter((file) => !file.endsWith('.bundle'))
      .flatMap((file) => found(relative(home, file), readFileSync(file)))
    expect(places.filter((place) => !place.startsWith('jobs.json'))).toEqual([])
    expect(places.every((place) => place.includes(IN_ENV))).toBe(true)
  })

  test('are in no row of the database', () => {
    const database = new DatabaseSync(join(home, 'oven.db'), { readOnly: true })
    const tables = database.prepare("select name from sqlite_schema where type = 'table'").all() as {
      name: string
    }[]
    const rows = tables.flatMap(({ name }) => {
      const statement = database.prepare(`select * from "${name}"`)
      statement.setReadBigInts(true)
      return statement.all()
    })
    database.close()
    expect(rows.length).toBeGreaterThan(runIds.length)
    expect(
      found(
        'rows',
        JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
      ),
    ).toEqual([])
  })

  test.each([
    ['status', '--json'],
    ['doctor', '--json'],
    ['secrets', 'list', '--json'],
    ['secrets', 'list'],
    ['runs', 'list', '--json'],
    ['runs', 'show', 'pipeline#1', '--json'],
    ['runs', 'logs', 'pipeline#1'],
    ['runs', 'show', 'fails#1'],
    ['runs', 'logs', 'over#1', '--json'],
    ['run', 'fails', '--json'],
    ['run', 'says'],
  ])(
    'are in nothing that `oven %s %s` prints',
    async (...words) => {
      const { stdout, stderr } = await runOven(words, { home })
      expect(stdout + stderr).not.toBe('')
      expect(found(words.join(' '), stdout + stderr)).toEqual([])
    },
    60_000,
  )

  test('are nowhere at all once the job’s env has moved into the vault', async () => {
    for (const job of ['says', 'fails', 'over', 'pipeline']) {
      const { exitCode, stdout } = await runOven(['secrets', 'adopt', job], { home })
      expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('IN_ENV') })
    }
    expect((await runOven(['run', 'says'], { home })).exitCode).toBe(0)
    const files = filesBelow(home).filter((file) => !file.endsWith('.bundle'))
    expect(files.flatMap((file) => found(relative(home, file), readFileSync(file)))).toEqual([])
    const exported = await runOven(['jobs', 'export'], { home })
    expect(exported.stdout).toContain('"IN_ENV"')
    expect(found('jobs export', exported.stdout)).toEqual([])
  }, 60_000)

  test('are in the host’s own log not either', () => {
    const places = filesBelow(join(home, 'logs')).flatMap((file) =>
      found(relative(home, file), readFileSync(file)),
    )
    expect(places).toEqual([])
  })
})
