import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../../adapters/sqlite/database.ts'
import { SqlitePayloadStore } from '../../../adapters/sqlite/sqlite-payload-store.ts'
import type { IncomingCall } from '../../../core/triggers/incoming-call.ts'
import { openTestOven, type TestOven } from '../../support/open-test-oven.ts'
import { makePipelineRepo } from '../../support/pipeline-repo.ts'
import { ensureTinyImage } from '../../support/tiny-image.ts'

let oven: TestOven
let image: string
let folder: string

beforeAll(async () => {
  image = await ensureTinyImage()
  oven = await openTestOven()
  folder = mkdtempSync(join(tmpdir(), 'oven-payload-'))
  execFileSync('chmod', ['a+rx', folder])
})
afterAll(async () => {
  await oven.close()
  rmSync(folder, { recursive: true, force: true })
})

const hostile = { text: '"; rm -rf / #\n$(id) `id` \u001e{"t":"x"} $HOME', ü: '\u2028' }

async function call(jobId: string, body: unknown) {
  const incoming: IncomingCall = {
    jobId,
    from: '127.0.0.1',
    body: body === undefined ? null : Buffer.from(JSON.stringify(body)),
    bearer: null,
    isOven: true,
    signature: {},
    idempotencyKey: null,
    deliveryId: null,
  }
  const { run } = oven.services.calls.fire(incoming, await oven.services.calls.identify(incoming))
  return run
}

const docker = (...words: string[]) => execFileSync('docker', words, { encoding: 'utf8' })
const leftovers = () =>
  docker('ps', '-aq', '--filter', `label=agent-oven.install=${oven.installId}`) +
  docker('volume', 'ls', '-q', '--filter', `label=agent-oven.install=${oven.installId}`)

test('a docker job finds what it was called with as a file, byte for byte, and nothing of it elsewhere', async () => {
  oven.add({
    id: 'reader',
    image,
    command: ['sh', '-c', 'echo "at $OVEN_PAYLOAD"; ls -l $OVEN_PAYLOAD; md5sum < $OVEN_PAYLOAD; sleep 3'],
  })
  const { id } = await call('reader', hostile)
  await expect.poll(() => oven.services.history.show(id).startedAt, { timeout: 60_000 }).not.toBeNull()
  const container = docker('ps', '-q', '--filter', `label=agent-oven.run=${id}`).trim()
  const shown = docker('inspect', container)
  expect(shown).not.toContain('rm -rf')
  expect(shown).toContain('OVEN_PAYLOAD=/workspace/.oven/payload.json')
  const run = await oven.finished(id)
  expect(run).toMatchObject({ outcome: 'succeeded', trigger: 'api' })
  const log = await oven.log(id)
  expect(log).toContain('at /workspace/.oven/payload.json')
  expect(log).toMatch(/-r--r--r--\s+1\s+(0|root)/)
  const { createHash } = await import('node:crypto')
  expect(log).toContain(createHash('md5').update(JSON.stringify(hostile)).digest('hex'))
  expect(leftovers()).toBe('')
})

test('without a body there is no file and no variable', async () => {
  oven.add({ id: 'bare', image, command: ['sh', '-c', 'echo "[$OVEN_PAYLOAD]"; ls -A /workspace'] })
  const run = await oven.finished((await call('bare', undefined)).id)
  expect(run.outcome).toBe('succeeded')
  expect(await oven.log(run.id)).toContain('[]\n')
})

test('a job that has mounted its own /workspace finds it beside, and its folder stays as it was', async () => {
  const own = join(folder, 'own')
  mkdirSync(own)
  oven.services.settings.update({ volumes: { allow: [folder] } })
  oven.add({
    id: 'own-workspace',
    image,
    command: ['sh', '-c', 'cat $OVEN_PAYLOAD; ls -A /workspace'],
    volumes: [`${own}:/workspace:ro`],
  })
  const run = await oven.finished((await call('own-workspace', { n: 1 })).id)
  expect([run.outcome, run.error]).toEqual(['succeeded', null])
  expect(await oven.log(run.id)).toContain('{"n":1}')
  expect(execFileSync('ls', ['-A', own], { encoding: 'utf8' })).toBe('')
  expect(leftovers()).toBe('')
})

test('a retry is handed the same data', async () => {
  oven.add({ id: 'again', image, command: ['sh', '-c', 'cat $OVEN_PAYLOAD; exit 3'] })
  const first = await oven.finished((await call('again', { n: 7 })).id)
  expect(first.outcome).toBe('failed')
  const retry = await oven.finished(oven.services.runs.retry(first.id).id)
  expect(await oven.log(retry.id)).toContain('{"n":7}')
  expect(leftovers()).toBe('')
})

test('a pipeline’s container holds it beside the repository', async () => {
  for await (const _ of oven.services.images.build({ name: 'rehearsal' })) {
    // waited for
  }
  const repo = makePipelineRepo(folder, [{ name: 'review' }, { name: 'audit', dependsOn: ['review'] }])
  oven.add({ type: 'agent-pipeline', id: 'piped', source: { repo: repo.path }, pipeline: 'review' })
  const job = oven.services.jobs.find('piped')!
  // Calls start no rehearsals, so this one is given its data by hand.
  const database = openDatabase(join(oven.home, 'oven.db'))
  const payloads = new SqlitePayloadStore({ database })
  const body = Buffer.from(JSON.stringify(hostile))
  const { id } = oven.services.runs.start(job, {
    trigger: 'webhook',
    rehearse: true,
    writtenWith(create) {
      const run = create()
      payloads.assign(run.id, payloads.keep(body, run.queuedAt))
      return run
    },
  })
  database.close()
  await expect.poll(() => oven.services.history.show(id).startedAt, { timeout: 60_000 }).not.toBeNull()
  const container = docker('ps', '-q', '--filter', `label=agent-oven.run=${id}`).trim()
  const seen = docker(
    'exec',
    '--user',
    '1000',
    container,
    'sh',
    '-c',
    'cat "$OVEN_PAYLOAD"; ls -A /workspace',
  )
  expect(seen.startsWith(body.toString())).toBe(true)
  expect(seen).toContain('.oven')
  const run = await oven.finished(id)
  expect([run.outcome, run.error]).toEqual(['succeeded', null])
  expect(leftovers()).toBe('')
})
