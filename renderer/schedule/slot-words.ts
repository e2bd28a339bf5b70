import type { Slot, SlotCause, SlotState } from '../../contract/index.ts'

/** What is still to come is no slot yet; in the calendar it stands beside them. */
export type SlotLook = SlotState | 'upcoming'

export const slotWords: Record<SlotLook, string> = {
  upcoming: 'Upcoming',
  claimed: 'Waiting for its turn',
  ran: 'Ran',
  late: 'Ran late',
  skipped: 'Skipped',
  missed: 'Missed',
}

/** A cause as a choice in a list. */
export const causeWords: Record<SlotCause, string> = {
  asleep: 'Machine asleep',
  quit: 'Oven not running',
  'engine-down': 'Engine down',
  auth: 'Login',
  budget: 'Budget',
  overlap: 'Overlap',
  disabled: 'Switched off',
  cancelled: 'Stopped before it began',
  blocked: 'Another check',
  busy: 'Busy',
  paused: 'Schedules paused',
}

const causeSentences: Record<SlotCause, string> = {
  asleep: 'the machine was asleep at its moment, or stood still',
  quit: 'the oven was not running at its moment',
  'engine-down': 'the container engine did not answer',
  auth: 'a login that the run needs was missing or had ended',
  budget: 'what may be spent on a day was spent',
  overlap: 'another run of the job was still going on',
  disabled: 'the job was switched off, changed or removed before its turn',
  cancelled: 'somebody stopped it before it began',
  blocked: 'a check refused the run; the run says which',
  busy: 'it waited for its turn or for its image',
  paused: 'all schedules were paused',
}

/** What became of a slot, in a sentence: `Skipped, because another run of the job was still going on.` */
export function slotSentence({ state, cause }: Pick<Slot, 'state' | 'cause'>): string {
  if (state === 'ran') return 'Ran at its moment.'
  if (cause === null) return `${slotWords[state]}.`
  return `${slotWords[state]}, because ${causeSentences[cause]}.`
}
