import type { TranscriptEntry } from '../../../contract/index.ts'
import type { RunnerRecord } from '../../records/record.ts'

/** A record as a line of the log, or `null` for those that only count. */
export function describeRecord(record: RunnerRecord): string | null {
  switch (record.t) {
    case 'plan':
      return `[plan] ${record.pipeline}: ${record.stages.map((stage) => stage.name).join(', ')}`
    case 'source':
      return `[source] ${record.branch} at ${record.commit.slice(0, 12)}`
    case 'push':
      return record.ok
        ? `[push] ${record.branch} pushed`
        : `[push] ${record.branch} not pushed: ${record.error ?? 'no reason given'}`
    case 'changes':
      return `[changes] ${count(record.commits.length, 'commit')}, ${count(record.filesChanged, 'file')} changed, +${record.insertions} −${record.deletions}`
    case 'error':
      return `[error] ${record.message}${record.hint ? ` ${record.hint}` : ''}`
    case 'agent-usage':
      return null
    default: {
      const entry = transcriptOf(record)
      if (!entry) return null
      const name = record.stage ?? 'agent'
      return entry.text
        .split('\n')
        .map((line) => `[${name}] ${entry.kind === 'text' ? '' : '· '}${line}`)
        .join('\n')
    }
  }
}

/** A record as an entry of the readable transcript, or `null` when it has no place in it. */
export function transcriptOf(record: RunnerRecord): Omit<TranscriptEntry, 'seq'> | null {
  switch (record.t) {
    case 'agent-start':
      return entry(
        record,
        'start',
        `started${record.model ? ` with ${record.model}` : ''}${record.version ? ` by Claude Code ${record.version}` : ''}`,
      )
    case 'agent-text':
      return entry(record, 'text', record.text)
    case 'agent-tool':
      return { ...entry(record, 'tool', `${record.tool} ${record.input}`.trim()), tool: record.tool }
    case 'agent-tool-error':
      return entry(record, 'tool-error', `the call failed: ${record.text}`)
    case 'agent-retry':
      return entry(
        record,
        'retry',
        `request refused (${record.error ?? record.errorStatus ?? 'no reason'}), try ${record.attempt}${record.maxRetries ? ` of ${record.maxRetries}` : ''}`,
      )
    case 'agent-limit':
      return entry(
        record,
        'limit',
        `rate limit: ${record.status}${record.resetsAt ? `, lifts at ${record.resetsAt}` : ''}`,
      )
    case 'agent-end': {
      const tokens = record.tokens.input + record.tokens.output
      const cost = record.costUsd === null ? '' : `, $${record.costUsd.toFixed(4)} list price`
      const how = record.result
        ? record.result.isError
          ? `failed: ${record.result.text}`
          : 'done'
        : 'ended without a result'
      return entry(record, 'end', `${how} (${tokens} tokens${cost})`)
    }
    default:
      return null
  }
}

function entry(
  record: { at: string; stage: string | null },
  kind: TranscriptEntry['kind'],
  text: string,
): Omit<TranscriptEntry, 'seq'> {
  return { at: record.at, stage: record.stage, kind, text, tool: null }
}

function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? '' : 's'}`
}
