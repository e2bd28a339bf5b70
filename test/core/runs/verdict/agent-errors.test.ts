import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { RunnerRecord } from '../../../../core/records/record.ts'
import { classifyAgentEnd } from '../../../../core/runs/verdict/agent-errors.ts'
import type { RecordWriter } from '../../../../images/pipeline-runner/recorder/record-writer.js'
import { Recording } from '../../../../images/pipeline-runner/recorder/recording.js'

type Fields = Record<string, unknown>
type AgentEnd = Extract<RunnerRecord, { t: 'agent-end' }>
type AgentLimit = Extract<RunnerRecord, { t: 'agent-limit' }>

/** What the recorder makes of a stream, as core reads it. */
function record(
  stream: string,
  end: { exitCode: number | null; signal: string | null } = { exitCode: 1, signal: null },
) {
  const records: RunnerRecord[] = []
  const recording = new Recording({
    stage: 'review',
    writer: {
      write(fields: Fields) {
        records.push(RunnerRecord.parse({ v: 1, nonce: 'n', at: '2026-11-20T12:00:00.000Z', ...fields }))
      },
    } as unknown as RecordWriter,
  })
  recording.output(Buffer.from(stream))
  recording.end(end.exitCode, end.signal)
  const last = records.at(-1) as AgentEnd
  const limits = records.filter((each): each is AgentLimit => each.t === 'agent-limit')
  return { last, limits, hopeless: recording.loginIsHopeless }
}

function fixture(name: string): string {
  return readFileSync(new URL(`../../../fixtures/claude/${name}.ndjson`, import.meta.url), 'utf8')
}

describe('the real streams of Claude Code', () => {
  it.each([
    ['nologin', 'login-missing', 'blocked'],
    ['oauth_expired', 'login-expired', 'blocked'],
    ['invalid_key', 'key-invalid', 'blocked'],
    ['credit', 'no-credit', 'blocked'],
    ['expired_token', 'login-expired', 'blocked'],
    ['revoked', 'login-revoked', 'blocked'],
    ['rate', 'rate-limited', 'rate-limited'],
    ['usage_limit', 'usage-limit', 'rate-limited'],
    ['model_unknown', 'model-unknown', 'failed'],
    ['network', 'network', 'failed'],
    ['overloaded', 'overloaded', 'rate-limited'],
  ])('%s is %s', (name, code, verdict) => {
    const { last, limits } = record(fixture(name))
    const failure = classifyAgentEnd(last, limits)
    expect(failure).toMatchObject({ verdict, error: { code, hint: expect.stringMatching(/\.$/) } })
    expect(failure!.error.message).toMatch(/^[A-Z].*\.$/)
  })

  it('ok is no failure', () => {
    const { last, limits } = record(fixture('ok'), { exitCode: 0, signal: null })
    expect(classifyAgentEnd(last, limits)).toBeNull()
  })

  it('a usage limit says when it lifts', () => {
    const { last, limits } = record(fixture('usage_limit'))
    expect(classifyAgentEnd(last, limits)!.liftsAt).toBe('2026-11-21T00:09:05.000Z')
  })
})

const init = JSON.stringify({ type: 'system', subtype: 'init', model: 'claude-sonnet-5-5' })
const result = (fields: Fields) =>
  `${init}\n${JSON.stringify({ type: 'result', subtype: 'success', is_error: true, ...fields })}\n`
const refused = (status: number) =>
  `${init}\n${`${JSON.stringify({ type: 'system', subtype: 'api_retry', attempt: 1, error_status: status, error: 'authentication_failed' })}\n`.repeat(2)}`

describe('by what the agent logged in with', () => {
  it.each([
    ['api-key', 401, 'key-invalid'],
    ['token', 401, 'key-invalid'],
    ['token', 403, 'login-revoked'],
    ['host-login', 401, 'login-expired'],
    ['host-login', 403, 'login-revoked'],
    ['container-login', 401, 'login-expired'],
  ] as const)('%s, ended at the second refusal with %i, is %s', (credential, status, code) => {
    const { last, limits, hopeless } = record(refused(status), { exitCode: null, signal: 'SIGTERM' })
    expect(hopeless).toBe(true)
    expect(last).toMatchObject({ result: null, errorStatus: status })
    const failure = classifyAgentEnd({ ...last, credential }, limits)!
    expect(failure.error.code).toBe(code)
    if (credential === 'container-login') expect(failure.error.hint).toContain('oven auth sign-in claude')
  })

  it('says how a login of the host is mended', () => {
    const { last, limits } = record(fixture('oauth_expired'))
    expect(classifyAgentEnd({ ...last, credential: 'host-login' }, limits)!.error).toMatchObject({
      message: 'The Claude login expired.',
      hint: expect.stringContaining('claude auth login'),
    })
  })
})

it.each([
  [
    'the network',
    { api_error: 'connection_failed', result: 'API Error: Connection refused (ECONNREFUSED)' },
    'network',
  ],
  [
    'an older release’s words for it',
    { result: 'API Error: getaddrinfo ENOTFOUND api.anthropic.com' },
    'network',
  ],
  ['a model', { api_error_status: 404, result: "There's an issue with the selected model" }, 'model-unknown'],
  ['a rate', { api_error_status: 429, result: 'Request rejected (429)' }, 'rate-limited'],
  ['the provider', { api_error_status: 500, result: 'Internal server error' }, 'provider-failed'],
])('%s is told', (_what, fields, code) => {
  const { last, limits } = record(result(fields))
  expect(classifyAgentEnd(last, limits)!.error.code).toBe(code)
})
