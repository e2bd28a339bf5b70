import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { RECORD_MAX_BYTES, type RunnerRecord } from '../../core/records/record.ts'
import { readRecords, setUpRecorder } from './recorder-run.ts'

const FIXTURES = new URL('../fixtures/claude/', import.meta.url).pathname
const STREAMING = [
  '-p',
  'Do it.\n**Current Stage:** code-review\nNow.',
  '--output-format',
  'stream-json',
  '--verbose',
]

const replay = (file: string, exitCode: number) => `
  const fs = require('node:fs')
  fs.writeSync(1, fs.readFileSync(${JSON.stringify(join(FIXTURES, file))}))
  process.exitCode = ${exitCode}`

function kinds(records: RunnerRecord[]) {
  return records.map((record) => record.t)
}

function end(records: RunnerRecord[]) {
  const last = records.at(-1)
  if (last?.t !== 'agent-end') throw new Error(`The last record is ${last?.t}`)
  return last
}

describe('recorder', () => {
  test('passes a whole run through byte for byte and tells it in records', async () => {
    const recorder = setUpRecorder(replay('ok.ndjson', 0))
    const { code, stdout, stderr } = await recorder.start(STREAMING).ended
    expect(code).toBe(0)
    expect(stderr).toBe('')
    expect(stdout.equals(readFileSync(join(FIXTURES, 'ok.ndjson')))).toBe(true)
    const records = recorder.records()
    expect(kinds(records)).toEqual([
      'agent-start',
      'agent-text',
      'agent-usage',
      'agent-tool',
      'agent-text',
      'agent-usage',
      'agent-end',
    ])
    expect(records.every((record) => record.nonce === 'nonce-1')).toBe(true)
    expect(records.every((record) => 'stage' in record && record.stage === 'code-review')).toBe(true)
    expect(new Set(records.map((record) => 'session' in record && record.session)).size).toBe(1)
    expect(records[0]).toMatchObject({ model: 'claude-opus-4-8[1m]', version: '2.1.197' })
    expect(records[3]).toMatchObject({ tool: 'Write', input: '/workspace/repo/REVIEW-2.md' })
    expect(records[5]).toMatchObject({ tokens: { input: 240, output: 2, cacheRead: 100, cacheCreation: 0 } })
    expect(end(records)).toMatchObject({
      exitCode: 0,
      signal: null,
      error: null,
      tokens: { input: 240, output: 80, cacheRead: 100, cacheCreation: 0 },
      costUsd: 0.0032500000000000003,
      result: {
        isError: false,
        text: 'Wrote the review notes. Done.',
        numTurns: 2,
        terminalReason: 'completed',
      },
    })
  })

  test.each([
    ['credit.ndjson', 'billing_error', 400],
    ['invalid_key.ndjson', 'authentication_failed', 401],
    ['nologin.ndjson', 'authentication_failed', null],
    ['oauth_expired.ndjson', 'authentication_failed', 401],
    ['overloaded.ndjson', 'server_error', 529],
    ['rate.ndjson', 'rate_limit', 429],
  ])('tells why an agent failed: %s', async (file, error, apiErrorStatus) => {
    const recorder = setUpRecorder(replay(file, 1))
    const { code, stdout } = await recorder.start(STREAMING).ended
    expect(code).toBe(1)
    expect(stdout.equals(readFileSync(join(FIXTURES, file)))).toBe(true)
    expect(end(recorder.records())).toMatchObject({
      exitCode: 1,
      error,
      result: { isError: true, apiErrorStatus },
    })
  })

  test('finds the stage in a prompt that comes over standard input, and passes that on whole', async () => {
    const recorder = setUpRecorder(`process.stdin.pipe(process.stderr)`)
    const input = `${'x'.repeat(70_000)}\n**Current Stage:** docs äöü\nmore`
    const args = ['-p', '--output-format=stream-json']
    const { stderr, code } = await recorder.start(args, { input }).ended
    expect(code).toBe(0)
    expect(stderr).toBe(input)
    expect(end(recorder.records())).toMatchObject({ stage: 'docs äöü', result: null })
  })

  test('hands over arguments unchanged and keeps its own variables to itself', async () => {
    const recorder = setUpRecorder(
      `console.log(JSON.stringify([process.argv.slice(2), Object.keys(process.env)]))`,
    )
    const args = [...STREAMING, '--model', 'opus', '', 'a b', "it's"]
    const { stdout } = await recorder.start(args, { env: { MINE: '1' } }).ended
    const [seen, names] = JSON.parse(stdout.toString())
    expect(seen).toEqual(args)
    expect(names).toContain('MINE')
    expect(names.filter((name: string) => name.startsWith('OVEN_'))).toEqual([])
  })

  test('records nothing of calls that do not stream', async () => {
    const recorder = setUpRecorder(`console.log('2.1.329 (Claude Code)')`)
    const { stdout, code } = await recorder.start(['--version']).ended
    expect([code, stdout.toString()]).toEqual([0, '2.1.329 (Claude Code)\n'])
    expect(() => recorder.records()).toThrow('ENOENT')
  })

  test('tolerates what it does not know, and passes that through too', async () => {
    const recorder = setUpRecorder(`
      const fs = require('node:fs')
      fs.writeSync(1, 'not json\\n{"type":"brand-new","x":1}\\n\\n[1,2]\\nnull\\n{"type":"assistant"}\\n{"type":"user","message":{"content":[null]}}\\n')
      fs.writeSync(1, Buffer.from([0xff, 0xfe, 0x0a, 0x80]))
      fs.writeSync(1, '\\n{"type":"result","is_error":false,"result":7,"usage":{"input_tokens":"many"}}')`)
    const { stdout, code } = await recorder.start(STREAMING).ended
    expect(code).toBe(0)
    expect(stdout.includes(Buffer.from([0xff, 0xfe, 0x0a, 0x80]))).toBe(true)
    expect(kinds(recorder.records())).toEqual(['agent-start', 'agent-end'])
    expect(end(recorder.records()).result).toMatchObject({ isError: false, text: '' })
  })

  test('cuts long texts to what a pipe takes in one write, on whole characters', async () => {
    const recorder = setUpRecorder(`
      const text = '😀"\\n'.repeat(3000)
      console.log(JSON.stringify({ type: 'assistant', message: { content: [{ type: 'text', text }] } }))
      console.log(JSON.stringify({ type: 'result', is_error: true, result: text }))
      process.stderr.write('e'.repeat(5000))`)
    await recorder.start(STREAMING).ended
    const lines = readFileSync(join(recorder.folder, 'records')).toString('utf8').split('\n')
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line) + 1))).toBeLessThanOrEqual(
      RECORD_MAX_BYTES,
    )
    const [, text] = recorder.records()
    if (text?.t !== 'agent-text') throw new Error('No text was recorded.')
    expect(text.text).toMatch(/^(😀"\n)+(😀"?)?…$/u)
    expect(text.text.length).toBeGreaterThan(500)
  })

  test('ends an agent whose login is refused a second time', async () => {
    const recorder = setUpRecorder(`
      const retry = (attempt) => console.log(JSON.stringify({ type: 'system', subtype: 'api_retry', attempt, max_retries: 10, error_status: 401, error: 'authentication_failed' }))
      retry(1)
      setTimeout(() => retry(2), 100)
      setTimeout(() => {}, 60_000)`)
    const startedAt = Date.now()
    const { signal, stderr } = await recorder.start(STREAMING).ended
    expect(Date.now() - startedAt).toBeLessThan(40_000)
    expect(signal).toBe('SIGTERM')
    expect(stderr).toContain('refused the login twice')
    expect(kinds(recorder.records())).toEqual(['agent-start', 'agent-retry', 'agent-retry', 'agent-end'])
    expect(end(recorder.records())).toMatchObject({
      error: 'authentication_failed',
      result: null,
      signal: 'SIGTERM',
    })
  })

  test('lets an agent go on that is refused once', async () => {
    const recorder = setUpRecorder(`
      console.log('{"type":"system","subtype":"api_retry","attempt":1,"error":"authentication_failed"}')
      setTimeout(() => console.log('{"type":"result","is_error":false}'), 300)`)
    expect((await recorder.start(STREAMING).ended).code).toBe(0)
    expect(end(recorder.records()).result).toMatchObject({ isError: false })
  })

  test('hands signals on, and ends as the agent ends', async () => {
    const polite = setUpRecorder(`
      process.on('SIGINT', () => process.exit(0))
      console.log('{}')
      setTimeout(() => {}, 60_000)`)
    const run = polite.start(STREAMING)
    await once(run.child.stdout!, 'data')
    run.child.kill('SIGINT')
    expect(await run.ended).toMatchObject({ code: 0, signal: null })
    expect(end(polite.records())).toMatchObject({ exitCode: 0, result: null })

    const curt = setUpRecorder(`console.log('{}'); setTimeout(() => {}, 60_000)`)
    const second = curt.start(STREAMING)
    await once(second.child.stdout!, 'data')
    second.child.kill('SIGTERM')
    expect(await second.ended).toMatchObject({ code: null, signal: 'SIGTERM' })
  })

  test('does not wait for what an agent left running', async () => {
    const recorder = setUpRecorder(`
      require('node:child_process').spawn('/bin/sleep', ['50'], { stdio: 'inherit', detached: true }).unref()
      console.log('{"type":"result","is_error":false,"result":"done"}')
      process.exit(3)`)
    const startedAt = Date.now()
    const { child } = recorder.start(STREAMING)
    const [code] = await once(child, 'exit')
    expect(code).toBe(3)
    expect(Date.now() - startedAt).toBeLessThan(40_000)
    expect(end(recorder.records())).toMatchObject({ exitCode: 3, result: { text: 'done' } })
    child.stdout?.destroy()
    child.stderr?.destroy()
  })

  test('never breaks the agent when its records cannot be written', async () => {
    const recorder = setUpRecorder(replay('ok.ndjson', 0))
    const run = recorder.start(STREAMING, { env: { OVEN_RECORDS: '/nowhere/at/all' } })
    const { code, stdout, stderr } = await run.ended
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout.equals(readFileSync(join(FIXTURES, 'ok.ndjson')))).toBe(true)
  })

  test('says so when there is no claude behind it', async () => {
    const recorder = setUpRecorder('')
    const { code, stderr } = await recorder.start(STREAMING, { env: { PATH: '/nowhere' } }).ended
    expect(code).toBe(127)
    expect(stderr).toContain('no claude program on PATH')
  })

  test('keeps records whole while eight agents write to one pipe', async () => {
    const recorder = setUpRecorder(`
      for (let i = 0; i < 200; i++) console.log(JSON.stringify({ type: 'assistant', message: { content: [{ type: 'text', text: 'w'.repeat(5000) }] } }))`)
    const fifo = join(recorder.folder, 'fifo')
    execFileSync('mkfifo', [fifo])
    const cat = spawn('cat', [fifo], { stdio: ['ignore', 'pipe', 'inherit'] })
    const chunks: Buffer[] = []
    cat.stdout.on('data', (bytes) => chunks.push(bytes))
    const held = openSync(fifo, 'r+')
    const runs = Array.from(
      { length: 8 },
      () => recorder.start(STREAMING, { env: { OVEN_RECORDS: fifo } }).ended,
    )
    const codes = (await Promise.all(runs)).map((run) => run.code)
    closeSync(held)
    await once(cat, 'close')
    expect(codes).toEqual(Array(8).fill(0))
    expect(readRecords(Buffer.concat(chunks))).toHaveLength(8 * 202)
  })
})
