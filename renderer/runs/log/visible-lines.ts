/** Lines drawn above and below what is in sight, so that a quick scroll does not show a gap. */
const OVERSCAN = 30

/** Which lines have to be in the page: `top` and `height` are what is in sight, in pixels. */
export function visibleLines(view: { top: number; height: number; lineHeight: number; lineCount: number }): {
  first: number
  count: number
} {
  const { top, height, lineHeight, lineCount } = view
  const first = Math.max(0, Math.min(lineCount, Math.floor(top / lineHeight)) - OVERSCAN)
  const end = Math.min(lineCount, Math.ceil((top + height) / lineHeight) + OVERSCAN)
  return { first, count: Math.max(0, end - first) }
}
