import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { removeContainersOf } from '../../support/host-fixture.ts'
import { ensureTinyImage } from '../../support/tiny-image.ts'
import { type FaultHost, leftovers, readLog, startFaultHost, waitFor } from '../support/fault-host.ts'
import { keepFigures } from '../support/figures.ts'
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.ts'

const lines = 400_000
let image: string
let home: string
let disk: SmallDisk
let host: FaultHost

beforeAll(async () => {
  image = await ensureTinyImage()
  home = mkdtempSync(join(tmpdir(), 'oven-full-'))
  disk = mountSmallDisk(2, join(home, 'logs'))
  host = await startFaultHost({ home })
})
afterAll(async () => {
  await host?.stop('SIGKILL')
  await removeContainersOf(home)
  disk?.remove()
  rmSync(home, { recursive: true, force: true })
})

const warned = () =>
  waitFor('a warning about the log', async () => {
    const { warnings } = await host.client.status.show()
    return warnings.some((sentence) => /log cannot be written.*no space left/.test(sentence))
  })
const digest = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex')
const printed = Array.from({ length: lines }, (_, index) => `line ${index + 1}\n`).join('')

test('a log that finds no room holds its container back, says so, and is whole once there is room', async () => {
  await host.add({ id: 'torrent', image, command: ['sh', '-c', `seq 1 ${lines} | sed 's/^/line /'; exit 5`] })
  const { id } = await host.client.jobs.run({ id: 'torrent' })
  await warned()
  await pause(3000)
  expect(await host.client.runs.show({ runId: id })).toMatchObject({ state: 'running', outcome: null })
  expect((await host.oven(['status'])).stdout).toContain('no space left')
  disk.resize(64)
  const run = await host.finished(id)
  expect(run).toMatchObject({ outcome: 'failed', exitCode: 5 })
  const log = readLog(home, run)
  const own = log.subarray(log.indexOf('line 1\n'), log.lastIndexOf('[oven] '))
  expect(digest(own)).toBe(digest(printed))
  expect(leftovers(home)).toEqual([])
  keepFigures('disk-full-log', {
    title: 'No room for a run’s log',
    figures: { 'bytes printed': printed.length, 'bytes lost': 0 },
  })
})

test('a host killed while its disk is full: the next one goes on from the last whole write', async () => {
  disk.fill()
  const { id } = await host.client.jobs.run({ id: 'torrent' })
  await host.runWhen(id, (run) => run.state === 'running')
  await pause(2500)
  await host.stop('SIGKILL')
  host = await startFaultHost({ home })
  await pause(1500)
  disk.empty()
  const run = await host.finished(id)
  expect(run).toMatchObject({ outcome: 'failed', exitCode: 5 })
  const log = readLog(home, run).toString()
  const seen = log.split('\n').filter((line) => line.startsWith('line '))
  expect(digest(`${seen.join('\n')}\n`)).toBe(digest(printed))
  expect(leftovers(home)).toEqual([])
})
