/** Lines across a chart: `step` apart, from 0, so many that the highest value lies at or below the last. */
export interface Scale {
  step: number
  lines: number
}

/** More lines than this say no more. */
const MOST = 4

const STEPS_MS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400,
].map((seconds) => seconds * 1000)

/** Steps of 1, 2 or 5, times a power of ten. */
export function scaleOf(max: number): Scale {
  if (!(max > 0)) return { step: 1, lines: 1 }
  const power = 10 ** Math.floor(Math.log10(max / MOST))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => max / each <= MOST) ?? max
  return { step, lines: Math.ceil(max / step - 1e-9) }
}

/** Steps of whole seconds, minutes and hours. */
export function scaleOfMs(maxMs: number): Scale {
  const step = STEPS_MS.find((each) => maxMs / each <= MOST)
  if (step === undefined) return scaleOf(maxMs)
  return { step, lines: Math.max(1, Math.ceil(maxMs / step)) }
}

/** A step of such a scale as it stands beside its line: `15 s`, `10 min`, `2 h`. */
export function formatStepMs(ms: number): string {
  if (ms === 0) return '0'
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000} h`
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${Math.round(ms / 1000)} s`
}
