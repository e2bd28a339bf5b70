import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestOven, type TestOven } from '../../support/open-test-oven.ts'
import { ensureTinyImage } from '../../support/tiny-image.ts'

let oven: TestOven
let image: string

beforeAll(async () => {
  image = await ensureTinyImage()
  oven = await openTestOven()
})
afterAll(async () => {
  await oven.close()
})

const sh = (id: string, script: string, rest: object = {}) =>
  oven.add({ id, image, command: ['sh', '-c', script], ...rest })

function leftovers(): string {
  const label = `label=agent-oven.install=${oven.installId}`
  return execFileSync('docker', ['ps', '-aq', '--filter', label], { encoding: 'utf8' })
}

describe('a docker run', () => {
  test('that exits with 0 worked, and its whole output is in the log', async () => {
    sh('good', 'echo to stderr >&2; sleep 0.2; echo to stdout; printf "no newline at the end"')
    const run = await oven.bake('good')
    expect(run).toMatchObject({
      number: 1,
      outcome: 'succeeded',
      verdict: 'worked',
      exitCode: 0,
      error: null,
    })
    expect(run.image.id).toMatch(/^sha256:/)
    expect(Date.parse(run.finishedAt!)).toBeGreaterThanOrEqual(Date.parse(run.startedAt!))
    const log = await oven.log(run.id)
    expect(log).toMatch(/to stdout\n/)
    expect(log).toMatch(/to stderr\n/)
    expect(log).toMatch(/no newline at the end\n\[oven\] succeeded, worked\.\n$/)
    expect(leftovers()).toBe('')
  })

  test('that exits with 3 failed, with its code, and the user is told', async () => {
    sh('three', 'echo before; exit 3')
    const run = await oven.bake('three')
    expect(run).toMatchObject({
      outcome: 'failed',
      verdict: 'failed',
      exitCode: 3,
      error: { code: 'exit-code' },
    })
    expect(oven.notifications).toContainEqual(
      expect.objectContaining({ title: 'three #1: failed', body: 'The command exited with code 3.' }),
    )
  })

  test('that prints 50 MB has every byte of it in the log', async () => {
    const line = 'the same line over and over, some forty bytes\n'
    const lines = Math.ceil(50_000_000 / line.length)
    sh('chatty', `yes '${line.trimEnd()}' | head -n ${lines}`)
    const run = await oven.bake('chatty')
    const said = createHash('sha256').update(line.repeat(lines)).digest('hex')
    const folder = join(oven.home, 'logs/jobs/chatty')
    const log = readFileSync(join(folder, readdirSync(folder).find((name) => name.endsWith('.log'))!))
    const own = log.subarray(log.indexOf('\n') + 1, log.lastIndexOf('[oven] '))
    expect(createHash('sha256').update(own).digest('hex')).toBe(said)
    expect(run).toMatchObject({ outcome: 'succeeded', logBytes: log.length })
  })

  test('that takes more memory than it may is said to have', async () => {
    sh('greedy', 'exec tail /dev/zero', { resources: { memory: '16m' } })
    const run = await oven.bake('greedy')
    expect(run).toMatchObject({ outcome: 'failed', exitCode: 137, error: { code: 'out-of-memory' } })
    expect(run.error?.message).toContain('16 MiB')
  })

  test('that outlives its timeout is stopped, and its container is gone', async () => {
    sh('slow', 'echo begun; sleep 600', { resources: { timeout: 3 } })
    const from = Date.now()
    const run = await oven.bake('slow')
    expect(run).toMatchObject({ outcome: 'timed-out', error: { code: 'timed-out' } })
    expect(Date.now() - from).toBeLessThan(100_000)
    expect(await oven.log(run.id)).toMatch(/begun\n/)
    expect(leftovers()).toBe('')
  })

  test('that ignores every polite signal is killed', async () => {
    sh('stubborn', 'trap "" INT TERM; echo begun; while true; do sleep 1; done', {
      resources: { timeout: 3 },
    })
    const run = await oven.bake('stubborn')
    expect(run.outcome).toBe('timed-out')
    expect(leftovers()).toBe('')
  }, 60_000)

  test('can be cancelled while it runs', async () => {
    sh('patient', 'echo begun; sleep 600')
    const { id } = oven.services.runJob('patient', {})
    for await (const run of oven.services.history.watch(id)) if (run.startedAt) break
    oven.services.runs.cancel('patient#1')
    expect(await oven.finished(id)).toMatchObject({ outcome: 'cancelled', verdict: 'incomplete' })
    expect(() => oven.services.runs.cancel(id)).toThrow('finished already')
    expect(leftovers()).toBe('')
  })

  test('whose command is not in the image says so', async () => {
    oven.add({ id: 'nowhere', image, command: ['no-such-command'] })
    const run = await oven.bake('nowhere')
    expect(run).toMatchObject({ outcome: 'failed', error: { code: 'command-missing' } })
    expect(leftovers()).toBe('')
  })

  test('whose image cannot be had is blocked before any container is made', async () => {
    oven.add({ id: 'imageless', image: '127.0.0.1:9/none/such:1' })
    const run = await oven.bake('imageless')
    expect(run).toMatchObject({ outcome: 'blocked', verdict: 'blocked', startedAt: null })
    expect(run.error?.message).toContain('127.0.0.1:9/none/such')
  })

  test('whose volume is missing on the host is refused, naming the path', async () => {
    oven.add({ id: 'unmounted', image, command: ['true'], volumes: ['/no/such/folder:/data'] })
    const run = await oven.bake('unmounted')
    expect(run.outcome).not.toBe('succeeded')
    expect(run.error?.message).toContain('/no/such/folder')
  })

  test('a secret of its environment is in no log, row, label or argument', async () => {
    const canary = 'canary-5f2c9d7e1b'
    sh('leaky', 'echo "the token is $API_TOKEN"; env; sleep 1; printf %s "$API_TOKEN" | base64', {
      env: { API_TOKEN: canary },
    })
    const { id } = oven.services.runJob('leaky', {})
    for await (const run of oven.services.history.watch(id)) if (run.startedAt) break
    const container = execFileSync('docker', ['ps', '-q', '--filter', `label=agent-oven.run=${id}`], {
      encoding: 'utf8',
    })
    const inspected = JSON.parse(
      execFileSync('docker', ['inspect', container.trim()], { encoding: 'utf8' }),
    )[0]
    expect(
      JSON.stringify([inspected.Config.Labels, inspected.Args, inspected.Path, inspected.Config.Cmd]),
    ).not.toContain(canary)
    await oven.finished(id)
    expect(await oven.log(id)).toContain('the token is ****')
    const encoded = Buffer.from(canary).toString('base64')
    for (const name of readdirSync(oven.home, { recursive: true, encoding: 'utf8' })) {
      if (/^jobs\.json/.test(name)) continue
      let bytes: Buffer
      try {
        bytes = readFileSync(join(oven.home, name))
      } catch {
        continue
      }
      expect(bytes.includes(canary), name).toBe(false)
      expect(bytes.includes(encoded), name).toBe(false)
    }
  })
})

describe('overlap', () => {
  test('skip refuses a second run while one is active, naming it', async () => {
    sh('alone', 'sleep 600', { overlap: 'skip' })
    const { id } = oven.services.runJob('alone', {})
    expect(() => oven.services.runJob('alone', {})).toThrow('"alone" is running already (#1)')
    oven.services.runs.cancel(id)
    await oven.finished(id)
  })

  test('queue begins the second when the first is done', async () => {
    sh('in-line', 'sleep 1', { overlap: 'queue' })
    const [first, second] = await Promise.all([oven.bake('in-line'), oven.bake('in-line')])
    expect(Date.parse(second.startedAt!)).toBeGreaterThanOrEqual(Date.parse(first.finishedAt!))
  })
})
