import { memo } from 'react'
import type { TranscriptEntry } from '../../../contract/index.ts'
import { formatAbsolute, formatClockSeconds } from '../../format/time.ts'
import { classNames } from '../../parts/class-names.ts'
import { OutcomeMark } from '../../parts/outcome-mark.tsx'
import css from './transcript-row.module.css'

/** One thing said or done. The stage is named where it changes. */
export const TranscriptRow = memo(function TranscriptRow({
  entry,
  before,
}: {
  entry: TranscriptEntry
  before: TranscriptEntry | undefined
}) {
  const newStage = entry.stage !== null && entry.stage !== before?.stage
  return (
    <li className={classNames(css.row, newStage && css.newStage)} data-kind={entry.kind}>
      <time dateTime={entry.at} title={formatAbsolute(entry.at)}>
        {formatClockSeconds(entry.at)}
      </time>
      <div className={css.content}>
        {newStage && <h3 className={css.stage}>{entry.stage}</h3>}
        <Content entry={entry} />
      </div>
    </li>
  )
})

function Content({ entry }: { entry: TranscriptEntry }) {
  switch (entry.kind) {
    case 'tool':
      return (
        <p className={css.tool}>
          <span className={css.toolName}>{entry.tool ?? 'tool'}</span> <code>{withoutTool(entry)}</code>
        </p>
      )
    case 'tool-error':
      return (
        <p className={css.toolError}>
          <OutcomeMark tone="failed" label="Tool failed" size={11} /> <code>{entry.text}</code>
        </p>
      )
    case 'retry':
    case 'limit':
      return (
        <p className={css.trouble}>
          <OutcomeMark tone="attention" label={entry.kind === 'limit' ? 'Limit' : 'Retry'} size={12} />{' '}
          {entry.text}
        </p>
      )
    case 'start':
    case 'end':
      return <p className={css.aside}>{entry.text}</p>
    default:
      return <p className={css.text}>{entry.text}</p>
  }
}

/** What the tool was called with; its name stands before it already. */
function withoutTool({ tool, text }: TranscriptEntry): string {
  return tool !== null && text.startsWith(`${tool} `) ? text.slice(tool.length + 1) : text
}
