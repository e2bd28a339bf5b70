import { memo } from 'react'
import type { TranscriptEntry } from '../../../contract/index.ts'
import { formatAbsolute, formatClockSeconds } from '../../format/time.ts'
import { classNames } from '../../parts/class-names.ts'
import { OutcomeMark } from '../../parts/outcome-mark.tsx'
import { tip } from '../../parts/tooltip-layer.tsx'
import { Markdown } from './markdown.tsx'
import { ToolCall } from './tool-call.tsx'
import css from './transcript-row.module.css'

/** One thing said or done. The stage is named where it changes. */
export const TranscriptRow = memo(function TranscriptRow({
  entry,
  failure,
  isNewStage,
}: {
  entry: TranscriptEntry
  failure: TranscriptEntry | null
  isNewStage: boolean
}) {
  return (
    <div className={classNames(css.row, isNewStage && css.newStage)} data-kind={entry.kind}>
      <time dateTime={entry.at} {...tip(formatAbsolute(entry.at))}>
        {formatClockSeconds(entry.at)}
      </time>
      <div className={css.content}>
        {isNewStage && <h3 className={css.stage}>{entry.stage}</h3>}
        <Content entry={entry} failure={failure} />
      </div>
    </div>
  )
})

/** Instants as the host writes them, as people read them. */
function withLocalTimes(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, (at) => formatAbsolute(at))
}

function Content({ entry, failure }: { entry: TranscriptEntry; failure: TranscriptEntry | null }) {
  switch (entry.kind) {
    case 'tool':
      return <ToolCall entry={entry} failure={failure} />
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
          {withLocalTimes(entry.text)}
        </p>
      )
    case 'start':
    case 'end':
      return <p className={css.aside}>{entry.text}</p>
    default:
      return <Markdown text={entry.text} />
  }
}
