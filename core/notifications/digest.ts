import type { AttentionItem, RunSummary } from '../../contract/index.ts'
import type { MessageContent } from '../ports/channel-sender.ts'
import { dollars } from './run-message.ts'

const NAMES_AT_MOST = 10

/** What happened between two digests, as the oven's parts tell it. */
export interface DigestFacts {
  since: string
  at: string
  /** Runs that finished in the time. */
  runs: readonly Pick<RunSummary, 'jobName' | 'number' | 'outcome' | 'verdict' | 'error'>[]
  usd: number
  attention: readonly Pick<AttentionItem, 'title' | 'tone'>[]
  /** Due in the day to come, soonest first. `at` as the clocks of the oven's zone show it. */
  due: readonly { jobName: string; at: string }[]
}

/** One message of what ran, what it cost, what needs somebody, and what is due. It also comes when nothing happened. */
export function digestMessage(facts: DigestFacts): MessageContent {
  const { runs, usd, attention, due } = facts
  const counts = new Map<string, number>()
  for (const { outcome } of runs)
    counts.set(outcome ?? 'unknown', (counts.get(outcome ?? 'unknown') ?? 0) + 1)
  const tally = [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')
  const unhappy = runs.filter(({ outcome }) => outcome !== 'succeeded' && outcome !== 'cancelled')
  return {
    kind: 'digest',
    tone: unhappy.length > 0 ? 'bad' : attention.length > 0 ? 'attention' : 'good',
    title:
      runs.length === 0 ? 'Nothing ran' : `${runs.length} ${runs.length === 1 ? 'run' : 'runs'}: ${tally}`,
    body: [
      ...section(
        'Did not succeed:',
        unhappy.map((run) => `${run.jobName} #${run.number}: ${run.error?.message ?? run.outcome}`),
      ),
      ...section(
        'Needs you:',
        attention.map(({ title }) => title),
      ),
      ...section(
        'Due in the next day:',
        due.map(({ jobName, at }) => `${at} ${jobName}`),
      ),
      ...(due.length === 0 ? ['Nothing is due in the next day.'] : []),
    ].join('\n'),
    facts: runs.length === 0 ? [] : [{ label: 'Cost', value: dollars(usd) }],
    link: null,
    jobId: null,
    runId: null,
    acts: ['show'],
    at: facts.at,
  }
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return []
  const left = lines.length - NAMES_AT_MOST
  return [
    title,
    ...lines.slice(0, NAMES_AT_MOST).map((line) => `• ${line}`),
    ...(left > 0 ? [`… and ${left} more.`] : []),
  ]
}
