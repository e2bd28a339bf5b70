import type { Credential, Readiness } from '../../contract/index.ts'
import type { Tone } from '../format/words.ts'

type Shown = Extract<Tone, 'failed' | 'attention' | 'waiting' | 'succeeded'>

const tones: Record<Credential['status'], Shown> = {
  worked: 'succeeded',
  present: 'succeeded',
  unknown: 'waiting',
  refused: 'failed',
  expired: 'attention',
  missing: 'attention',
}

/** A login that no job uses is nobody's trouble. */
export function credentialTone({ status, usedBy }: Pick<Credential, 'status' | 'usedBy'>): Shown {
  const tone = tones[status]
  return usedBy.length === 0 && tone !== 'succeeded' ? 'waiting' : tone
}

const words: Record<Credential['status'], string> = {
  worked: 'Worked',
  present: 'Present, not tried',
  unknown: 'Not known',
  refused: 'Refused',
  expired: 'Expired',
  missing: 'Missing',
}

export function credentialWords({ status }: Pick<Credential, 'status'>): string {
  return words[status]
}

/** Whether there is something that could be signed out of. */
export function isThere({ status }: Pick<Credential, 'status'>): boolean {
  return status === 'worked' || status === 'present' || status === 'refused' || status === 'expired'
}

export function usedByWords(usedBy: readonly string[]): string {
  if (usedBy.length === 0) return 'Used by no job'
  return usedBy.length === 1 ? 'Used by 1 job' : `Used by ${usedBy.length} jobs`
}

const readinessTones = { ready: 'succeeded', 'at-risk': 'attention', blocked: 'failed' } as const
const readinessWords = { ready: 'Ready', 'at-risk': 'At risk', blocked: 'Blocked' } as const

/** A job's badge: a shape, a word, and on hover the reasons with what mends them. */
export function describeReadiness({ state, reasons }: Pick<Readiness, 'state' | 'reasons'>): {
  tone: Shown
  word: string
  detail: string
} {
  const sentences = reasons.flatMap(({ description, fixes }) => [
    description,
    ...fixes.map((fix) => (fix.command === null ? fix.description : `${fix.description} ${fix.command}`)),
  ])
  const detail = sentences.length === 0 ? 'Nothing is known against its next run.' : sentences.join('\n')
  return { tone: readinessTones[state], word: readinessWords[state], detail }
}
