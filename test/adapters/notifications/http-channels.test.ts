import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { checkSignature } from '../../../core/triggers/signature.ts'
import { type HookAnswer, type HookServer, startHookServer } from '../../support/hook-server.ts'
import { message, send } from './message-fixture.ts'

let answer: HookAnswer
let server: HookServer
beforeEach(async () => {
  answer = { status: 200, body: 'ok' }
  server = await startHookServer(() => answer)
})
afterEach(() => server.close())

const slack = { type: 'slack', secret: 'X' }

it('Slack is sent blocks of plain text, with nothing in them that it acts upon', async () => {
  expect(await send(slack, server.url('/services/T/B/x'))).toEqual({ kind: 'accepted' })
  const [{ method, path, headers, json, text }] = server.calls as [(typeof server.calls)[0]]
  expect({ method, path, type: headers['content-type'] }).toEqual({
    method: 'POST',
    path: '/services/T/B/x',
    type: 'application/json; charset=utf-8',
  })
  expect(json.text).toBe(
    'review #7: failed &lt;!channel&gt;\nExit code 1 &amp; no more.\n*Look* at `it` @everyone [here](https://evil.example)',
  )
  expect(json.blocks.map(({ type }: { type: string }) => type)).toEqual([
    'header',
    'section',
    'context',
    'section',
  ])
  expect(json.blocks[0].text).toEqual({
    type: 'plain_text',
    text: 'review #7: failed &lt;!channel&gt;',
    emoji: false,
  })
  expect(json.blocks[1].text.type).toBe('plain_text')
  expect(json.blocks[2].elements[0].text).toBe('Took: 3 min 4 s')
  expect(json.blocks[3].text.text).toBe('<https://example.com/pull/3?a=1&amp;b=%7C|Pull request>')
  expect(text).not.toContain('<!')
})

it('Discord is sent an embed that mentions nobody, and asked to say whether it was kept', async () => {
  expect(await send({ type: 'discord', secret: 'X' }, server.url('/api/webhooks/1/x?thread_id=5'))).toEqual({
    kind: 'accepted',
  })
  const [{ path, json }] = server.calls as [(typeof server.calls)[0]]
  expect(path).toBe('/api/webhooks/1/x?thread_id=5&wait=true')
  expect(json.allowed_mentions).toEqual({ parse: [] })
  expect(json.content).toBeUndefined()
  expect(json.embeds).toHaveLength(1)
  expect(json.embeds[0]).toMatchObject({ timestamp: message.at, url: message.link!.url })
  expect(json.embeds[0].title).toBe('review \\#7\\: failed \\<!channel\\>')
  expect(json.embeds[0].description).toContain(
    '\\*Look\\* at \\`it\\` \\@everyone \\[here\\]\\(https\\://evil.example\\)',
  )
  expect(json.embeds[0].fields).toEqual([{ name: 'Took', value: '3 min 4 s', inline: true }])
})

it('ntfy is sent a title, a text, how urgent it is, and a button, with its token', async () => {
  const channel = { type: 'ntfy', server: server.url(), topic: 'oven', secret: 'X' }
  expect(await send(channel, 'tk_123')).toEqual({ kind: 'accepted' })
  const [{ json, headers }] = server.calls as [(typeof server.calls)[0]]
  expect(headers.authorization).toBe('Bearer tk_123')
  expect(json).toEqual({
    topic: 'oven',
    sequence_id: message.id,
    title: message.title,
    message: `${message.body}\nTook: 3 min 4 s`,
    priority: 4,
    tags: ['x'],
    click: message.link!.url,
    actions: [{ action: 'view', label: 'Pull request', url: message.link!.url }],
  })
  await send({ ...channel, secret: undefined }, null, {
    more: { tone: 'good', link: null, facts: [], body: '' },
  })
  expect(server.calls[1]!.headers.authorization).toBeUndefined()
  expect(server.calls[1]!.json).toMatchObject({
    priority: 3,
    tags: ['white_check_mark'],
    message: message.title,
  })
})

it('a webhook is signed so that it can be checked, by an id that stays the same on each try', async () => {
  const secret = `whsec_${Buffer.from('a secret of thirty-two bytes ...').toString('base64')}`
  const channel = { type: 'webhook', url: server.url('/hook'), secret: 'X' }
  for (const _try of [1, 2]) expect(await send(channel, secret)).toEqual({ kind: 'accepted' })
  for (const { headers, text, json } of server.calls) {
    expect(headers['webhook-id']).toBe(message.id)
    const given = {
      webhookId: headers['webhook-id'] as string,
      webhookTimestamp: headers['webhook-timestamp'] as string,
      webhookSignature: headers['webhook-signature'] as string,
    }
    const now = Date.parse('2026-11-21T02:00:05.000Z')
    expect(checkSignature(given, Buffer.from(text), secret, now)).toBe('valid')
    expect(checkSignature(given, Buffer.from(`${text} `), secret, now)).toBe('wrong')
    expect(json).toEqual({
      type: 'oven.failure',
      timestamp: message.at,
      data: {
        title: message.title,
        body: message.body,
        tone: 'bad',
        facts: message.facts,
        link: message.link,
        jobId: 'review',
        runId: 'r7',
      },
    })
  }
  await send({ type: 'webhook', url: server.url('/hook') })
  expect(server.calls[2]!.headers['webhook-signature']).toBeUndefined()
})

const long = {
  title: `${'&'.repeat(190)}`,
  body: `${'<é🙂'.repeat(660)}`,
  facts: Array(20).fill({ label: '#', value: '_'.repeat(200) }),
}

test.each([
  ['slack', () => send(slack, server.url(), { more: long })],
  ['discord', () => send({ type: 'discord', secret: 'X' }, server.url(), { more: long })],
  ['ntfy', () => send({ type: 'ntfy', server: server.url(), topic: 'o' }, null, { more: long })],
])('what is too long for %s is cut to what it takes', async (type, sent) => {
  expect(await sent()).toEqual({ kind: 'accepted' })
  const { json } = server.calls[0]!
  if (type === 'slack') {
    expect(json.blocks[0].text.text.length).toBeLessThanOrEqual(150)
    expect(json.blocks[0].text.text).toMatch(/^(&amp;)+…$/)
    expect(json.blocks[1].text.text.length).toBeLessThanOrEqual(3000)
    expect(json.blocks[2].elements.length).toBeLessThanOrEqual(10)
  } else if (type === 'discord') {
    const [embed] = json.embeds
    expect(embed.title.length).toBeLessThanOrEqual(256)
    expect(embed.title).not.toMatch(/\\…$/)
    const fields = embed.fields.flatMap(({ name, value }: { name: string; value: string }) => [name, value])
    expect([embed.title, embed.description, ...fields].join('').length).toBeLessThanOrEqual(6000)
  } else {
    expect(Buffer.byteLength(json.message)).toBeLessThanOrEqual(4096)
    expect(json.message).not.toContain('\uFFFD')
  }
})

describe('what is answered', () => {
  test.each([
    ['204', { status: 204 }, { kind: 'accepted' }],
    [
      '404',
      { status: 404, body: 'no_service' },
      { kind: 'dead', reason: '127.0.0.1 answered 404: no_service' },
    ],
    ['410', { status: 410 }, { kind: 'dead', reason: '127.0.0.1 answered 410.' }],
    [
      '400',
      { status: 400, body: 'invalid_payload' },
      { kind: 'refused', reason: '127.0.0.1 answered 400: invalid_payload' },
    ],
    ['403', { status: 403 }, { kind: 'refused', hint: 'Check its secret.' }],
    [
      '429 with seconds',
      { status: 429, headers: { 'retry-after': '30' } },
      { kind: 'later', busy: true, retryAfterMs: 30_000 },
    ],
    [
      '429 with a date',
      { status: 429, headers: { 'retry-after': 'Sat, 21 Nov 2026 02:01:05 GMT' } },
      { kind: 'later', busy: true, retryAfterMs: 60_000 },
    ],
    [
      '429 as Discord says it',
      { status: 429, body: '{"retry_after": 1.5}' },
      { kind: 'later', retryAfterMs: 1500 },
    ],
    ['503', { status: 503 }, { kind: 'later', busy: false, retryAfterMs: null }],
    ['nothing at all', { status: 0, hangUp: true }, { kind: 'later', busy: false }],
  ])('%s', async (_what, given, expected) => {
    answer = given as HookAnswer
    expect(await send(slack, server.url('/secret-path'))).toMatchObject(expected)
  })

  it('a redirect is not followed', async () => {
    const other = await startHookServer()
    answer = { status: 307, headers: { location: other.url('/metadata') } }
    expect(await send(slack, server.url())).toMatchObject({ kind: 'refused' })
    expect(other.calls).toEqual([])
    await other.close()
  })

  it('no answer within its time is for later, and no reason tells the address', async () => {
    answer = { status: 0, silent: true }
    const { createChannelSender } = await import('../../../adapters/notifications/channel-sender.ts')
    const to = {
      channel: { type: 'slack' as const, enabled: true },
      secret: server.url('/secret-path'),
      allowPrivate: ['127.0.0.1'],
    }
    const said = await createChannelSender().send(message, to, AbortSignal.timeout(200))
    expect(said).toMatchObject({ kind: 'later', reason: '127.0.0.1 did not answer in time.' })
    await server.close()
    expect(JSON.stringify(await send(slack, server.url('/secret-path')))).not.toContain('secret-path')
  })
})
