import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { expect, it, onTestFinished } from 'vitest'
import { InstanceLock, readInstance } from '../../../adapters/files/instance-lock.ts'
import { locateOvenHome, prepareOvenHome } from '../../../adapters/files/oven-home.ts'
import { tempFolder } from './temp-folder.ts'

const program = new URL('hold-instance.ts', import.meta.url).pathname
const FOR_EVER = 600_000

function newHome() {
  const home = locateOvenHome({ env: { AGENT_OVEN_HOME: tempFolder() } })
  prepareOvenHome(home)
  return home
}

function newLock(home = newHome()) {
  const lock = new InstanceLock({ home })
  onTestFinished(() => lock.release())
  return lock
}

function hold(folder: string, options: { waitMs: number; holdMs: number }) {
  const child: ChildProcess = spawn(
    process.execPath,
    [program, folder, `${options.waitMs}`, `${options.holdMs}`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  const reader = createInterface({ input: child.stdout! })
  reader.on('line', (line) => lines.push(line))
  const until = async (word: string) => {
    while (!lines.some((line) => line.startsWith(word))) {
      const ended = await Promise.race([
        once(reader, 'line').then(() => false),
        once(reader, 'close').then(() => true),
      ])
      if (ended && !lines.some((line) => line.startsWith(word)))
        throw new Error(`No "${word}" in: ${lines.join(' | ')}`)
    }
  }
  return { child, lines, until, ended: once(reader, 'close') }
}

it('publishes the host to its owner only, and takes that back at the end', async () => {
  const home = newHome()
  const lock = newLock(home)
  const instance = {
    port: 1,
    token: 'secret',
    pid: process.pid,
    startedAt: '2026-11-20T00:00:00Z',
    kind: 'desktop' as const,
  }
  expect(() => lock.publish(instance)).toThrowError(expect.objectContaining({ code: 'lock-missing' }))
  await lock.acquire()
  await lock.acquire()
  expect(readInstance(home)).toBeNull()
  lock.publish(instance)
  expect(readInstance(home)).toEqual(instance)
  expect(statSync(home.instanceFile).mode & 0o777).toBe(0o600)
  lock.release()
  lock.release()
  expect(existsSync(home.instanceFile)).toBe(false)
  await newLock(home).acquire()
})

it('refuses a second host, in this process or another, naming the first and what to do', async () => {
  const home = newHome()
  const first = hold(home.path, { waitMs: 0, holdMs: FOR_EVER })
  await first.until('published')
  await expect(newLock(home).acquire({ waitMs: 50 })).rejects.toMatchObject({
    code: 'host-running',
    kind: 'CONFLICT',
    message: expect.stringContaining(`process ${first.child.pid}`),
    hint: expect.stringContaining(`kill ${first.child.pid}`),
  })
  expect(readInstance(home)?.pid).toBe(first.child.pid)
  const second = hold(home.path, { waitMs: 0, holdMs: 0 })
  await second.ended
  expect(second.lines).toEqual([
    expect.stringMatching(`^refused .*"host-running".*process ${first.child.pid}`),
  ])
  const other = newLock()
  await other.acquire()
})

it('is free at once after its holder was killed, whatever that left behind', async () => {
  const home = newHome()
  const first = hold(home.path, { waitMs: 0, holdMs: FOR_EVER })
  await first.until('published')
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  expect(existsSync(home.instanceFile)).toBe(true)
  expect(readInstance(home)).toBeNull()
  await newLock(home).acquire({ waitMs: 0 })
  expect(existsSync(home.instanceFile)).toBe(false)
})

it('does not believe a file that names a living process which holds nothing', async () => {
  const home = newHome()
  writeFileSync(
    home.instanceFile,
    JSON.stringify({ port: 1, token: 't', pid: process.pid, startedAt: 'x', kind: 'headless' }),
  )
  await newLock(home).acquire({ waitMs: 0 })
  writeFileSync(home.instanceFile, '{ torn')
  expect(readInstance(home)).toBeNull()
})

it('waits for another host to end', async () => {
  const home = newHome()
  const first = hold(home.path, { waitMs: 0, holdMs: 300 })
  await first.until('published')
  await newLock(home).acquire({ waitMs: 50_000 })
  await first.ended
  expect(first.lines.at(-1)).toMatch(/^freed/)
})

it('lets twenty hosts that wait have the folder one after another', async () => {
  const home = newHome()
  const hosts = Array.from({ length: 20 }, () => hold(home.path, { waitMs: 280_000, holdMs: 20 }))
  await Promise.all(hosts.map(({ ended }) => ended))
  const spans = hosts
    .map(({ lines }) =>
      lines.filter((line) => /^(held|freed)/.test(line)).map((line) => Number(line.split(' ')[1])),
    )
    .sort((a, b) => a[0]! - b[0]!)
  expect(spans.map((span) => span.length)).toEqual(hosts.map(() => 2))
  for (const [index, span] of spans.entries()) {
    if (index > 0) expect(span[0]).toBeGreaterThanOrEqual(spans[index - 1]![1]!)
  }
}, 300_000)

it('keeps the lock’s file free of anything but the lock', async () => {
  const home = newHome()
  await newLock(home).acquire()
  expect(readFileSync(home.instanceLock)).toHaveLength(0)
})
