import type { Outcome, RunFilter, RunState, Trigger, Verdict } from '../../contract/index.ts'
import { outcomeWords, stateWords, triggerWords, verdictWords } from '../format/words.ts'

const names = ['job', 'state', 'outcome', 'verdict', 'trigger', 'since', 'until', 'text'] as const
type FilterName = (typeof names)[number]

/**
 * The filters of the history as they stand in the address, so that a filtered list can be kept and shared. `since` and
 * `until` are days (`2026-11-20`) by the clocks of the one who reads, both included.
 */
export type RunFilters = Record<FilterName, string>

export const noFilters: RunFilters = {
  job: '',
  state: '',
  outcome: '',
  verdict: '',
  trigger: '',
  since: '',
  until: '',
  text: '',
}

const activeStates: RunState[] = ['queued', 'preparing', 'running', 'collecting']

export function readFilters(query: URLSearchParams): RunFilters {
  const filters = Object.fromEntries(names.map((name) => [name, query.get(name) ?? ''])) as RunFilters
  // Runs that are active have no outcome; addresses of before said it so.
  return filters.outcome === 'active' ? { ...filters, outcome: '', state: 'active' } : filters
}

/** Only what is set, for the address. */
export function writeFilters(filters: RunFilters): Record<string, string> {
  return Object.fromEntries(names.filter((name) => filters[name] !== '').map((name) => [name, filters[name]]))
}

/** What the host is asked for. A value of another version of the oven is left out instead of being refused. */
export function toRunFilter(filters: RunFilters): RunFilter {
  const since = startOfDay(filters.since, 0)
  const until = startOfDay(filters.until, 1)
  return {
    ...(filters.job !== '' && { jobId: filters.job }),
    ...(filters.state === 'active' && { state: activeStates }),
    ...(Object.hasOwn(stateWords, filters.state) && { state: [filters.state as RunState] }),
    ...(Object.hasOwn(outcomeWords, filters.outcome) && { outcome: [filters.outcome as Outcome] }),
    ...(Object.hasOwn(verdictWords, filters.verdict) && { verdict: [filters.verdict as Verdict] }),
    ...(Object.hasOwn(triggerWords, filters.trigger) && { trigger: [filters.trigger as Trigger] }),
    ...(since !== null && { since }),
    ...(until !== null && { until }),
    ...(filters.text.trim() !== '' && { text: filters.text.trim() }),
  }
}

/** Each set filter in words, to be taken away one by one. */
export function filterChips(
  filters: RunFilters,
  jobName: (id: string) => string,
): { name: FilterName; words: string }[] {
  const said: Record<FilterName, (value: string) => string> = {
    job: jobName,
    state: (value) => (value === 'active' ? 'Active' : word(stateWords, value)),
    outcome: (value) => word(outcomeWords, value),
    verdict: (value) => word(verdictWords, value),
    trigger: (value) => word(triggerWords, value),
    since: (value) => `From ${value}`,
    until: (value) => `Until ${value}`,
    text: (value) => `“${value.trim()}”`,
  }
  return names
    .filter((name) => filters[name].trim() !== '')
    .map((name) => ({ name, words: said[name](filters[name]) }))
}

function word(words: Record<string, string>, value: string): string {
  return Object.hasOwn(words, value) ? words[value]! : value
}

/** The instant at which a day begins by this machine's clocks, `later` days on; `null` for what is no day. */
function startOfDay(date: string, later: number): string | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date)
  if (match === null) return null
  const [year, month, day] = match.slice(1).map(Number)
  const start = new Date(year!, month! - 1, day! + later)
  return Number.isNaN(start.getTime()) ? null : start.toISOString()
}
