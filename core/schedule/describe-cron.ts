import { dayPhrase, listed, monthNames, ordinal } from './phrases.ts'
import { parseWeekdays } from './weekdays.ts'

const nicknames: Record<string, string> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
}

/** A cron expression in words, for the forms people write most; the expression itself for any other. */
export function describeCron(cron: string): string {
  const text = cron.trim()
  const fields = (nicknames[text.toLowerCase()] ?? text).split(/\s+/)
  if (fields.length === 5) fields.unshift('0')
  if (fields.length !== 6) return text
  const [second, minute, hour, day, month, weekday] = fields as [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  const days = daysOf(day, month, weekday)
  if (days === null) return text
  const times = timesOf(second, minute, hour)
  if (times !== null) return `${days === '' ? 'every day' : days} at ${times}`
  const rhythm = rhythmOf(second, minute, hour)
  if (rhythm === null) return text
  return days === ''
    ? rhythm
    : `${rhythm}, ${days.startsWith('every') || days.startsWith('on') ? days : `on ${days}`}`
}

/** The days, "" for every day, null for what has no short wording (a day of month and a weekday together mean "or"). */
function daysOf(day: string, month: string, weekday: string): string | null {
  const anyDay = isStar(day)
  const anyWeekday = isStar(weekday)
  if (anyDay && isStar(month)) {
    if (anyWeekday) return ''
    const days = /[#L]/i.test(weekday) ? null : parseWeekdays(weekday)
    if (days === null) return null
    return days.size === 7 ? '' : dayPhrase(days)
  }
  if (!anyWeekday || anyDay) return null
  const dates = day.toUpperCase() === 'L' ? 'last day' : numbersOf(day, 31)?.map(ordinal)
  if (dates === undefined || dates.length === 0) return null
  if (isStar(month)) return `on the ${typeof dates === 'string' ? dates : listed(dates)} of every month`
  const monthIndex = Number(month) - 1
  if (monthNames[monthIndex] === undefined || typeof dates === 'string' || dates.length !== 1) return null
  return `every year on ${Number(day)} ${monthNames[monthIndex]}`
}

/** One to four fixed times of day. */
function timesOf(second: string, minute: string, hour: string): string | null {
  const hours = numbersOf(hour, 23)
  const minutes = numbersOf(minute, 59)
  const seconds = numbersOf(second, 59)
  if (hours === null || minutes === null || seconds === null || seconds.length !== 1) return null
  if (hours.length * minutes.length > 4) return null
  const tail = seconds[0] === 0 ? '' : `:${pad(seconds[0]!)}`
  return listed(hours.flatMap((h) => minutes.map((m) => `${pad(h)}:${pad(m)}${tail}`)))
}

/** "every 15 minutes", "every 2 hours", "every hour at 10 past", and with a range of hours when they last. */
function rhythmOf(second: string, minute: string, hour: string): string | null {
  if (isStar(minute) && isStar(hour) && second !== '0') return everyOf(second, 60, 'second')
  if (second !== '0') return null
  const hourRange = /^(\d{1,2})-(\d{1,2})$/.exec(hour)
  const during = hourRange ? ` from ${pad(Number(hourRange[1]))}:00 to ${pad(Number(hourRange[2]))}:59` : ''
  const byMinute = everyOf(minute, 60, 'minute')
  if (byMinute !== null && (isStar(hour) || hourRange)) return byMinute + during
  const minutes = numbersOf(minute, 59)
  if (minutes?.length !== 1) return null
  if (hourRange) {
    const [from, to] = [hourRange[1], hourRange[2]].map((h) => `${pad(Number(h))}:${pad(minutes[0]!)}`)
    return `every hour from ${from} to ${to}`
  }
  const byHour = everyOf(hour, 24, 'hour')
  if (byHour === null) return null
  return byHour + (minutes[0] === 0 ? '' : ` at ${minutes[0]} past`)
}

/** A step that does not divide its whole evenly (every 7 minutes) starts anew each hour, so it has no honest wording. */
function everyOf(field: string, whole: number, unit: string): string | null {
  if (isStar(field)) return `every ${unit}`
  const step = Number(/^\*\/(\d{1,2})$/.exec(field)?.[1] ?? 0)
  if (step === 0 || whole % step !== 0) return null
  return step === 1 ? `every ${unit}` : `every ${step} ${unit}s`
}

function numbersOf(field: string, max: number): number[] | null {
  if (!/^\d{1,2}(,\d{1,2})*$/.test(field)) return null
  const numbers = [...new Set(field.split(',').map(Number))].sort((a, b) => a - b)
  return numbers.at(-1)! <= max ? numbers : null
}

const isStar = (field: string) => field === '*' || field === '?'
const pad = (value: number) => String(value).padStart(2, '0')
