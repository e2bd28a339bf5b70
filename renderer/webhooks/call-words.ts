import type { Delivery, DeliveryOutcome, TokenKind } from '../../contract/index.ts'
import type { Tone } from '../format/words.ts'

export const kindWords: Record<TokenKind, string> = {
  token: 'Token',
  secret: 'Signing secret',
  oven: 'Token for everything',
  'oven-read': 'Token that only reads',
}

/** What a token opens, in a sentence or a title. */
export function ownerWords({ jobId }: { jobId: string | null }): string {
  return jobId ?? 'the whole oven'
}

export const outcomeWords: Record<DeliveryOutcome, string> = {
  accepted: 'Taken',
  duplicate: 'Came before',
  refused: 'Refused',
}

export const outcomeTones: Record<DeliveryOutcome, Tone> = {
  accepted: 'succeeded',
  duplicate: 'waiting',
  refused: 'failed',
}

const viaWords: Record<Delivery['via'], string> = {
  token: 'Token',
  signature: 'Signed',
  oven: 'The oven’s own token',
  github: 'GitHub',
  redelivery: 'Delivered again',
  unknown: 'Nobody known',
}

/** Who called, as far as it was known. */
export function callerWords({ via, tokenMasked }: Pick<Delivery, 'via' | 'tokenMasked'>): string {
  return tokenMasked === null ? viaWords[via] : `${viaWords[via]} ${tokenMasked}`
}
