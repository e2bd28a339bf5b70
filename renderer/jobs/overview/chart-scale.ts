/** A step of 1, 2 or 5 (times a power of ten), so that `count` of them reach `max`. */
export function niceTop(max: number, count: number): { top: number; step: number } {
  if (!(max > 0)) return { top: 1, step: 1 / count }
  const raw = max / count
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= raw * (1 - 1e-9)) ?? raw
  return { top: step * count, step }
}

const STEPS_MS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400,
].map((seconds) => seconds * 1000)

/** The same for lengths of time: steps of whole seconds, minutes, hours. */
export function niceTopMs(max: number, count: number): { top: number; step: number } {
  const raw = max / count
  const step = STEPS_MS.find((each) => each >= raw)
  return step === undefined ? niceTop(max, count) : { top: step * count, step }
}
