const names = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

/**
 * Reads weekdays as cron writes them: `*`, `1-5`, `MON,WED`, `FRI-MON`, `0` and `7` for Sunday, steps as in `1-5/2`.
 * Answers the days as numbers (0 is Sunday), or null when the text cannot be read.
 */
export function parseWeekdays(text: string): ReadonlySet<number> | null {
  const days = new Set<number>()
  for (const part of text.trim().toUpperCase().split(',')) {
    const match = /^(\*|\?|([0-7]|[A-Z]{3})(?:-([0-7]|[A-Z]{3}))?)(?:\/([1-7]))?$/.exec(part)
    if (match === null) return null
    const [, whole, fromText, toText, stepText] = match
    const everyDay = whole === '*' || whole === '?'
    if (stepText !== undefined && !everyDay && toText === undefined) return null
    const from = everyDay ? 0 : dayNumber(fromText!)
    const to = everyDay ? 6 : dayNumber(toText ?? fromText!)
    if (from === null || to === null) return null
    // A range may run over the end of the week, and "1-7" means Monday to Sunday.
    const length = (to - from + 14) % 7
    const wholeWeek = from !== to && from % 7 === to % 7
    for (let i = 0; i <= (wholeWeek ? 6 : length); i += Number(stepText ?? 1)) days.add((from + i) % 7)
  }
  return days
}

function dayNumber(text: string): number | null {
  if (/^\d$/.test(text)) return Number(text)
  const index = names.indexOf(text)
  return index === -1 ? null : index
}
