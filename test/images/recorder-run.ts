import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RECORD_MARK, RunnerRecord } from '../../core/records/record.ts'

const RECORDER = new URL('../../images/pipeline-runner/recorder/claude.js', import.meta.url).pathname

/** A folder with a program `claude` made of the given JavaScript, and the recorder run before it. */
export function setUpRecorder(realClaude: string) {
  const folder = mkdtempSync(join(tmpdir(), 'oven-recorder-'))
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'claude'), `#!${process.execPath}\n${realClaude}`)
  chmodSync(join(bin, 'claude'), 0o755)
  const recordsFile = join(folder, 'records')
  const env = {
    PATH: bin,
    HOME: folder,
    OVEN_NONCE: 'nonce-1',
    OVEN_RECORDS: recordsFile,
  }

  return {
    folder,
    /** Starts the recorder with the running Node; `input` goes to its standard input, then that ends. */
    start(args: string[], options: { input?: string; env?: Record<string, string> } = {}) {
      const child = spawn(process.execPath, [RECORDER, ...args], {
        env: { ...env, ...options.env },
        stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      })
      child.stdin?.end(options.input)
      return { child, ended: ended(child) }
    },
    records(): RunnerRecord[] {
      return readRecords(readFileSync(recordsFile))
    },
  }
}

/** Checks each line's shape and length on the way. */
export function readRecords(bytes: Buffer): RunnerRecord[] {
  const lines = bytes.toString('utf8').split('\n')
  if (lines.pop() !== '') throw new Error('The last record is not ended by a newline.')
  return lines.map((line) => {
    if (!line.startsWith(RECORD_MARK)) throw new Error(`Not a record: ${line.slice(0, 200)}`)
    return RunnerRecord.parse(JSON.parse(line.slice(1)))
  })
}

async function ended(child: ChildProcess) {
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout?.on('data', (bytes) => stdout.push(bytes))
  child.stderr?.on('data', (bytes) => stderr.push(bytes))
  const { promise, resolve } = Promise.withResolvers<{ code: number | null; signal: NodeJS.Signals | null }>()
  child.on('close', (code, signal) => resolve({ code, signal }))
  const { code, signal } = await promise
  return { code, signal, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() }
}
