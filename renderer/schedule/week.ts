const DAY_MS = 86_400_000

/** The Monday of the week that a day (`2026-11-20`) lies in. */
export function mondayOf(date: string): string {
  const day = new Date(`${date}T00:00:00Z`)
  return addDays(date, -((day.getUTCDay() + 6) % 7))
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

/** The day that the clocks of a zone show; this machine's zone when none is given. */
export function dateAt(atMs: number, timeZone?: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  return parts.format(atMs)
}

/** `16 – 22 Nov 2026`, `30 Nov – 6 Dec 2026`, `28 Dec 2026 – 3 Jan 2027`. */
export function weekTitle(monday: string): string {
  const sunday = addDays(monday, 6)
  const name = (date: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`))
  const whole = { day: 'numeric', month: 'short', year: 'numeric' } as const
  const sameYear = monday.slice(0, 4) === sunday.slice(0, 4)
  const sameMonth = sameYear && monday.slice(5, 7) === sunday.slice(5, 7)
  const from = sameMonth
    ? name(monday, { day: 'numeric' })
    : name(monday, sameYear ? { day: 'numeric', month: 'short' } : whole)
  return `${from} – ${name(sunday, whole)}`
}

/** `Mon 16`. */
export function dayTitle(date: string): string {
  const day = new Date(`${date}T00:00:00Z`)
  const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' }).format(day)
  return `${weekday} ${day.getUTCDate()}`
}

export function isDate(text: string | null): text is string {
  return text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`))
}
