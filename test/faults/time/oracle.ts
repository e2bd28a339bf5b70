/**
 * What a cron pattern is due at, found without croner and without anything of ours: every minute of a span is looked at, one
 * by one, by the wall clock that the runtime's zone data shows. A quarter of an hour at whose ends the clock stands equally
 * far from UTC is counted through without asking again; all changes of all zones lie on quarters.
 */

const MINUTE_MS = 60_000
const QUARTER_MS = 15 * MINUTE_MS

export interface Wall {
  day: string
  month: number
  date: number
  weekday: number
  /** Minutes since midnight, as the clock shows them. */
  shown: number
}

/** Minutes, hours, days of the month, months and weekdays; `*`, numbers, lists, ranges and steps. */
interface Fields {
  minutes: Set<number>
  hours: Set<number>
  dates: Set<number>
  months: Set<number>
  weekdays: Set<number>
}

/**
 * The moments in [fromMs, toMs]. One hour and one minute make a fixed time: once on its day, the first time the clock shows
 * it, or the first minute after a leap over it. All else is an interval: every minute whose wall clock matches.
 */
export function oracleMoments(cron: string, timezone: string, fromMs: number, toMs: number): number[] {
  const fields = readFields(cron)
  const [minute, hour] = cron.split(' ')
  const isFixed = /^\d+$/.test(minute!) && /^\d+$/.test(hour!)
  const wanted = Number(hour) * 60 + Number(minute)
  const due: number[] = []
  let before: Wall | null = null
  let firedOn = ''
  // A day more at the front, so that the first day's first showing is known.
  for (const [at, wall] of minutesOf(timezone, fromMs - 86_400_000, toMs)) {
    const onDay =
      fields.dates.has(wall.date) && fields.months.has(wall.month) && fields.weekdays.has(wall.weekday)
    const shownBefore = before?.day === wall.day ? before.shown : -1
    const leapt = wall.shown > wanted && shownBefore < wanted && wall.shown - shownBefore > 1
    const reached = isFixed
      ? (wall.shown === wanted || leapt) && firedOn !== wall.day
      : fields.minutes.has(wall.shown % 60) && fields.hours.has(Math.floor(wall.shown / 60))
    before = wall
    if (!reached || !onDay) continue
    firedOn = wall.day
    if (at >= fromMs) due.push(at)
  }
  return due
}

/** The days that a zone's calendar has between two instants, the first and the last left out. */
export function wholeDays(timezone: string, fromMs: number, toMs: number): Set<string> {
  const days = new Set<string>()
  for (const [, { day }] of minutesOf(timezone, fromMs, toMs)) days.add(day)
  const sorted = [...days].sort()
  return new Set(sorted.slice(1, -1))
}

export function dayOf(timezone: string): (at: number) => string {
  const read = wallReader(timezone)
  return (at) => new Date(read(at)).toISOString().slice(0, 10)
}

function* minutesOf(timezone: string, fromMs: number, toMs: number): Generator<[number, Wall]> {
  const read = wallReader(timezone)
  const first = Math.ceil(fromMs / QUARTER_MS) * QUARTER_MS - QUARTER_MS
  let offset = read(first) - first
  for (let quarter = first; quarter <= toMs; quarter += QUARTER_MS) {
    const next = read(quarter + QUARTER_MS) - (quarter + QUARTER_MS)
    for (let at = quarter; at < quarter + QUARTER_MS; at += MINUTE_MS) {
      if (at < fromMs || at > toMs) continue
      yield [at, wallOf(next === offset ? at + offset : read(at))]
    }
    offset = next
  }
}

/** The wall clock of an instant, as if it were UTC. */
function wallReader(timezone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    dateStyle: 'short',
    timeStyle: 'medium',
  })
  return (at) => Date.parse(`${format.format(at).replace(' ', 'T')}Z`)
}

let lastDayMs = Number.NaN
let lastDay = { day: '', month: 0, date: 0, weekday: 0 }

function wallOf(asUtc: number): Wall {
  const dayMs = Math.floor(asUtc / 86_400_000) * 86_400_000
  if (dayMs !== lastDayMs) {
    const date = new Date(dayMs)
    lastDayMs = dayMs
    lastDay = {
      day: date.toISOString().slice(0, 10),
      month: date.getUTCMonth() + 1,
      date: date.getUTCDate(),
      weekday: date.getUTCDay(),
    }
  }
  return { ...lastDay, shown: (asUtc - dayMs) / MINUTE_MS }
}

function readFields(cron: string): Fields {
  const [minutes, hours, dates, months, weekdays] = cron.split(' ')
  return {
    minutes: readField(minutes!, 0, 59),
    hours: readField(hours!, 0, 23),
    dates: readField(dates!, 1, 31),
    months: readField(months!, 1, 12),
    weekdays: readField(weekdays!, 0, 6),
  }
}

function readField(text: string, min: number, max: number): Set<number> {
  const values = new Set<number>()
  for (const part of text.split(',')) {
    const match = /^(?:(\*)|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part)
    if (match === null) throw new RangeError(`"${part}" is beyond this oracle.`)
    const from = match[1] ? min : Number(match[2])
    const to = match[1] ? max : Number(match[3] ?? (match[4] ? max : from))
    for (let value = from; value <= to; value += Number(match[4] ?? 1)) values.add(value)
  }
  return values
}
