import { commonErrors } from '../../contract/index.ts'
import { OvenError } from '../errors.ts'

/** Why a call from outside is turned away: the HTTP status, a code for programs, a sentence, and what to do next. */
export class CallRefusal extends Error {
  readonly status: number
  readonly code: string
  readonly hint: string | null

  constructor(status: number, code: string, message: string, hint: string | null = null) {
    super(message)
    this.name = 'CallRefusal'
    this.status = status
    this.code = code
    this.hint = hint
  }
}

const HOW_TO =
  'Send `Authorization: Bearer <token>` with a token of this job (`oven tokens create <job>`), or sign the body with its secret.'

export const noToken = () => new CallRefusal(401, 'token-missing', 'This call shows no token.', HOW_TO)

export const tokenUnknown = () =>
  new CallRefusal(401, 'token-unknown', 'This token is not known, or was revoked.', HOW_TO)

export const tokenEnded = () =>
  new CallRefusal(
    401,
    'token-ended',
    'This token was replaced, and its time is over.',
    'Use the one that was made in its place.',
  )

export const tokenOfAnother = () =>
  new CallRefusal(403, 'token-of-another-job', 'This token is another job’s.', HOW_TO)

export const tokenReadsOnly = () =>
  new CallRefusal(
    403,
    'token-reads-only',
    'This token only reads: it asks, and changes nothing.',
    'Make one of that job (`oven tokens create <job>`), or one that may do everything (`oven tokens create --oven`).',
  )

export const signatureWrong = () =>
  new CallRefusal(
    401,
    'signature-wrong',
    'The signature does not fit the body, or was made with another secret.',
    'Sign the body as it is sent, byte by byte, with the secret of this job.',
  )

export const signatureMalformed = () =>
  new CallRefusal(
    400,
    'signature-malformed',
    'The signature’s headers cannot be read.',
    '`X-Hub-Signature-256: sha256=<64 hex digits>`, or `webhook-id`, `webhook-timestamp` (seconds since 1970) and `webhook-signature: v1,<base64>` together.',
  )

export const signatureStale = () =>
  new CallRefusal(
    401,
    'signature-stale',
    'The call was signed more than five minutes from now.',
    'Set the sender’s clock right; a call that is tried again is signed anew.',
  )

export const signaturesUnread = () =>
  new CallRefusal(
    503,
    'signatures-unread',
    'The oven cannot check signatures now.',
    'Try again later; whoever looks after the oven sees why on its Webhooks page.',
  )

/** The HTTP status with which an error of a call is answered. */
export function statusOfRefusal(error: unknown): number {
  if (error instanceof CallRefusal) return error.status
  return error instanceof OvenError ? commonErrors[error.kind].status : 500
}
