import { createHash } from 'node:crypto'
import { createReadStream, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureTinyImage } from '../../support/tiny-image.ts'
import { type FaultHost, leftovers, memoryOf, readLog, startFaultHost } from '../support/fault-host.ts'
import { keepFigures } from '../support/figures.ts'
import { inForm } from '../support/form.ts'

const mebibytes = inForm({ short: 200, long: 1024 })
/** A host at rest has about 110 MiB. */
const memoryBoundMib = 400

let image: string
let host: FaultHost

beforeAll(async () => {
  image = await ensureTinyImage()
  host = await startFaultHost()
})
afterAll(async () => {
  await host.dispose()
})

/** The digest of a run's own output in its log: without the oven's first and last line. */
async function digestOfOutput(run: { id: string; jobId: string; logBytes: number }): Promise<string> {
  const folder = join(host.home, 'logs/jobs', run.jobId)
  const path = join(folder, readdirSync(folder).find((name) => name.endsWith(`${run.id}.log`))!)
  const head = await firstBytes(path, 4096)
  const start = head.indexOf('\n') + 1
  const hash = createHash('sha256')
  // The last line is the oven's verdict, whose length is known from the log's end.
  const tail = await lastBytes(path, run.logBytes, 4096)
  const end = run.logBytes - (tail.length - tail.lastIndexOf('[oven] '))
  for await (const piece of createReadStream(path, { start, end: end - 1 })) hash.update(piece as Buffer)
  return hash.digest('hex')
}
async function firstBytes(path: string, bytes: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of createReadStream(path, { end: bytes - 1 })) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}
async function lastBytes(path: string, size: number, bytes: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of createReadStream(path, { start: Math.max(0, size - bytes) }))
    pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

test(`a job that prints ${mebibytes} MiB: every byte is in the log, and the host's memory stays where it was`, async () => {
  const line = `${'0123456789abcdef'.repeat(6)}\n`
  const lines = Math.ceil((mebibytes * 1024 * 1024) / line.length)
  await host.add({
    id: 'torrent',
    image,
    command: ['sh', '-c', `yes '${line.trimEnd()}' | head -n ${lines}`],
    resources: { cpus: 2 },
  })
  const from = performance.now()
  const { id } = await host.client.jobs.run({ id: 'torrent' })
  const run = await host.finished(id, 500_000)
  const tookMs = performance.now() - from
  expect(run).toMatchObject({ outcome: 'succeeded', exitCode: 0 })
  const expected = createHash('sha256')
  const block = Buffer.from(line.repeat(1000))
  for (let left = lines; left > 0; left -= 1000) {
    expected.update(left >= 1000 ? block : Buffer.from(line.repeat(left)))
  }
  expect(await digestOfOutput(run)).toBe(expected.digest('hex'))
  const { peakMib } = memoryOf(host.pid)
  expect(peakMib).toBeLessThan(memoryBoundMib)
  keepFigures('much-output', {
    title: 'A job that prints much',
    figures: {
      'MiB printed': mebibytes,
      'bytes lost': 0,
      'took, s': Math.round(tookMs / 1000),
      'most memory of the host, MiB': peakMib,
    },
  })
})

test('a line of 10 MB is kept whole, and the next line too', async () => {
  const bytes = 10_000_000
  const command = `yes x | tr -d '\\n' | head -c ${bytes}; echo; echo after`
  await host.add({ id: 'one-line', image, command: ['sh', '-c', command] })
  const run = await host.finished((await host.client.jobs.run({ id: 'one-line' })).id)
  expect(run).toMatchObject({ outcome: 'succeeded' })
  const lines = readLog(host.home, run).toString().split('\n')
  expect(lines[1]?.length).toBe(bytes)
  expect(/^x+$/.test(lines[1]!)).toBe(true)
  expect(lines[2]).toBe('after')
  let read = 0
  for await (const chunk of await host.client.runs.logs({ runId: run.id, from: 0, follow: false })) {
    expect(chunk.offset).toBe(read)
    read += chunk.bytes
  }
  expect(read).toBe(run.logBytes)
  expect(memoryOf(host.pid).peakMib).toBeLessThan(memoryBoundMib)
  expect(leftovers(host.home)).toEqual([])
})
