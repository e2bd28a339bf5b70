import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type HostFixture, startHost } from '../support/host-fixture.ts'
import { type OvenAnswer, runOven } from '../support/run-oven.ts'

const noEngine = { DOCKER_HOST: 'unix:///nonexistent/engine.sock' }
const job = {
  id: 'tidy',
  type: 'docker',
  image: 'example/none',
  command: 'ls -l',
  schedule: { type: 'manual' },
}

vi.setConfig({ testTimeout: 60_000 })

describe.each(['with a host', 'without a host'])('%s', (kind) => {
  let home: string
  let host: HostFixture | undefined
  let oven: (words: string[], more?: { input?: string; env?: NodeJS.ProcessEnv }) => Promise<OvenAnswer>
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'oven-cli-'))
    if (kind === 'with a host') host = await startHost({ home, env: noEngine })
    oven = (words, more = {}) =>
      runOven(words, { home, input: more.input, env: { ...noEngine, ...more.env } })
  })
  afterAll(async () => {
    await host?.stop()
    rmSync(home, { recursive: true, force: true })
  })

  test('a job is added from a file, shown, changed, and removed', async () => {
    const file = join(home, 'job.json')
    writeFileSync(file, JSON.stringify(job))
    const added = await oven(['jobs', 'add', '--file', file, '--json'])
    expect(added.stderr).toBe('')
    expect([added.exitCode, added.json.job.command]).toEqual([0, ['ls', '-l']])

    const changed = await oven([
      'jobs',
      'update',
      'tidy',
      '--set',
      'resources.memory=2g',
      '--set',
      'enabled=false',
      '--json',
    ])
    expect(changed.json.job).toMatchObject({ resources: { memory: '2g' }, enabled: false })
    const again = await oven([
      'jobs',
      'update',
      'tidy',
      '--set',
      'resources.timeout=60',
      '--unset',
      'resources.memory',
      '--json',
    ])
    expect(again.json.job.resources).toEqual({ timeout: 60 })
    writeFileSync(file, JSON.stringify({ name: 'Tidy up', resources: null }))
    const patched = await oven(['jobs', 'update', 'tidy', '--file', file, '--json'])
    expect(patched.json.job).toMatchObject({ name: 'Tidy up' })
    expect(patched.json.job).not.toHaveProperty('resources')

    expect((await oven(['jobs', 'enable', 'tidy', '--json'])).json.job.enabled).toBe(true)
    expect((await oven(['jobs', 'disable', 'tidy', '--json'])).json.job.enabled).toBe(false)
    const list = await oven(['jobs', 'list'])
    expect(list.stdout).toMatch(
      /^JOB +TYPE +SCHEDULE +NEXT +LAST RUN +NAME\ntidy +docker .* disabled +– +Tidy up\n$/,
    )

    const unconfirmed = await oven(['jobs', 'remove', 'tidy'])
    expect([unconfirmed.exitCode, unconfirmed.stdout]).toEqual([2, ''])
    expect(unconfirmed.stderr).toContain('--yes')
    expect((await oven(['jobs', 'remove', 'tidy', '--yes', '--json'])).json).toEqual({ removed: 'tidy' })
    expect((await oven(['jobs', 'list', '--json'])).json).toEqual([])
  })

  test('a job is added from options, with a variable that does not stand in the arguments', async () => {
    const words = [
      'jobs',
      'add',
      '--id',
      'night',
      '--repo',
      'https://git.example/a/b',
      '--pipeline',
      'review',
      '--cron',
      '0 2 * * 1-5',
    ]
    const added = await oven(
      [...words, '--timezone', 'Europe/Berlin', '--env', 'API_KEY', '--env', 'MODE=fast', '--json'],
      {
        env: { API_KEY: 'from the environment' },
      },
    )
    expect(added.json.job).toMatchObject({
      type: 'agent-pipeline',
      source: { repo: 'https://git.example/a/b', branch: 'main' },
      schedule: { type: 'cron', cron: '0 2 * * 1-5', timezone: 'Europe/Berlin' },
      env: { API_KEY: 'from the environment', MODE: 'fast' },
    })
    const preview = await oven([
      'jobs',
      'preview',
      'night',
      '--from',
      '2026-03-27T00:00:00Z',
      '-n',
      '3',
      '--json',
    ])
    expect(preview.json).toEqual([
      { dueAt: '2026-03-27T01:00:00.000Z' },
      { dueAt: '2026-03-30T00:00:00.000Z' },
      { dueAt: '2026-03-31T00:00:00.000Z' },
    ])
    await oven(['jobs', 'remove', 'night', '--yes'])
  })

  test('jobs travel by export and import over pipes', async () => {
    const added = await oven(['jobs', 'add', '--file', '-'], { input: JSON.stringify(job) })
    expect([added.exitCode, added.stderr]).toEqual([0, ''])
    const exported = await oven(['jobs', 'export'])
    expect(JSON.parse(exported.stdout).jobs).toHaveLength(1)
    const clash = await oven(['jobs', 'import', '-', '--json'], { input: exported.stdout })
    expect([clash.exitCode, clash.json.error.code]).toEqual([2, 'CONFLICT'])
    const replaced = await oven(['jobs', 'import', '-', '--replace', '--json'], { input: exported.stdout })
    expect(replaced.json).toEqual({ added: [], replaced: ['tidy'] })
    await oven(['jobs', 'remove', 'tidy', '--yes'])
  })

  test('a wrong job is refused whole: exit code 2, each field named, on both outputs', async () => {
    const words = [
      'jobs',
      'add',
      '--id',
      '-x-',
      '--image',
      'example/none',
      '--memory',
      'lots',
      '--cron',
      '61 * * * *',
      '--json',
    ]
    const { exitCode, json, stderr } = await oven(words)
    expect(exitCode).toBe(2)
    expect(json.error).toMatchObject({ code: 'INPUT_INVALID', message: expect.any(String) })
    const fields = json.error.fields.map((each: { field: string }) => each.field).sort()
    expect(fields).toEqual(['id', 'resources.memory', 'schedule.cron'])
    for (const field of fields) expect(stderr).toContain(field)
    expect((await oven(['jobs', 'list', '--json'])).json).toEqual([])
  })

  test('what is not there: exit code 4', async () => {
    for (const words of [
      ['jobs', 'show', 'nobody'],
      ['run', 'nobody'],
      ['runs', 'show', 'nobody#1'],
      ['runs', 'logs', 'zzzz'],
      ['runs', 'cancel', 'zzzz'],
    ]) {
      const { exitCode, json, stderr, stdout } = await oven([...words, '--json'])
      expect([words, exitCode, json?.error?.code, stdout === '']).toEqual([words, 4, 'NOT_FOUND', false])
      expect(stderr).toMatch(/^error: .+\n/)
    }
  })

  test('no engine: exit code 3', async () => {
    const doctor = await oven(['doctor', '--json'])
    expect([doctor.exitCode, doctor.json.passed]).toEqual([3, false])
    const images = await oven(['images', 'list', '--json'])
    expect([images.exitCode, images.json.error.code]).toEqual([3, 'ENGINE_DOWN'])
    expect(images.stderr).toContain('/nonexistent/engine.sock')
    expect((await oven(['status', '--json'])).json.engine.status).toBe('down')
  })

  test('status says whether a host is running', async () => {
    const { exitCode, stdout, stderr } = await oven(['status'])
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(kind === 'with a host' ? /headless host \(process \d+\)/ : /none is running/)
  })

  test('empty lists are said in words, and are lists for programs', async () => {
    expect((await oven(['runs', 'list'])).stdout).toBe('No runs.\n')
    expect((await oven(['runs', 'list', '--since', '7d', '--json'])).json).toEqual({ runs: [], next: null })
    expect((await oven(['slots', 'list', '--json'])).json).toEqual([])
  })
})
