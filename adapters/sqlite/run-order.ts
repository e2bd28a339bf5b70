import { OvenError } from '../../core/errors.ts'

/** Runs that may be queued within one millisecond before the next one's places are used. */
const PLACES = 2048

/** The first place in the history for a run queued at `instant` (any ISO 8601 form). */
export function placeOf(instant: string): number {
  const ms = Date.parse(instant)
  if (Number.isNaN(ms)) {
    throw new OvenError('instant-invalid', `"${instant}" is not a date and time.`, {
      kind: 'INPUT_INVALID',
      hint: 'Write it as in 2026-12-01T02:00:00Z.',
    })
  }
  return ms * PLACES
}

/** Places in the history that `ms` milliseconds take up. */
export function placesOf(ms: number): number {
  return ms * PLACES
}

/** Page cursors are opaque to callers; inside is the place of the last run that was shown. */
export function writeCursor(place: number): string {
  return Buffer.from(`r1:${place}`).toString('base64url')
}

/** Throws `cursor-invalid` for anything `writeCursor` did not write. */
export function readCursor(cursor: string): number {
  const match = /^r1:(-?\d{1,16})$/.exec(Buffer.from(cursor, 'base64url').toString())
  if (!match) {
    throw new OvenError('cursor-invalid', 'The page cursor is not one that a list has answered.', {
      kind: 'INPUT_INVALID',
      hint: 'Ask for the first page again, without a cursor.',
    })
  }
  return Number(match[1])
}
