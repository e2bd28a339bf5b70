import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import {
  type FocusEvent,
  type Key,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { classNames } from './class-names.ts'
import { useScrollPlace } from './use-scroll-place.ts'
import css from './virtual-rows.module.css'

export interface VirtualRowsProps {
  label: string
  count: number
  /** Of each row, in rem. */
  rowHeight: number
  keyOf: (index: number) => Key
  row: (index: number) => ReactNode
  /** Told which rows are on the screen, with some more on either side. */
  onRange?: (first: number, last: number) => void
  className?: string
}

/** Rows beyond the screen that exist all the same, so that keys and fast hands find them. */
const OVERSCAN = 12

/**
 * A list of equal rows of which only those in sight exist. It scrolls with the page. The row that has the focus stays,
 * wherever the page is scrolled to.
 */
export function VirtualRows({ label, count, rowHeight, keyOf, row, onRange, className }: VirtualRowsProps) {
  const list = useRef<HTMLUListElement>(null)
  const focused = useRef(-1)
  const [scroller, setScroller] = useState<HTMLElement | null>(null)
  const [margin, setMargin] = useState(0)
  const rowPx = rowHeight * rootFontPx()

  useLayoutEffect(() => {
    const element = list.current
    if (element === null) return
    const parent = element.closest<HTMLElement>('main') ?? document.documentElement
    setScroller(parent)
    const top = element.getBoundingClientRect().top - parent.getBoundingClientRect().top + parent.scrollTop
    setMargin(Math.round(top))
  })

  useScrollPlace(scroller)
  const rangeExtractor = useCallback((range: Range) => {
    const shown = defaultRangeExtractor(range)
    const kept = focused.current
    if (kept < 0 || kept >= range.count || shown.includes(kept)) return shown
    return [...shown, kept].sort((a, b) => a - b)
  }, [])
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller,
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
    scrollMargin: margin,
    rangeExtractor,
  })
  const items = virtualizer.getVirtualItems()
  const first = virtualizer.range?.startIndex ?? 0
  const last = virtualizer.range?.endIndex ?? 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another range is news
  useEffect(
    () => onRange?.(Math.max(0, first - OVERSCAN), Math.min(count - 1, last + OVERSCAN)),
    [first, last, count],
  )

  const onFocus = (event: FocusEvent) => {
    const index = event.target.closest('li')?.dataset.index
    focused.current = index === undefined ? -1 : Number(index)
  }
  return (
    <ul
      ref={list}
      className={classNames(css.rows, className)}
      aria-label={label}
      style={{ height: count * rowPx }}
      onFocus={onFocus}
      onBlur={() => {
        focused.current = -1
      }}
    >
      {items.map((item) => (
        <li
          key={keyOf(item.index)}
          data-index={item.index}
          aria-setsize={count}
          aria-posinset={item.index + 1}
          className={css.row}
          style={{ height: rowPx, transform: `translateY(${item.start - margin}px)` }}
        >
          {row(item.index)}
        </li>
      ))}
    </ul>
  )
}

function rootFontPx(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16
}
