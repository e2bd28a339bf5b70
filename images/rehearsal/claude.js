#!/usr/bin/env node
import { randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { readPrompt } from './prompt.js'
import { readTrouble } from './trouble.js'
import { usageOf } from './usage.js'

/**
 * Stands in for Claude Code in a rehearsal: says what `claude -p --output-format stream-json` would say, writes one
 * note, and calls no model. A stage's `rehearse` input makes it misbehave (README.md).
 */
const MODELS = { opus: 'claude-opus-5-5', sonnet: 'claude-sonnet-5-5', haiku: 'claude-haiku-5-5' }
const VERSION = 'rehearsal'
const RETRIES = 10
const LIMIT_LIFTS_AFTER_SECONDS = 3600

const args = process.argv.slice(2)
if (args.includes('--version')) {
  process.stdout.write(`${VERSION} (Claude Code)\n`)
  process.exit(0)
}
// As the real one: SIGINT ends it without a result and with 0, SIGTERM with 143.
process.on('SIGINT', () => process.exit(0))
process.on('SIGTERM', () => process.exit(143))

const startedAt = Date.now()
const session = randomUUID()
const prompt = readPrompt(args)
const trouble = readTrouble(prompt)
const model = MODELS[prompt.model ?? 'opus'] ?? prompt.model
const usage = usageOf(`${prompt.stage} ${model}`, model)

if (trouble.kind === 'crash') {
  process.stderr.write('The rehearsed agent fell over before it said anything.\n')
  process.exit(1)
}
say({
  type: 'system',
  subtype: 'init',
  cwd: process.cwd(),
  model,
  claude_code_version: VERSION,
  tools: ['Read', 'Write'],
})
if (trouble.kind === 'silent') await new Promise(() => setInterval(() => {}, 60_000))
await pause(trouble.pauseMs / 4)
if (trouble.kind === 'auth') await refuse()
if (trouble.kind === 'limit') limit()
await work()

async function work() {
  const note = join('rehearsal', `${prompt.stage.replaceAll(/[^A-Za-z0-9._-]+/g, '-')}.md`)
  assistant({ type: 'text', text: `Rehearsing the stage ${prompt.stage}: no model is called.` })
  assistant({
    type: 'tool_use',
    id: 'toolu_1',
    name: 'Read',
    input: { file_path: join(process.cwd(), 'README.md') },
  })
  toolResult('toolu_1', 'Read in a rehearsal.')
  await pause(trouble.pauseMs / 2)
  if (trouble.kind === 'fail') fail()
  if (trouble.kind !== 'nothing') {
    assistant({
      type: 'tool_use',
      id: 'toolu_2',
      name: 'Write',
      input: { file_path: join(process.cwd(), note) },
    })
    mkdirSync(dirname(note), { recursive: true })
    writeFileSync(note, noteText())
    toolResult('toolu_2', `File created successfully at: ${note}`)
  }
  await pause(trouble.pauseMs / 4)
  const text = trouble.kind === 'nothing' ? 'There was nothing to do.' : `Wrote ${note}. Done.`
  assistant({ type: 'text', text })
  result({ is_error: false, result: text, api_error_status: null, subtype: 'success' }, usage)
}

function noteText() {
  return `# ${prompt.stage}\n\nThis note was left by a rehearsal: the stage was played without a model.\n\n- Run: ${prompt.runId}\n- Model it would use: ${model}\n`
}

function fail() {
  assistant({ type: 'text', text: 'The rehearsed stage fails, as its inputs ask.' })
  result(
    { is_error: true, subtype: 'error_during_execution', result: 'The rehearsed stage failed.' },
    usage,
    1,
  )
}

function limit() {
  const resetsAt = Math.floor(Date.now() / 1000) + LIMIT_LIFTS_AFTER_SECONDS
  const time = new Date(resetsAt * 1000).toISOString().slice(11, 16)
  const text = `You've hit your 5-hour limit · resets ${time} (UTC)`
  say({
    type: 'rate_limit_event',
    rate_limit_info: { status: 'rejected', resetsAt, rateLimitType: 'five_hour' },
  })
  synthetic(text, 'rate_limit')
  result(
    {
      is_error: true,
      subtype: 'success',
      api_error_status: 429,
      api_error: 'usage_limit_reached',
      result: text,
    },
    null,
    1,
  )
}

async function refuse() {
  for (let attempt = 1; attempt <= RETRIES; attempt += 1) {
    const error = { error_status: 401, error: 'authentication_failed' }
    say({
      type: 'system',
      subtype: 'api_retry',
      attempt,
      max_retries: RETRIES,
      retry_delay_ms: 300,
      ...error,
    })
    await pause(300)
  }
  const text = 'Failed to authenticate. API Error: 401 Invalid API key · Fix external API key'
  synthetic(text, 'authentication_failed')
  result({ is_error: true, subtype: 'success', api_error_status: 401, result: text }, null, 1)
}

function assistant(block) {
  const counts = usage.perMessage
  say({
    type: 'assistant',
    message: { id: 'msg_1', role: 'assistant', model, content: [block], usage: counts },
    parent_tool_use_id: null,
  })
}

function synthetic(text, error) {
  const message = {
    id: randomUUID(),
    role: 'assistant',
    model: '<synthetic>',
    content: [{ type: 'text', text }],
  }
  say({ type: 'assistant', message, parent_tool_use_id: null, error })
}

function toolResult(id, content) {
  const message = { role: 'user', content: [{ tool_use_id: id, type: 'tool_result', content }] }
  say({ type: 'user', message, parent_tool_use_id: null })
}

function result(fields, used, exitCode = 0) {
  const totals = used?.total ?? {
    input_tokens: 0,
    output_tokens: 0,
    cache_read_input_tokens: 0,
    cache_creation_input_tokens: 0,
  }
  say({
    type: 'result',
    ...fields,
    duration_ms: Date.now() - startedAt,
    num_turns: used ? 2 : 1,
    total_cost_usd: used?.costUsd ?? 0,
    usage: totals,
    modelUsage: used ? { [model]: used.perModel } : {},
    permission_denials: [],
    terminal_reason: 'completed',
  })
  process.exit(exitCode)
}

function say(event) {
  process.stdout.write(`${JSON.stringify({ ...event, session_id: session })}\n`)
}
