/**
 * What is due, found without croner and without anything of ours: every minute of a span is looked at, one by one, through the
 * runtime's own zone data. Slow, and plain enough to be believed.
 */

const MINUTE_MS = 60_000

/** Hours, minutes and weekdays at which something is due, `null` for any. */
export interface PlainPattern {
  minutes: number[] | null
  hours: number[] | null
  weekdays?: number[] | null
}

interface Wall {
  day: string
  weekday: number
  hour: number
  minute: number
}

export function wallReader(timezone: string): (atMs: number) => Wall {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  return (atMs) => {
    const parts = Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, value]))
    return {
      day: `${parts.year}-${parts.month}-${parts.day}`,
      weekday: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(parts.weekday!),
      hour: Number(parts.hour),
      minute: Number(parts.minute),
    }
  }
}

/** An interval job: every minute whose wall clock matches, in both passes of a repeated hour. */
export function intervalMoments(
  pattern: PlainPattern,
  timezone: string,
  fromMs: number,
  toMs: number,
): number[] {
  const read = wallReader(timezone)
  const due: number[] = []
  for (let at = fromMs; at < toMs; at += MINUTE_MS) if (matches(pattern, read(at))) due.push(at)
  return due
}

/**
 * A fixed time: once on each day. The first time its wall clock shows; and where that day leaps over it, the first minute after
 * the leap.
 */
export function fixedMoments(
  { hour, minute, weekdays = null }: { hour: number; minute: number; weekdays?: number[] | null },
  timezone: string,
  fromMs: number,
  toMs: number,
): number[] {
  const read = wallReader(timezone)
  const wanted = hour * 60 + minute
  const due: number[] = []
  let before = read(fromMs - MINUTE_MS)
  let firedOn = ''
  for (let at = fromMs; at < toMs; at += MINUTE_MS) {
    const wall = read(at)
    const shown = wall.hour * 60 + wall.minute
    const shownBefore = before.day === wall.day ? before.hour * 60 + before.minute : -1
    const reached = shown === wanted || (shown > wanted && shownBefore < wanted && shown - shownBefore > 1)
    if (reached && firedOn !== wall.day && (weekdays === null || weekdays.includes(wall.weekday))) {
      due.push(at)
      firedOn = wall.day
    }
    before = wall
  }
  return due
}

function matches({ minutes, hours, weekdays = null }: PlainPattern, wall: Wall): boolean {
  return (
    (minutes === null || minutes.includes(wall.minute)) &&
    (hours === null || hours.includes(wall.hour)) &&
    (weekdays === null || weekdays.includes(wall.weekday))
  )
}
