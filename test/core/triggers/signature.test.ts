import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkSignature, REPLAY_WINDOW_MS, signHub, signStandard } from '../../../core/triggers/signature.ts'
import { mintValue } from '../../../core/triggers/token-value.ts'

const nowMs = Date.parse('2026-03-10T12:00:00Z')
const seconds = String(nowMs / 1000)
const bodies = fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes))
const ids = fc.stringMatching(/^[\w.-]{1,40}$/)

describe('signatures that others compute', () => {
  it('takes the example of the Standard Webhooks', () => {
    // https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    const headers = {
      webhookId: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      webhookTimestamp: '1614265330',
      webhookSignature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    }
    const body = Buffer.from('{"test": 2432232314}')
    expect(checkSignature(headers, body, secret, 1_614_265_330_000)).toBe('valid')
  })

  it('takes the example of GitHub', () => {
    // https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
    const headers = {
      hubSignature: 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    }
    const secret = "It's a Secret to Everybody"
    expect(checkSignature(headers, Buffer.from('Hello, World!'), secret, nowMs)).toBe('valid')
  })
})

describe('whatever the body', () => {
  it('takes what was signed, and nothing that differs by one bit', () => {
    fc.assert(
      fc.property(bodies, ids, fc.nat(), (body, id, place) => {
        const secret = mintValue('secret')
        const hub = { hubSignature: signHub(body, secret) }
        const standard = {
          webhookId: id,
          webhookTimestamp: seconds,
          webhookSignature: signStandard({ id, timestamp: seconds, body }, secret),
        }
        const changed = Buffer.concat([body, Buffer.alloc(1)])
        changed[place % changed.length]! ^= 1 << (place % 8)
        for (const headers of [hub, standard]) {
          expect(checkSignature(headers, body, secret, nowMs)).toBe('valid')
          expect(checkSignature(headers, changed, secret, nowMs)).toBe('wrong')
          expect(checkSignature(headers, body, mintValue('secret'), nowMs)).toBe('wrong')
        }
        expect(checkSignature({ ...standard, webhookId: `${id}x` }, body, secret, nowMs)).toBe('wrong')
        const later = String(Number(seconds) + 1)
        expect(checkSignature({ ...standard, webhookTimestamp: later }, body, secret, nowMs)).toBe('wrong')
      }),
      { numRuns: 300 },
    )
  })

  it('never throws and never takes anything for what is no signature', () => {
    const anything = fc.option(fc.string({ unit: 'binary', maxLength: 120 }), { nil: undefined })
    const headers = fc.record({
      hubSignature: anything,
      webhookId: anything,
      webhookTimestamp: anything,
      webhookSignature: anything,
    })
    const secret = mintValue('secret')
    fc.assert(
      fc.property(headers, bodies, (given, body) => {
        expect(checkSignature(given, body, secret, nowMs)).not.toBe('valid')
      }),
      { numRuns: 1000 },
    )
  })
})

it('knows a call that is too old, or from the future', () => {
  const secret = mintValue('secret')
  const body = Buffer.from('{}')
  const headers = {
    webhookId: 'a',
    webhookTimestamp: seconds,
    webhookSignature: signStandard({ id: 'a', timestamp: seconds, body }, secret),
  }
  for (const sign of [-1, 1]) {
    expect(checkSignature(headers, body, secret, nowMs + sign * REPLAY_WINDOW_MS)).toBe('valid')
    expect(checkSignature(headers, body, secret, nowMs + sign * (REPLAY_WINDOW_MS + 1000))).toBe('stale')
  }
})

it('finds the right one among several signatures', () => {
  const secret = mintValue('secret')
  const body = Buffer.from('[1]')
  const right = signStandard({ id: 'a', timestamp: seconds, body }, secret)
  const other = signStandard({ id: 'a', timestamp: seconds, body }, mintValue('secret'))
  const headers = { webhookId: 'a', webhookTimestamp: seconds }
  expect(
    checkSignature({ ...headers, webhookSignature: `${other} v1a,xyz ${right}` }, body, secret, nowMs),
  ).toBe('valid')
  expect(checkSignature({ ...headers, webhookSignature: other }, body, secret, nowMs)).toBe('wrong')
})

it('refuses GitHub’s old signature of another kind', () => {
  const sha1 = `sha1=${createHmac('sha1', 'key').update('{}').digest('hex')}`
  expect(checkSignature({ hubSignature: sha1 }, Buffer.from('{}'), 'key', nowMs)).toBe('malformed')
})
