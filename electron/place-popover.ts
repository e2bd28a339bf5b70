import type { Rectangle } from 'electron'

const GAP = 4

/**
 * Where a popover of a size goes, in screen points: centred below the tray's icon, or above it where the bar is at the
 * bottom, and inside the display's work area. Without an icon to hang from (`width` 0) it takes the upper right corner.
 */
export function placePopover(options: {
  icon: Rectangle
  size: { width: number; height: number }
  workArea: Rectangle
}): Rectangle {
  const { icon, workArea } = options
  const width = Math.min(options.size.width, workArea.width)
  const height = Math.min(options.size.height, workArea.height)
  const right = workArea.x + workArea.width
  const bottom = workArea.y + workArea.height
  if (icon.width === 0) return { x: right - width - GAP, y: workArea.y + GAP, width, height }
  const isBarBelow = icon.y + icon.height / 2 > workArea.y + workArea.height / 2
  const x = Math.round(icon.x + icon.width / 2 - width / 2)
  const y = isBarBelow ? icon.y - height - GAP : icon.y + icon.height + GAP
  return {
    x: between(workArea.x, x, right - width),
    y: between(workArea.y, Math.round(y), bottom - height),
    width,
    height,
  }
}

function between(low: number, value: number, high: number): number {
  return Math.max(low, Math.min(value, high))
}
