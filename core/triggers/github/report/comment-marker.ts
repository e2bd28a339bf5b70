import { OWN_MARKER } from '../read-event.ts'

/**
 * The first line of one comment: hidden on the page, and by it the comment is known again. `mark` is of letters and digits,
 * and nobody else's. No run begins at what bears such a line.
 */
export function markerOf(mark: string): string {
  return `${OWN_MARKER} ${mark} -->`
}
