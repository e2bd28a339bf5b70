import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef } from 'react'
import { usePageKeys } from '../../app/keyboard.ts'
import css from './transcript-panel.module.css'
import { TranscriptRow } from './transcript-row.tsx'
import type { TranscriptRowData } from './transcript-rows.ts'

/** The rows in sight and some around them; the rest is only a height. */
export function TranscriptList({
  rows,
  following,
  onFollow,
}: {
  rows: TranscriptRowData[]
  following: boolean
  onFollow: (following: boolean) => void
}) {
  const scroller = useRef<HTMLDivElement>(null)
  const lastTop = useRef(0)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => rows[index]!.entry.seq,
    estimateSize: (index) => (rows[index]!.entry.kind === 'text' ? 64 : 28),
    overscan: 12,
  })
  const heightPx = virtual.getTotalSize()

  // biome-ignore lint/correctness/useExhaustiveDependencies: the end moves with every row and with every height that is measured
  useLayoutEffect(() => {
    if (following && scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight
  }, [rows.length, heightPx, following])

  useEffect(() => {
    const element = scroller.current
    if (element === null || !following) return
    const observer = new ResizeObserver(() => element.scrollTo(0, element.scrollHeight))
    observer.observe(element)
    return () => observer.disconnect()
  }, [following])

  const onScroll = () => {
    const element = scroller.current
    if (element === null) return
    const moved = element.scrollTop - lastTop.current
    lastTop.current = element.scrollTop
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 24
    // Only a move of the user's own leaves the end: rows that turn out higher than thought move it too.
    if (moved < -1 && !atEnd) onFollow(false)
    else if (moved > 1 && atEnd) onFollow(true)
  }
  usePageKeys({
    f: () => onFollow(!following),
    G: () => onFollow(true),
    g: () => {
      onFollow(false)
      virtual.scrollToIndex(0)
    },
  })
  const items = virtual.getVirtualItems()
  return (
    <section
      ref={scroller}
      className={css.scroller}
      onScroll={onScroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="Transcript"
    >
      <ol className={css.spacer} style={{ height: heightPx }}>
        {items.map((item) => {
          const row = rows[item.index]!
          return (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              className={css.place}
              style={{ transform: `translateY(${item.start}px)` }}
              aria-setsize={rows.length}
              aria-posinset={item.index + 1}
            >
              <TranscriptRow entry={row.entry} failure={row.failure} isNewStage={row.isNewStage} />
            </li>
          )
        })}
      </ol>
    </section>
  )
}
