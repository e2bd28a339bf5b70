import type { Outcome, RunFilter, Trigger, Verdict } from '../../contract/index.ts'
import { outcomeWords, triggerWords, verdictWords } from '../format/words.ts'

/** The filters of the history as they stand in the address, so that a filtered list can be kept and shared. */
export interface RunFilters {
  job: string
  outcome: string
  verdict: string
  trigger: string
  text: string
}

const names = ['job', 'outcome', 'verdict', 'trigger', 'text'] as const

export function readFilters(query: URLSearchParams): RunFilters {
  return {
    job: query.get('job') ?? '',
    outcome: query.get('outcome') ?? '',
    verdict: query.get('verdict') ?? '',
    trigger: query.get('trigger') ?? '',
    text: query.get('text') ?? '',
  }
}

/** Only what is set, for the address. */
export function writeFilters(filters: RunFilters): Record<string, string> {
  return Object.fromEntries(names.filter((name) => filters[name] !== '').map((name) => [name, filters[name]]))
}

/** What the host is asked for. A value of another version of the oven is left out instead of being refused. */
export function toRunFilter(filters: RunFilters): RunFilter {
  return {
    ...(filters.job !== '' && { jobId: filters.job }),
    ...(Object.hasOwn(outcomeWords, filters.outcome) && { outcome: [filters.outcome as Outcome] }),
    ...(filters.outcome === 'active' && { state: ['queued', 'preparing', 'running', 'collecting'] as const }),
    ...(Object.hasOwn(verdictWords, filters.verdict) && { verdict: [filters.verdict as Verdict] }),
    ...(Object.hasOwn(triggerWords, filters.trigger) && { trigger: [filters.trigger as Trigger] }),
    ...(filters.text.trim() !== '' && { text: filters.text.trim() }),
  } as RunFilter
}
