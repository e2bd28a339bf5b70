import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { append, collect, lineOf, newLogStore, run } from './log-fixture.ts'
import { tempFolder } from './temp-folder.ts'

const writerProgram = new URL('write-until-stopped.ts', import.meta.url).pathname

describe('transcripts', () => {
  it('answers entries after a number, of one stage, and follows', async () => {
    const { store } = newLogStore()
    const writer = store.open(run)
    const long = 'x'.repeat(100_000)
    await append(writer, '', ['plan a', 'fix b', `plan ${long}`])
    const read = async (options: { after: number; stage?: string; follow: boolean }) =>
      (await collect(store.readTranscript(run, options))).flatMap((each) =>
        each.entries.map(({ seq }) => seq),
      )
    expect(await read({ after: -1, follow: false })).toEqual([0, 1, 2])
    expect(await read({ after: 0, follow: false })).toEqual([1, 2])
    expect(await read({ after: -1, stage: 'plan', follow: false })).toEqual([0, 2])
    const followed = read({ after: 1, stage: 'plan', follow: true })
    await append(writer, 'text', ['plan c', 'fix d'])
    await append(writer, '', ['plan e'])
    await writer.close()
    expect(await followed).toEqual([2, 3, 5])
    const all = await collect(store.readTranscript(run, { after: 99, follow: true }))
    expect(all).toEqual([{ entries: [], end: true }])
  })
})

describe('artifacts', () => {
  it('keeps files of a run below its folder, for its owner only', async () => {
    const { store, folder } = newLogStore()
    const path = await store.keepArtifact('r1', 'state/run.json', Buffer.from('{}'))
    expect(path).toBe(join(folder, 'artifacts', 'r1', 'state', 'run.json'))
    expect(readFileSync(path, 'utf8')).toBe('{}')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(dirname(path))).toEqual(['run.json'])
    expect(await store.keepArtifact('r1', 'state/run.json', Buffer.from('{"a":1}'))).toBe(path)
    expect(readFileSync(path, 'utf8')).toBe('{"a":1}')
  })

  it('never leaves that folder, whatever a container calls a file', async () => {
    const { store, folder } = newLogStore()
    const within = join(folder, 'artifacts', 'r1')
    for (const name of ['../../../etc/passwd', '/etc/passwd', '..\\..\\x', 'a/../../b', 'x\0y', './-rf']) {
      const path = await store.keepArtifact('r1', name, Buffer.from('x'))
      expect(path.startsWith(`${within}/`)).toBe(true)
      expect(path).not.toMatch(/\.\.|\0|\\/)
    }
    for (const name of ['', '..', '/', '../..']) {
      await expect(store.keepArtifact('r1', name, Buffer.from('x'))).rejects.toMatchObject({
        code: 'name-unsafe',
      })
    }
    await expect(store.keepArtifact('../r1', 'x', Buffer.from('x'))).rejects.toMatchObject({
      code: 'name-unsafe',
    })
    expect(readdirSync(folder)).toEqual(['artifacts'])
  })
})

describe('in another process', () => {
  it('holds what was complete when that was killed, and how far its streams had been read', async () => {
    for (const delayMs of [30, 60, 90]) {
      const folder = tempFolder()
      const child = spawn(process.execPath, [writerProgram, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
      await once(child.stdout, 'data')
      const { journal } = newLogStore(folder).paths
      while ((statSync(journal, { throwIfNoEntry: false })?.size ?? 0) === 0) await sleep(5)
      await sleep(delayMs)
      child.kill('SIGKILL')
      await once(child, 'exit')
      const { store, paths } = newLogStore(folder)
      const writer = store.open(run)
      const kept = readFileSync(paths.log, 'utf8')
      const lines = kept.split('\n')
      expect(lines.pop()).toBe('')
      expect(lines.length).toBeGreaterThan(0)
      expect(lines).toEqual(lines.map((_, index) => lineOf(index).slice(0, -1)))
      expect(writer.received).toEqual({ stdout: kept.length, stderr: lines.length })
      const entries = (await collect(store.readTranscript(run, { after: -1, follow: false }))).flatMap(
        (each) => each.entries,
      )
      expect(entries).toHaveLength(lines.length)
      await writer.close()
    }
  }, 300_000)

  it('says that the disk is full, keeps the log whole and goes on when there is space again', async () => {
    const folder = tempFolder()
    // Files may not grow beyond 64 blocks: for the writer that is a disk which is full.
    const { stdout } = await execa('sh', [
      '-c',
      'ulimit -f 64; exec "$0" "$@"',
      process.execPath,
      writerProgram,
      folder,
    ])
    expect(stdout.trim().split('\n').at(-1)).toBe('disk-full')
    const { store, paths } = newLogStore(folder)
    const writer = store.open(run)
    expect(writer.size).toBeGreaterThan(10_000)
    const lines = readFileSync(paths.log, 'utf8').split('\n').slice(0, -1)
    expect(lines).toEqual(lines.map((_, index) => lineOf(index).slice(0, -1)))
    expect(writer.received.stderr).toBe(lines.length)
    await append(writer, lineOf(lines.length))
    expect(readFileSync(paths.log, 'utf8').split('\n').at(-2)).toBe(lineOf(lines.length).slice(0, -1))
    await writer.close()
  }, 300_000)
})
