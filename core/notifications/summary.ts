import type { MessageContent } from '../ports/channel-sender.ts'

/** Lines of a summary; what is left is counted. */
const LINES_AT_MOST = 15

/** Several messages in one, oldest first. `why` says in a whole sentence what they waited for. */
export function summaryOf(messages: readonly MessageContent[], why: string, at: string): MessageContent {
  const shown = messages.slice(0, LINES_AT_MOST)
  const left = messages.length - shown.length
  const bad = messages.filter(({ tone }) => tone === 'bad').length
  const jobs = new Set(messages.map(({ jobId }) => jobId))
  return {
    kind: 'summary',
    tone: bad > 0 ? 'bad' : messages.some(({ tone }) => tone === 'attention') ? 'attention' : 'plain',
    title: `${messages.length} messages${bad > 0 ? `, ${bad} of them of failures` : ''}`,
    body: [
      why,
      ...shown.map((message) => `• ${message.title} (${clockOf(message.at)})`),
      ...(left > 0 ? [`… and ${left} more.`] : []),
    ].join('\n'),
    facts: [],
    link: null,
    jobId: jobs.size === 1 ? ([...jobs][0] ?? null) : null,
    runId: null,
    acts: ['show'],
    at,
  }
}

const clockOf = (at: string) => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`
