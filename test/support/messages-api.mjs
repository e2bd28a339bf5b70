import { createServer } from 'node:http'

/**
 * A stand-in for Anthropic's Messages API, for the real Claude Code on loopback inside a container. Answers as `MODE` says
 * and writes on standard error what each request logged in with.
 */
const mode = process.env.MODE ?? 'ok'
const resetsAt = Math.floor(Date.parse('2030-01-01T05:00:00Z') / 1000)

const refusals = {
  'bad-key': [401, 'authentication_error', 'invalid x-api-key'],
  expired: [401, 'authentication_error', 'OAuth token has expired. Please obtain a new token.'],
  revoked: [403, 'permission_error', 'OAuth token has been revoked. Please obtain a new token.'],
  limit: [429, 'rate_limit_error', "This request would exceed your account's rate limit."],
  credit: [400, 'invalid_request_error', 'Your credit balance is too low to access the Anthropic API.'],
  overloaded: [529, 'overloaded_error', 'Overloaded'],
  model: [404, 'not_found_error', 'model: nonesuch'],
}

const limitHeaders = {
  'anthropic-ratelimit-unified-status': 'rejected',
  'anthropic-ratelimit-unified-reset': String(resetsAt),
  'anthropic-ratelimit-unified-representative-claim': 'five_hour',
  'anthropic-ratelimit-unified-5h-reset': String(resetsAt),
  'anthropic-ratelimit-unified-5h-status': 'rejected',
}

createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += chunk
  if (!request.url.startsWith('/v1/messages')) {
    response.writeHead(404).end()
    return
  }
  const { authorization = '-', 'x-api-key': key = '-' } = request.headers
  process.stderr.write(`LOGIN authorization=${authorization} key=${key}\n`)
  const refusal = refusals[mode]
  if (refusal) {
    const [status, type, message] = refusal
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(mode === 'limit' ? limitHeaders : {}),
    })
    response.end(JSON.stringify({ type: 'error', error: { type, message } }))
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const usage = {
    input_tokens: 3,
    output_tokens: 1,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
  }
  const { model } = JSON.parse(body)
  const message = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    usage,
  }
  send(response, { type: 'message_start', message })
  send(response, { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } })
  send(response, { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'done' } })
  send(response, { type: 'content_block_stop', index: 0 })
  send(response, { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } })
  send(response, { type: 'message_stop' })
  response.end()
}).listen(8123, '127.0.0.1')

function send(response, event) {
  response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
}
