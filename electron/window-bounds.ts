import type { Rectangle } from 'electron'

const DEFAULT_SIZE = { width: 1120, height: 760 }

/** As much of the title bar as must be on a screen for the window to be draggable. */
const VISIBLE_AT_LEAST = 80

/**
 * Where the main window opens: where it was, when that is still on one of the screens, else centred on the first.
 */
export function restoreBounds(
  saved: Rectangle | null,
  workAreas: readonly Rectangle[],
): Partial<Rectangle> & { width: number; height: number } {
  if (saved === null) return DEFAULT_SIZE
  const area = workAreas.find(
    (area) =>
      saved.x + saved.width >= area.x + VISIBLE_AT_LEAST &&
      saved.x <= area.x + area.width - VISIBLE_AT_LEAST &&
      saved.y >= area.y &&
      saved.y <= area.y + area.height - VISIBLE_AT_LEAST,
  )
  if (area === undefined) return DEFAULT_SIZE
  return {
    x: saved.x,
    y: saved.y,
    width: Math.min(saved.width, area.width),
    height: Math.min(saved.height, area.height),
  }
}
