import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { EmptyState } from '../../parts/empty-state.tsx'
import { LogLine } from './log-line.tsx'
import css from './log-view.module.css'
import type { LogViewProps } from './log-view-props.ts'
import { visibleLines } from './visible-lines.ts'

/** Only the lines in sight are in the page, whatever the log's size. Lines do not wrap, so all are equally high. */
export function LogView(props: LogViewProps) {
  const { reader, snapshot, following, onFollow, begun, query, target, onLastSeen } = props
  const scroller = useRef<HTMLDivElement>(null)
  const probe = useRef<HTMLDivElement>(null)
  const [lineHeight, setLineHeight] = useState(18)
  const [place, setPlace] = useState({ top: 0, height: 600 })
  const { window: log, version } = snapshot
  const { lineCount, shift } = log
  const shown = visibleLines({ ...place, lineHeight, lineCount })
  const last = useRef({ log, shift, top: 0 })
  const shownTarget = useRef<LogViewProps['target']>(null)
  const targetLine = target !== null && log.holds(target.offset) ? log.lineAt(target.offset) : -1
  onLastSeen(Math.floor((place.top + place.height) / lineHeight))

  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    setLineHeight(probe.current?.getBoundingClientRect().height || 18)
    const observer = new ResizeObserver(() =>
      setPlace({ top: element.scrollTop, height: element.clientHeight }),
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: each version of the log may have moved its lines
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    const moved = last.current.log === log ? shift - last.current.shift : 0
    const isNewTarget = targetLine >= 0 && shownTarget.current !== target
    if (following) element.scrollTop = element.scrollHeight
    else if (isNewTarget) {
      shownTarget.current = target
      element.scrollTop = Math.max(0, targetLine * lineHeight - element.clientHeight / 3)
      element.scrollLeft = 0
    } else if (moved !== 0) element.scrollTop += moved * lineHeight
    last.current = { log, shift, top: element.scrollTop }
    setPlace((now) => (now.top === element.scrollTop ? now : { ...now, top: element.scrollTop }))
  }, [version, following, lineHeight, place.height, target])

  const onScroll = () => {
    const element = scroller.current
    if (element === null) return
    const { scrollTop, scrollHeight, clientHeight } = element
    const atEnd = scrollHeight - scrollTop - clientHeight < lineHeight
    const moved = scrollTop - last.current.top
    last.current.top = scrollTop
    setPlace({ top: scrollTop, height: clientHeight })
    // Only the user's own way down to the end begins to follow: a log that is opened anew is short at first, too.
    if (moved < -1 && !atEnd) onFollow(false)
    else if (moved > 1 && atEnd && snapshot.reading !== 'paused') onFollow(true)
  }

  const nearTop = !following && place.top < 40 * lineHeight
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at again after each step that was loaded
  useEffect(() => {
    if (nearTop) void reader.loadOlder()
  }, [nearTop, reader, snapshot.stepping])

  const nearEnd = place.top + place.height > (lineCount - 40) * lineHeight
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at again after each step that was loaded
  useEffect(() => {
    if (nearEnd && snapshot.reading === 'paused') void reader.loadNewer()
  }, [nearEnd, reader, snapshot.stepping, snapshot.reading])

  const nothing = log.isEmpty && (['reading', 'ended'].includes(snapshot.reading) || !begun)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section ref={scroller} className={css.scroller} onScroll={onScroll} tabIndex={0} aria-label="Log lines">
      <div ref={probe} className={css.probe} aria-hidden="true">
        M
      </div>
      {nothing && (
        <EmptyState title="Nothing has been printed">
          {snapshot.reading === 'ended' ? 'The run ended without output.' : 'Lines appear here as they come.'}
        </EmptyState>
      )}
      <div className={css.spacer} style={{ height: lineCount * lineHeight }}>
        <div className={css.lines} style={{ transform: `translateY(${shown.first * lineHeight}px)` }}>
          {Array.from({ length: shown.count }, (_, index) => {
            const line = shown.first + index
            return (
              <LogLine key={line - shift} text={log.line(line)} query={query} current={line === targetLine} />
            )
          })}
        </div>
      </div>
    </section>
  )
}
