import type { After, Job } from '../../contract/index.ts'
import { describeSchedule } from './describe.ts'

/** When a job begins by itself, in plain words: by its schedule, after another job, or both. */
export function describeStart({ schedule, after }: Job, timezone: string): string {
  if (!after) return describeSchedule(schedule, timezone)
  const chain = describeAfter(after)
  return schedule.type === 'manual' ? chain : `${describeSchedule(schedule, timezone)}, and ${chain}`
}

/** `after "build" has succeeded`. */
function describeAfter({ job, on, verdicts }: After): string {
  const ends = on.includes('finished') ? (['finished'] as const) : [...new Set(on)]
  const worth = verdicts ? ` (${either([...new Set(verdicts)])})` : ''
  return `after "${job}" ${either(ends.map((end) => endWords[end]))}${worth}`
}

const endWords: Record<After['on'][number], string> = {
  succeeded: 'has succeeded',
  failed: 'has failed',
  'timed-out': 'has timed out',
  cancelled: 'was cancelled',
  blocked: 'was blocked',
  lost: 'was lost',
  finished: 'has ended',
}

function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
