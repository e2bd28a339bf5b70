import type { Delivery } from '../../contract/index.ts'
import type { StoredToken } from '../ports/token-store.ts'
import {
  noToken,
  signatureMalformed,
  signatureStale,
  signatureWrong,
  tokenReadsOnly,
} from './call-refusal.ts'
import type { IncomingCall } from './incoming-call.ts'
import { checkSignature, isSigned } from './signature.ts'
import { isOvenKind, type TokenService } from './token-service.ts'

/** Who called: what was shown, and for limits a name that is the same for all of its calls. */
export interface Caller {
  via: Delivery['via']
  token: StoredToken | null
}

/** Signs nothing: a signature can be read, or not, whatever the secret. */
const NO_SECRET = 'none'

/**
 * Finds out who calls: by a bearer, else by a signature. Throws a `CallRefusal` for who is nobody, and what the vault throws
 * when a job's secret cannot be opened.
 */
export async function identifyCaller(
  call: IncomingCall,
  { tokens, nowMs }: { tokens: Pick<TokenService, 'authenticate' | 'signingSecrets'>; nowMs: number },
): Promise<Caller> {
  if (call.isOven) return { via: 'oven', token: null }
  if (call.bearer !== null) {
    const token = tokens.authenticate(call.bearer, call.jobId)
    if (token.kind === 'oven-read') throw tokenReadsOnly()
    return { via: isOvenKind(token.kind) ? 'oven' : 'token', token }
  }
  if (!isSigned(call.signature)) throw noToken()
  const body = call.body ?? Buffer.alloc(0)
  // The same for every job, or it would tell strangers which jobs are there and have a secret.
  if (checkSignature(call.signature, body, NO_SECRET, nowMs) === 'malformed') throw signatureMalformed()
  let isStale = false
  for (const { token, value } of await tokens.signingSecrets(call.jobId)) {
    const verdict = checkSignature(call.signature, body, value, nowMs)
    if (verdict === 'valid') return { via: 'signature', token }
    isStale ||= verdict === 'stale'
  }
  throw isStale ? signatureStale() : signatureWrong()
}
