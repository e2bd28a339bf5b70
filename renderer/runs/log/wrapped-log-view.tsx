import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef } from 'react'
import { LogLine } from './log-line.tsx'
import css from './log-view.module.css'
import type { LogViewProps } from './log-view-props.ts'

const LINE_HEIGHT = 18

/** The log with long lines wrapped: lines are as high as they need, and are measured when they come into sight. */
export function WrappedLogView(props: LogViewProps) {
  const { reader, snapshot, following, onFollow, query, target, onLastSeen } = props
  const scroller = useRef<HTMLDivElement>(null)
  const { window: log, version } = snapshot
  const { lineCount, shift } = log
  const last = useRef({ log, shift, top: 0 })
  const shownTarget = useRef<LogViewProps['target']>(null)
  const targetLine = target !== null && log.holds(target.offset) ? log.lineAt(target.offset) : -1
  const virtual = useVirtualizer({
    count: lineCount,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => index - shift,
    estimateSize: () => LINE_HEIGHT,
    overscan: 30,
  })
  const items = virtual.getVirtualItems()
  const heightPx = virtual.getTotalSize()
  onLastSeen(items.at(-1)?.index ?? 0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: each version of the log, and each height that is measured, may have moved the lines
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    const moved = last.current.log === log ? shift - last.current.shift : 0
    if (following) element.scrollTop = element.scrollHeight
    else if (targetLine >= 0 && shownTarget.current !== target) {
      shownTarget.current = target
      virtual.scrollToIndex(targetLine, { align: 'center' })
    } else if (moved !== 0) element.scrollTop += moved * LINE_HEIGHT
    last.current = { log, shift, top: element.scrollTop }
  }, [version, following, heightPx, target])

  const onScroll = () => {
    const element = scroller.current
    if (element === null) return
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < LINE_HEIGHT
    const moved = element.scrollTop - last.current.top
    last.current.top = element.scrollTop
    if (moved < -1 && !atEnd) onFollow(false)
    else if (moved > 1 && atEnd && snapshot.reading !== 'paused') onFollow(true)
  }

  const nearTop = !following && (items[0]?.index ?? 0) < 40
  const nearEnd = (items.at(-1)?.index ?? 0) > lineCount - 40
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at again after each step that was loaded
  useEffect(() => {
    if (nearTop) void reader.loadOlder()
    if (nearEnd && snapshot.reading === 'paused') void reader.loadNewer()
  }, [nearTop, nearEnd, reader, snapshot.stepping, snapshot.reading])

  return (
    <section
      ref={scroller}
      className={css.scroller}
      data-wraps=""
      onScroll={onScroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="Log lines"
    >
      <div className={css.spacer} style={{ height: heightPx }}>
        <div className={css.lines} style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
          {items.map(({ key, index }) => (
            <div key={key} ref={virtual.measureElement} data-index={index}>
              <LogLine text={log.line(index)} query={query} current={index === targetLine} />
            </div>
          ))}
        </div>
      </div>
    </section>
  )
}
