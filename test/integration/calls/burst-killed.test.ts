import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NewToken, RunSummary } from '../../../contract/index.ts'
import { freePort } from '../../server/calls/call-fixture.ts'
import { type HostFixture, removeContainersOf, startHost } from '../../support/host-fixture.ts'
import { askPort } from '../../support/http-fixture.ts'
import { ensureTinyImage } from '../../support/tiny-image.ts'

const CALLS = 200

let home: string
let host: HostFixture
let port: number
let token: string

beforeAll(async () => {
  const image = await ensureTinyImage()
  home = mkdtempSync(join(tmpdir(), 'oven-burst-'))
  port = await freePort()
  host = await startHost({ home })
  const job = {
    type: 'docker',
    id: 'burst',
    image,
    command: ['true'],
    schedule: { type: 'manual' },
    overlap: 'queue',
  }
  await json(['jobs', 'add', '--file', '-'], JSON.stringify(job))
  await json(['config', 'set', 'server.port', String(port)])
  await json(['config', 'set', 'server.perToken', '100000'])
  await json(['config', 'set', 'server.perAddress', '100000'])
  await json(['config', 'set', 'server.enabled', 'true'])
  token = ((await json(['tokens', 'create', 'burst'])) as NewToken).value
})
afterAll(async () => {
  await host?.stop('SIGKILL')
  await removeContainersOf(home)
  rmSync(home, { recursive: true, force: true })
})

async function json(words: string[], input?: string): Promise<unknown> {
  const { stdout, stderr, exitCode } = await host.oven(
    [...words, '--json'],
    input === undefined ? {} : { input },
  )
  if (exitCode !== 0) throw new Error(`oven ${words.join(' ')} ended with ${exitCode}: ${stdout}${stderr}`)
  return JSON.parse(stdout)
}

/** Calls as a good client does: it tries again, under the same name, until it is answered. */
async function callUntilTaken(number: number): Promise<string> {
  for (let tries = 0; tries < 2000; tries += 1) {
    try {
      const { status, json } = await askPort(port, '/api/trigger/burst', {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'idempotency-key': `call-${number}` },
        body: { number },
      })
      if (status !== 202) throw new Error(`call ${number} was answered with ${status}`)
      return json.runId as string
    } catch (error) {
      if (!/ECONN|hang up|EPIPE/.test((error as Error).message)) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  throw new Error(`call ${number} was never answered`)
}

test('two hundred calls at once become two hundred runs, each once, although the host is killed in the middle', async () => {
  let taken = 0
  let killed = false
  const restarting = Promise.withResolvers<void>()
  const answers = Promise.all(
    Array.from({ length: CALLS }, async (_, number) => {
      const runId = await callUntilTaken(number)
      taken += 1
      if (taken === 60 && !killed) {
        killed = true
        host.kill('SIGKILL')
        await host.ended
        host = await startHost({ home })
        restarting.resolve()
      }
      return runId
    }),
  )
  const ids = await answers
  await restarting.promise
  expect(new Set(ids).size).toBe(CALLS)
  const listed: RunSummary[] = []
  for (let cursor: string | undefined; ; ) {
    const words = ['runs', 'list', '--job', 'burst', '--limit', '500']
    const page = (await json(words)) as { runs: RunSummary[]; next: string | null }
    listed.push(...page.runs)
    if (page.next === null || cursor === page.next) break
    cursor = page.next
  }
  expect(listed.map(({ id }) => id).sort()).toEqual([...ids].sort())
  expect(new Set(listed.map(({ trigger }) => trigger))).toEqual(new Set(['webhook']))
  expect(host.stderr()).not.toContain(token)
})
