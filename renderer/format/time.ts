const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How far away an instant is: `just now`, `in 20 s`, `12 min ago`, `in 2 h`, `3 d ago`; a date beyond two weeks. */
export function formatRelative(at: string, now: number): string {
  const distance = Date.parse(at) - now
  if (Number.isNaN(distance)) return '–'
  const length = Math.abs(distance)
  if (length < 5 * SECOND) return distance > 0 ? 'now' : 'just now'
  if (length > 14 * DAY) return formatDate(at)
  const words = relativeWords(length)
  return distance > 0 ? `in ${words}` : `${words} ago`
}

function relativeWords(length: number): string {
  if (length < 59.5 * SECOND) return `${Math.round(length / SECOND)} s`
  if (length < 59.5 * MINUTE) return `${Math.round(length / MINUTE)} min`
  if (length < 23.5 * HOUR) return `${Math.round(length / HOUR)} h`
  return `${Math.round(length / DAY)} d`
}

/** How often a relative time has to be looked at again: it says seconds, minutes or less. */
export function relativeStepMs(at: string, now: number): number {
  const length = Math.abs(Date.parse(at) - now)
  return length < 90 * SECOND ? SECOND : 30 * SECOND
}

const formats = new Map<string, Intl.DateTimeFormat>()

function format(options: Intl.DateTimeFormatOptions, at: string): string {
  const key = JSON.stringify(options)
  let known = formats.get(key)
  if (known === undefined) {
    known = new Intl.DateTimeFormat('en-GB', options)
    formats.set(key, known)
  }
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? '–' : known.format(date)
}

/** `28 Jul 2026`, in this machine's zone or the one named. */
export function formatDate(at: string, timeZone?: string): string {
  return format({ day: 'numeric', month: 'short', year: 'numeric', timeZone }, at)
}

/** `02:00`. */
export function formatClock(at: string, timeZone?: string): string {
  return format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }, at)
}

/** `02:00:07`. */
export function formatClockSeconds(at: string, timeZone?: string): string {
  return format({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZone }, at)
}

/** `Tue, 28 Jul 2026, 02:00:07 CEST`: everything there is to know, for a tooltip. */
export function formatAbsolute(at: string, timeZone?: string): string {
  return format(
    {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'short',
      timeZone,
    },
    at,
  )
}

/** `Tue, 28 Jul`. */
export function formatDay(at: string, timeZone?: string): string {
  return format({ weekday: 'short', day: 'numeric', month: 'short', timeZone }, at)
}

/** `02:00` for the coming day, else `Tue 02:00` within a week, else the date with the clock. */
export function formatUpcoming(at: string, now: number): string {
  const distance = Date.parse(at) - now
  if (distance < 20 * HOUR) return formatClock(at)
  if (distance < 6 * DAY) return `${format({ weekday: 'short' }, at)} ${formatClock(at)}`
  return `${format({ day: 'numeric', month: 'short' }, at)} ${formatClock(at)}`
}

/** An instant in a sentence: `02:00` within 20 hours either way, else with its weekday or date. */
export function formatNear(at: string, now: number): string {
  const ago = now - Date.parse(at)
  return ago < 20 * HOUR ? formatUpcoming(at, now) : `${formatDay(at)} ${formatClock(at)}`
}
