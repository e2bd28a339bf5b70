import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureTinyImage } from '../../support/tiny-image.ts'
import {
  type FaultHost,
  leftovers,
  memoryOf,
  readLog,
  startFaultHost,
  waitFor,
} from '../support/fault-host.ts'
import { keepFigures } from '../support/figures.ts'
import { inForm } from '../support/form.ts'

const containers = inForm({ short: 40, long: 200 })
/** A host at rest has about 110 MiB. */
const memoryBoundMib = 400

let image: string
let host: FaultHost
let shared: string

beforeAll(async () => {
  image = await ensureTinyImage()
  const home = mkdtempSync(join(tmpdir(), 'oven-many-'))
  shared = mkdtempSync(join(tmpdir(), 'oven-gate-'))
  execFileSync('chmod', ['a+rx', shared])
  writeFileSync(join(home, 'config.json'), JSON.stringify({ volumes: { allow: [shared] } }))
  host = await startFaultHost({ home })
})
afterAll(async () => {
  await host.dispose()
  for (const each of [host.home, shared]) rmSync(each, { recursive: true, force: true })
})

test(`${containers} containers at once: none is lost, and the host's memory is bounded`, async () => {
  // Each prints until all are there and the gate opens.
  const script =
    'n=0; while [ ! -e /gate/open ]; do n=$((n+1)); echo line $n; sleep 1; done; echo last; exit 9'
  await host.add({
    id: 'crowd',
    image,
    command: ['sh', '-c', script],
    volumes: [`${shared}:/gate:ro`],
    resources: { memory: '64m', cpus: 0.2 },
  })
  const from = performance.now()
  const asked = await Promise.all(
    Array.from({ length: containers }, () => host.client.jobs.run({ id: 'crowd' })),
  )
  const install = readFileSync(join(host.home, 'install-id'), 'utf8').trim()
  const running = () =>
    execFileSync('docker', ['ps', '-q', '--filter', `label=agent-oven.install=${install}`], {
      encoding: 'utf8',
    })
      .split('\n')
      .filter(Boolean).length
  const ids = new Set(asked.map(({ id }) => id))
  await waitFor(
    'all containers to run at once',
    async () => {
      const page = await host.client.runs.list({ jobId: 'crowd', state: ['running'], limit: 500 })
      return page.runs.filter((run) => ids.has(run.id) && run.startedAt).length === containers
    },
    300_000,
  )
  const startedMs = performance.now() - from
  expect(running()).toBe(containers)
  const asking = performance.now()
  await host.client.status.show()
  const answerMs = performance.now() - asking
  expect(existsSync(join(shared, 'open'))).toBe(false)
  writeFileSync(join(shared, 'open'), '')
  for (const { id } of asked) {
    const run = await host.finished(id, 300_000)
    expect(run, JSON.stringify(run.error)).toMatchObject({ outcome: 'failed', exitCode: 9 })
    const log = readLog(host.home, run).toString()
    const numbers = [...log.matchAll(/^line (\d+)$/gm)].map((found) => Number(found[1]))
    expect(numbers).toEqual(numbers.map((_, index) => index + 1))
    expect(log).toMatch(/\nlast\n/)
  }
  const endedMs = performance.now() - from
  expect(leftovers(host.home)).toEqual([])
  const { peakMib } = memoryOf(host.pid)
  expect(peakMib).toBeLessThan(memoryBoundMib)
  keepFigures('many-containers', {
    title: 'Containers at once',
    figures: {
      containers,
      lost: 0,
      'all running after, s': Math.round(startedMs / 1000),
      'all ended and tidied up after, s': Math.round(endedMs / 1000),
      'status answered meanwhile within, ms': Math.round(answerMs),
      'most memory of the host, MiB': peakMib,
    },
  })
})
