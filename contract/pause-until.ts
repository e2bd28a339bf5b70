/** When a pause "until tomorrow" ends: at this hour, so that what is baked at night stays out of it. */
const MORNING_HOUR = 8

/** Eight in the morning of the next day, by the clock of whoever asks. */
export function tomorrowMorning(now: Date): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, MORNING_HOUR)
}

export function inAnHour(now: Date): Date {
  return new Date(now.getTime() + 3_600_000)
}
