import { memo } from 'react'
import { classNames } from '../../parts/class-names.ts'
import { parseAnsiLine } from './ansi.ts'
import css from './log-line.module.css'

/** A line longer than this is cut on the screen: laying out a megabyte in one line would stop the page. */
const LONGEST = 4000

/** One line of a log. Whatever it holds becomes text, never markup. */
export const LogLine = memo(function LogLine({ text }: { text: string }) {
  const cut = text.length > LONGEST
  return (
    <div className={css.line}>
      {parseAnsiLine(cut ? text.slice(0, LONGEST) : text).map((span, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a line never changes its order
          key={index}
          className={classNames(span.bold && css.bold, span.dim && css.dim) || undefined}
          style={span.colour === null ? undefined : { color: `var(--ansi-${span.colour})` }}
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
