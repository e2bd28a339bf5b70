import { CallRefusal } from './call-refusal.ts'
import type { SignatureHeaders } from './signature.ts'

/** A call for a run, as it came in. */
export interface IncomingCall {
  jobId: string
  /** The address of who called. */
  from: string
  /** The body as it was sent; `null` for a call without one. */
  body: Buffer | null
  /** A bearer, where the call shows one. */
  bearer: string | null
  /** Whether that bearer is the oven's own, or of a window that was let in. */
  isOven: boolean
  signature: SignatureHeaders
  /** `Idempotency-Key`. https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header */
  idempotencyKey: string | null
  /** The id of the delivery, by other names than `webhook-id`: `X-GitHub-Delivery`. */
  deliveryId: string | null
}

const KEY = /^[\x21-\x7e]{1,255}$/

/** The name its caller gave to the call; `null` for none. Throws a `CallRefusal` 400 for one that cannot be kept. */
export function callKeyOf(call: IncomingCall): { kind: string; key: string } | null {
  const { idempotencyKey, deliveryId, signature } = call
  const found =
    idempotencyKey !== null
      ? { kind: 'key', name: 'Idempotency-Key', key: idempotencyKey }
      : signature.webhookId !== undefined
        ? { kind: 'webhook', name: 'webhook-id', key: signature.webhookId }
        : deliveryId !== null
          ? { kind: 'delivery', name: 'X-GitHub-Delivery', key: deliveryId }
          : null
  if (found === null) return null
  if (!KEY.test(found.key)) {
    throw new CallRefusal(
      400,
      'key-invalid',
      `"${found.name}" must be 1 to 255 visible ASCII characters.`,
      'A UUID is a good one.',
    )
  }
  return { kind: found.kind, key: found.key }
}

/** Throws a `CallRefusal` 400 when a body is no JSON text in UTF-8. What it says is the job's to judge. */
export function requireJson(body: Buffer): void {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body))
  } catch {
    throw new CallRefusal(
      400,
      'body-invalid',
      'The body is not valid JSON in UTF-8.',
      'Send JSON, or no body at all.',
    )
  }
}
