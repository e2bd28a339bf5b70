import { memo } from 'react'
import { classNames } from '../../parts/class-names.ts'
import { parseAnsiLine } from './ansi.ts'
import css from './log-line.module.css'
import type { LogQuery } from './log-searcher.ts'
import { markMatches } from './mark-matches.ts'

/** A line longer than this is cut on the screen: laying out a megabyte in one line would stop the page. */
const LONGEST = 4000

/** One line of a log. Whatever it holds becomes text, never markup. `query` is marked in it. */
export const LogLine = memo(function LogLine({
  text,
  query = null,
  current = false,
}: {
  text: string
  query?: LogQuery | null
  current?: boolean
}) {
  const cut = text.length > LONGEST
  const spans = parseAnsiLine(cut ? text.slice(0, LONGEST) : text)
  return (
    <div className={css.line} data-current={current ? '' : undefined}>
      {markMatches(spans, query).map((span, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a line never changes its order
          key={index}
          className={
            classNames(span.bold && css.bold, span.dim && css.dim, span.marked && css.marked) || undefined
          }
          style={span.colour === null || span.marked ? undefined : { color: `var(--ansi-${span.colour})` }}
        >
          {span.text}
        </span>
      ))}
      {cut && (
        <span className={css.cut}> … {(text.length - LONGEST).toLocaleString('en-US')} more characters</span>
      )}
    </div>
  )
})
