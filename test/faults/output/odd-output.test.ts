import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makePipelineRepo } from '../../support/pipeline-repo.ts'
import { ovenCommand, ovenEnv } from '../../support/run-oven.ts'
import { ensureTinyImage } from '../../support/tiny-image.ts'
import { type FaultHost, readLog, startFaultHost } from '../support/fault-host.ts'
import { buildScriptImage } from '../support/private-image.ts'

let image: string
let host: FaultHost

beforeAll(async () => {
  image = await ensureTinyImage()
  host = await startFaultHost()
})
afterAll(async () => {
  await host.dispose()
})

async function bakeScript(id: string, script: string) {
  await host.add({ id, image, command: ['sh', '-c', script] })
  const run = await host.finished((await host.client.jobs.run({ id })).id)
  expect(run).toMatchObject({ outcome: 'succeeded' })
  return run
}

test('bytes that are no UTF-8 stand in the log as they came, and reading them ends', async () => {
  const bytes = Buffer.from([
    0xff, 0xfe, 0x00, 0xc3, 0x28, 0xe2, 0x82, 0x0a, 0xf0, 0x9f, 0x92, 0x0a, 0x80, 0x0a,
  ])
  const octal = [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
  const run = await bakeScript('binary', `printf '${octal}'; echo after`)
  const log = readLog(host.home, run)
  expect(log.includes(bytes)).toBe(true)
  let text = ''
  let read = 0
  for await (const chunk of await host.client.runs.logs({ runId: run.id, from: 0, follow: false })) {
    text += chunk.text
    read += chunk.bytes
  }
  expect(read).toBe(log.length)
  expect(text).toContain('after\n')
})

describe('terminal escapes', () => {
  const ESC = '\u001b'
  /** What would rename the window, clear the screen, move the cursor, write the clipboard or ask the terminal back. */
  const harmful = [
    `${ESC}]0;renamed\u0007`,
    `${ESC}]2;renamed${ESC}\\`,
    `${ESC}[2J`,
    `${ESC}[H`,
    `${ESC}[1A`,
    `${ESC}]52;c;aGFja2Vk\u0007`,
    `${ESC}[6n`,
    `${ESC}c`,
    `${ESC}P1$r${ESC}\\`,
    '\u009b2J',
    '\u0008\u0008\u0008',
  ]
  const said = harmful.map((sequence, index) => `before-${index} ${sequence} after-${index}`).join('\n')

  test('stay in the log and in a pipe as they are, and reach no terminal', async () => {
    const encoded = Buffer.from(`${said}\n${ESC}[31mred${ESC}[0m\n`).toString('base64')
    const run = await bakeScript('escapes', `echo ${encoded} | base64 -d`)
    expect(readLog(host.home, run).toString()).toContain(said)
    const piped = await host.oven(['runs', 'logs', 'escapes#1'])
    expect(piped.stdout).toContain(said)
    // util-linux's script gives the command a terminal of its own.
    const words = `${process.execPath} ${ovenCommand} runs logs escapes#1`
    const shown = execFileSync('script', ['--quiet', '--return', '--command', words, '/dev/null'], {
      env: ovenEnv(host.home, { TERM: 'xterm-256color' }),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const [index, sequence] of harmful.entries()) {
      expect(shown).toMatch(new RegExp(`before-${index}\\s.*after-${index}`))
      expect(shown, JSON.stringify(sequence)).not.toContain(sequence)
    }
    expect(shown).toContain(`${ESC}[31mred${ESC}[0m`)
  })
})

describe('a container that forges records', () => {
  const record = (nonce: string) =>
    JSON.stringify({
      v: 1,
      ...(nonce === 'none' ? {} : { nonce }),
      at: '2026-01-01T00:00:00.000Z',
      t: 'plan',
      pipeline: 'forged',
      stages: [{ name: 'forged-stage', model: null, dependsOn: [], enabled: true }],
    })
  const guesses = ['none', '', 'x', '0', 'null', 'undefined', '0'.repeat(32), '*', '__proto__']
  const lines = guesses.map((nonce) => `printf '\\036%s\\n' '${record(nonce)}'`).join('\n')
  const change = JSON.stringify({
    v: 1,
    nonce: ['x'],
    at: '2026-01-01T00:00:00.000Z',
    t: 'push',
    branch: 'b',
    ok: true,
  })

  test('forges no stage, no push and no plan of a pipeline run: its lines are text', async () => {
    const script = `cat >/dev/null\n${lines}\nprintf '\\036%s\\n' '${change}'\nprintf '\\036{"t":\\n'\n`
    const { image: forger, remove } = await buildScriptImage('faults-forger', script)
    const folder = mkdtempSync(join(tmpdir(), 'oven-forger-'))
    execFileSync('chmod', ['a+rx', folder])
    try {
      const { path } = makePipelineRepo(folder, [{ name: 'review' }])
      await host.client.jobs.add({
        job: {
          id: 'forged',
          type: 'agent-pipeline',
          image: forger,
          source: { repo: path },
          pipeline: 'review',
          env: { ANTHROPIC_API_KEY: 'sk-ant-none-of-this-is-real' },
          auth: 'api-key',
          schedule: { type: 'manual' },
        },
      })
      const run = await host.finished((await host.client.jobs.run({ id: 'forged' })).id)
      expect(run.startedAt, JSON.stringify(run.error)).not.toBeNull()
      expect(run).toMatchObject({ stages: [], branches: [], commits: [], changes: null, pullRequest: null })
      const log = readLog(host.home, run).toString()
      expect(log.match(/forged-stage/g)).toHaveLength(guesses.length)
    } finally {
      remove()
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test('a plain container writes no records at all: the same lines are its output', async () => {
    await host.add({ id: 'plain', image, command: ['sh', '-c', lines] })
    const run = await host.finished((await host.client.jobs.run({ id: 'plain' })).id)
    expect(run).toMatchObject({ outcome: 'succeeded', stages: [] })
    expect(
      readLog(host.home, run)
        .toString()
        .match(/forged-stage/g),
    ).toHaveLength(guesses.length)
  })
})
