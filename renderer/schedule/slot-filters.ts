import type { SlotCause, SlotState } from '../../contract/index.ts'
import { causeWords, type SlotLook, slotWords } from './slot-words.ts'
import { isDate, mondayOf } from './week.ts'

/** What of the calendar is shown, as it stands in the address. `week` is its Monday, empty for the present one. */
export interface SlotFilters {
  week: string
  job: string
  state: string
  cause: string
}

export function readSlotFilters(query: URLSearchParams): SlotFilters {
  const week = query.get('week')
  const state = query.get('state') ?? ''
  const cause = query.get('cause') ?? ''
  return {
    week: isDate(week) ? mondayOf(week) : '',
    job: query.get('job') ?? '',
    state: Object.hasOwn(slotWords, state) ? state : '',
    cause: Object.hasOwn(causeWords, cause) ? cause : '',
  }
}

export function writeSlotFilters(filters: SlotFilters): Record<string, string> {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''))
}

/** What the host is asked of the ledger; `null` when only what is to come is wanted. */
export function toSlotFilter(
  filters: SlotFilters,
): { jobId?: string; state?: SlotState[]; cause?: SlotCause[] } | null {
  if ((filters.state as SlotLook) === 'upcoming') return null
  return {
    ...(filters.job !== '' && { jobId: filters.job }),
    ...(filters.state !== '' && { state: [filters.state as SlotState] }),
    ...(filters.cause !== '' && { cause: [filters.cause as SlotCause] }),
  }
}

/** Whether moments to come belong to what is shown: they have no cause, and no state but that one. */
export function showsUpcoming(filters: SlotFilters): boolean {
  return filters.cause === '' && (filters.state === '' || filters.state === 'upcoming')
}
