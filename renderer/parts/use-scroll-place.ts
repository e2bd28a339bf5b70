import { useEffect } from 'react'

/** Browsers refuse to have the entry written with every frame. */
const REST_MS = 150

/**
 * Remembers in the history's entry how far the page is scrolled, and goes there when one comes back to the entry. A page that
 * is opened anew begins at its top.
 */
export function useScrollPlace(scroller: HTMLElement | null): void {
  useEffect(() => {
    if (scroller === null) return
    const top = placeIn(window.history.state)
    // A new page is put to its top first.
    const frame = requestAnimationFrame(() => top > 0 && scroller.scrollTo({ top }))
    let timer: ReturnType<typeof setTimeout> | undefined
    const onScroll = () => {
      clearTimeout(timer)
      timer = setTimeout(() => window.history.replaceState({ scrollTop: scroller.scrollTop }, ''), REST_MS)
    }
    scroller.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
      scroller.removeEventListener('scroll', onScroll)
    }
  }, [scroller])
}

function placeIn(state: unknown): number {
  const top = (state as { scrollTop?: unknown } | null)?.scrollTop
  return typeof top === 'number' ? top : 0
}
