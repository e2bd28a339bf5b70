import { randomUUID } from 'node:crypto'
import { describeToolInput, textOfResult } from './describe.js'
import { RecordWriter } from './record-writer.js'
import { Tokens, totalsOfResult } from './tokens.js'

const MOST_STDERR = 600
const MOST_LINE_BYTES = 32 * 1024 * 1024
const HOPELESS_AFTER = 2

/**
 * What one agent process says, as records. Reads Claude Code's `stream-json` (2.1.x) leniently: events and fields it
 * does not know are left out, and no fault in here reaches the agent.
 */
export class Recording {
  /** True once the login was refused so often that trying on is of no use. */
  loginIsHopeless = false
  #writer
  #agent
  #startedAt = Date.now()
  #line = []
  #lineBytes = 0
  #tokens = new Tokens()
  #started = false
  #refusals = 0
  #model = null
  #version = null
  #error = null
  #errorStatus = null
  #result = null
  #stderr = ''

  constructor({ stage, writer = new RecordWriter() }) {
    this.#writer = writer
    this.#agent = { stage, session: randomUUID() }
  }

  setStage(stage) {
    this.#agent.stage = stage
  }

  output(bytes) {
    this.#safely(() => {
      let rest = bytes
      for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
        this.#keep(rest.subarray(0, end))
        this.#read(Buffer.concat(this.#line).toString('utf8'))
        this.#line = []
        this.#lineBytes = 0
        rest = rest.subarray(end + 1)
      }
      this.#keep(rest)
    })
  }

  errorOutput(bytes) {
    this.#safely(() => {
      this.#stderr = (this.#stderr + bytes.toString('utf8')).slice(-MOST_STDERR)
    })
  }

  end(exitCode, signal) {
    this.#safely(() => {
      if (this.#lineBytes > 0) this.#read(Buffer.concat(this.#line).toString('utf8'))
    })
    this.#safely(() => {
      this.#start()
      const totals = this.#result === null ? null : totalsOfResult(this.#result)
      this.#write(
        {
          t: 'agent-end',
          exitCode,
          signal,
          durationMs: Date.now() - this.#startedAt,
          error: this.#error,
          stderr: this.#stderr,
          result: this.#result === null ? null : shortResult(this.#result),
          model: this.#model,
          tokens: totals ?? this.#tokens.total(),
          costUsd: numberOrNull(this.#result?.total_cost_usd),
          errorStatus: this.#errorStatus,
          credential: credentialOf(process.env),
        },
        ['stderr', 'result.text'],
      )
    })
  }

  /** A line beyond all measure is not an event; it is passed through but not read. */
  #keep(bytes) {
    if (this.#lineBytes + bytes.length > MOST_LINE_BYTES) return
    this.#line.push(Buffer.from(bytes))
    this.#lineBytes += bytes.length
  }

  #read(line) {
    let event
    try {
      event = JSON.parse(line)
    } catch {
      return
    }
    if (event?.type === 'system' && event.subtype === 'init') this.#init(event)
    else if (event?.type === 'system' && event.subtype === 'api_retry') this.#retry(event)
    else if (event?.type === 'assistant') this.#assistant(event)
    else if (event?.type === 'user') this.#user(event)
    else if (event?.type === 'rate_limit_event') this.#limit(event.rate_limit_info)
    else if (event?.type === 'result') this.#result = event
  }

  #init(event) {
    this.#model = textOrNull(event.model)
    this.#version = textOrNull(event.claude_code_version)
    this.#start()
  }

  #start() {
    if (this.#started) return
    this.#started = true
    this.#write({ t: 'agent-start', model: this.#model, version: this.#version })
  }

  #retry(event) {
    this.#start()
    this.#write({
      t: 'agent-retry',
      attempt: numberOrNull(event.attempt) ?? 0,
      maxRetries: numberOrNull(event.max_retries),
      errorStatus: numberOrNull(event.error_status),
      error: textOrNull(event.error),
    })
    this.#errorStatus = numberOrNull(event.error_status)
    if (event.error !== 'authentication_failed') return
    this.#error = event.error
    this.#refusals += 1
    if (this.#refusals >= HOPELESS_AFTER) this.loginIsHopeless = true
  }

  #assistant(event) {
    this.#start()
    if (typeof event.error === 'string') this.#error = event.error
    for (const block of listOf(event.message?.content)) {
      if (block?.type === 'text' && block.text)
        this.#write({ t: 'agent-text', text: String(block.text) }, ['text'])
      if (block?.type === 'tool_use') {
        const input = describeToolInput(block.input)
        this.#write({ t: 'agent-tool', tool: String(block.name), input }, ['input'])
      }
    }
    if (this.#tokens.add(event.message)) this.#write({ t: 'agent-usage', tokens: this.#tokens.total() })
  }

  #user(event) {
    for (const block of listOf(event.message?.content)) {
      if (block?.type !== 'tool_result' || block.is_error !== true) continue
      this.#write({ t: 'agent-tool-error', text: textOfResult(block.content) }, ['text'])
    }
  }

  #limit(info) {
    if (typeof info?.status !== 'string') return
    this.#start()
    this.#write({
      t: 'agent-limit',
      status: info.status,
      limitType: textOrNull(info.rateLimitType),
      resetsAt: instant(info.resetsAt),
    })
  }

  #write(fields, cut = []) {
    this.#writer.write({ ...this.#agent, ...fields }, cut)
  }

  #safely(work) {
    try {
      work()
    } catch {
      // A fault in the recording is no fault of the agent.
    }
  }
}

/** Which of several credentials Claude Code takes (2.1.x); the oven hands over one. */
function credentialOf(env) {
  if (env.ANTHROPIC_AUTH_TOKEN) return 'token'
  if (env.ANTHROPIC_API_KEY) return 'api-key'
  if (env.CLAUDE_CODE_OAUTH_TOKEN) return 'token'
  return env.CLAUDE_CONFIG_DIR && env.CLAUDE_CONFIG_DIR !== `${env.HOME}/.claude`
    ? 'container-login'
    : 'host-login'
}

function shortResult(event) {
  return {
    isError: event.is_error === true,
    subtype: textOrNull(event.subtype),
    apiErrorStatus: numberOrNull(event.api_error_status),
    apiError: textOrNull(event.api_error),
    text: typeof event.result === 'string' ? event.result : '',
    numTurns: numberOrNull(event.num_turns),
    terminalReason: textOrNull(event.terminal_reason),
    permissionDenials: listOf(event.permission_denials).length,
    credentialExpiresAt: instant(event.credential_expires_at),
  }
}

/** An instant given in seconds or milliseconds since 1970, or as text. */
function instant(value) {
  if (typeof value !== 'number' && typeof value !== 'string') return null
  const at = new Date(typeof value === 'number' && value < 1e11 ? value * 1000 : value)
  return Number.isNaN(at.getTime()) ? null : at.toISOString()
}

function listOf(value) {
  return Array.isArray(value) ? value : []
}

function textOrNull(value) {
  return typeof value === 'string' ? value : null
}

function numberOrNull(value) {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
