import { createHmac, timingSafeEqual } from 'node:crypto'
import { SECRET_PREFIX } from './token-value.ts'

/** How far a signed call's own clock may be from ours, either way. */
export const REPLAY_WINDOW_MS = 5 * 60_000

/** The headers with which a call is signed; `undefined` where it has none. */
export interface SignatureHeaders {
  /** `X-Hub-Signature-256`: `sha256=<hex>` over the body. https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries */
  hubSignature?: string
  /** `webhook-id`, `webhook-timestamp` and `webhook-signature`. https://www.standardwebhooks.com */
  webhookId?: string
  webhookTimestamp?: string
  webhookSignature?: string
}

export type SignatureVerdict = 'valid' | 'wrong' | 'stale' | 'malformed'

export function isSigned({ hubSignature, webhookSignature }: SignatureHeaders): boolean {
  return hubSignature !== undefined || webhookSignature !== undefined
}

/**
 * Looks at a call's signature with one secret. Where both kinds of signature are there, the one with a timestamp counts.
 * `stale` means: rightly signed, but longer ago (or further ahead) than `REPLAY_WINDOW_MS`.
 */
export function checkSignature(
  headers: SignatureHeaders,
  body: Uint8Array,
  secret: string,
  nowMs: number,
): SignatureVerdict {
  return headers.webhookSignature === undefined
    ? checkHub(headers.hubSignature ?? '', body, secret)
    : checkStandard(headers, body, secret, nowMs)
}

/** As a sender writes it into `X-Hub-Signature-256`. */
export function signHub(body: Uint8Array, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
}

/** As a sender writes it into `webhook-signature`. `timestamp` is in seconds since 1970. */
export function signStandard(
  message: { id: string; timestamp: string; body: Uint8Array },
  secret: string,
): string {
  const { id, timestamp, body } = message
  const mac = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body)
  return `v1,${mac.digest('base64')}`
}

function checkHub(given: string, body: Uint8Array, secret: string): SignatureVerdict {
  if (!/^sha256=[\da-f]{64}$/i.test(given)) return 'malformed'
  return isEqual(given.toLowerCase(), signHub(body, secret)) ? 'valid' : 'wrong'
}

function checkStandard(
  headers: SignatureHeaders,
  body: Uint8Array,
  secret: string,
  nowMs: number,
): SignatureVerdict {
  const { webhookId: id, webhookTimestamp: timestamp, webhookSignature: given } = headers
  if (!id || !timestamp || !given || !/^\d{1,12}$/.test(timestamp)) return 'malformed'
  const right = signStandard({ id, timestamp, body }, secret)
  // A sender that changes its secret signs with both; every one is compared, so that time tells nothing.
  const matches = given.split(' ').filter((each) => isEqual(each, right))
  if (matches.length === 0) return 'wrong'
  return Math.abs(nowMs - Number(timestamp) * 1000) <= REPLAY_WINDOW_MS ? 'valid' : 'stale'
}

function keyOf(secret: string): Buffer {
  return secret.startsWith(SECRET_PREFIX)
    ? Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')
    : Buffer.from(secret)
}

function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
