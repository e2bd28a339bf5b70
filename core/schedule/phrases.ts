export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

const dayNames = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays']

/** "a", "a and b", "a, b and c". */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

/** Weekdays (0 is Sunday) as people name them: "weekdays", "weekends", "Mondays and Thursdays". */
export function dayPhrase(days: ReadonlySet<number>): string {
  const weekend = days.has(0) && days.has(6)
  if (days.size === 2 && weekend) return 'weekends'
  if (days.size === 5 && !days.has(0) && !days.has(6)) return 'weekdays'
  // The week begins on Monday, as the two parts of "weekdays" and "weekends" do.
  return listed([1, 2, 3, 4, 5, 6, 0].filter((day) => days.has(day)).map((day) => dayNames[day]!))
}

/** 1st, 2nd, 3rd, 4th, 11th. */
export function ordinal(value: number): string {
  const teen = value % 100 >= 11 && value % 100 <= 13
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th')
  return `${value}${ending}`
}
