import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RunStatus, TriggerAnswer } from '../../../contract/index.ts'
import { curlCommand } from '../../../renderer/webhooks/call-commands.ts'
import { type CallFixture, startCallFixture } from './call-fixture.ts'

const run = promisify(execFile)
const text = readFileSync(new URL('../../../docs/webhooks.md', import.meta.url), 'utf8')
const commands = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((found) => found[1]!)

let calls: CallFixture
let env: Record<string, string>
let ovenToken: string
beforeAll(async () => {
  calls = await startCallFixture()
  for (const id of ['nightly-review', 'release-notes']) calls.addJob({ id })
  const token = await calls.services.tokens.create({ jobId: 'nightly-review', kind: 'token' })
  const ofOven = await calls.services.tokens.create({ kind: 'oven' })
  const secret = await calls.services.tokens.create({ jobId: 'release-notes', kind: 'secret' })
  ovenToken = ofOven.value
  env = { PATH: process.env.PATH!, OVEN_TOKEN: token.value, OVEN_SECRET: secret.value }
})
afterAll(() => calls.close())

/** Runs a command of the documentation as it stands there, but for the port. */
async function shell(command: string, more: Record<string, string> = {}): Promise<unknown> {
  const here = command.replaceAll(':3847', `:${calls.port}`).replaceAll('curl ', 'curl -sS ')
  const { stdout } = await run('bash', ['-euc', here], { env: { ...env, ...more } })
  return JSON.parse(stdout)
}

test('there are commands to run', () => {
  expect(commands).toHaveLength(7)
})

describe.each(commands.map((command) => [command.split('\n')[0]!, command] as const))(
  '%s',
  (_line, command) => {
    test('does what the text says', async () => {
      if (command.includes('/api/runs')) {
        const { runId } = TriggerAnswer.parse(await shell(commands[0]!))
        const answer = await shell(command, { OVEN_TOKEN: ovenToken, RUN_ID: runId })
        // Without an engine the run may have been blocked before it is cancelled.
        const isLate = (answer as { code?: string }).code === 'CONFLICT'
        expect(JSON.stringify(answer)).toContain(isLate ? 'has finished already' : runId)
        return
      }
      if (!command.includes('/api/status/')) {
        const answer = TriggerAnswer.parse(await shell(command))
        expect(answer.duplicate).toBe(false)
        // What was called for under a name, or signed, makes no second run.
        const isNamed = /Idempotency-Key|X-Hub-Signature/.test(command)
        expect(TriggerAnswer.parse(await shell(command)).duplicate).toBe(isNamed)
        return
      }
      const { runId } = TriggerAnswer.parse(await shell(commands[0]!))
      expect(RunStatus.parse(await shell(command, { RUN_ID: runId }))).toMatchObject({ runId })
    })
  },
)

test.each(['token', 'secret'] as const)(
  'what the window copies for a %s can be run as it is',
  async (kind) => {
    const job = kind === 'token' ? 'nightly-review' : 'release-notes'
    const command = curlCommand(`http://127.0.0.1:3847/api/trigger/${job}`, kind)
    expect(TriggerAnswer.parse(await shell(command))).toMatchObject({ jobId: job })
    expect(command).not.toContain('ovt_')
  },
)

test('every setting in the text is one, with the default that it names', () => {
  const { server } = calls.services.settings.show().settings
  const rows = [...text.matchAll(/^\| `server\.(\w+)` \| (\S+)/gm)].map(([, key, value]) => [key, value])
  expect(rows.map(([key]) => key).sort()).toEqual(Object.keys(server).sort())
  const defaults = Object.fromEntries(rows) as Record<string, string>
  const fields = calls.services.settings.show().fields
  for (const [key, said] of Object.entries(defaults)) {
    const { default: value } = fields.find((field) => field.key === `server.${key}`)!
    const shown = Array.isArray(value) && value.length === 0 ? 'none' : `\`${String(value)}\``
    expect([key, said]).toEqual([key, shown])
  }
})
