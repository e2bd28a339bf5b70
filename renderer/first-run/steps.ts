import type { Tone } from '../format/words.ts'

export type StepId = 'engine' | 'images' | 'claude' | 'github' | 'rehearsal' | 'login-item'

/** How a step stands: `busy` while the oven works on it, `needed` when the rest would not work without it. */
export type StepState = 'unknown' | 'needed' | 'open' | 'busy' | 'done' | 'skipped'

export interface Step {
  id: StepId
  title: string
  /** In a few words, what was found. */
  words: string
  state: StepState
}

export const stepTones: Record<StepState, Tone> = {
  unknown: 'waiting',
  needed: 'attention',
  open: 'waiting',
  busy: 'active',
  done: 'succeeded',
  skipped: 'skipped',
}

export const stepStateWords: Record<StepState, string> = {
  unknown: 'Not looked at yet',
  needed: 'Needed',
  open: 'To do',
  busy: 'At work',
  done: 'Done',
  skipped: 'Skipped',
}

/** The step to begin with: the first that is neither done nor skipped, else the last. */
export function firstOpen(steps: Step[]): StepId {
  return (steps.find(({ state }) => state !== 'done' && state !== 'skipped') ?? steps.at(-1)!).id
}

/** The step after this one, or `null` after the last. */
export function stepAfter(steps: Step[], id: StepId): StepId | null {
  return steps[steps.findIndex((step) => step.id === id) + 1]?.id ?? null
}
