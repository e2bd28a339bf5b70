import type { DueMoment, JobView, ReadinessState } from '../../contract/index.ts'
import { formatNumberOf } from '../format/quantities.ts'
import { formatClock } from '../format/time.ts'

/** A moment to come, with what is known of its job. `state: null`: the oven has not looked yet. */
export interface DueAhead {
  jobId: string
  name: string
  dueAt: string
  state: ReadinessState | null
}

/** Moments that lie so close together that they share one place on the strip. */
export interface DueBin {
  /** From the strip's beginning to its end, 0 to 1. */
  place: number
  due: DueAhead[]
}

const HOUR_MS = 3_600_000
export const STRIP_MS = 24 * HOUR_MS
const MORNING_HOUR = 8

export function joinDue(moments: DueMoment[], jobs: JobView[]): DueAhead[] {
  const views = new Map(jobs.map((view) => [view.job.id, view]))
  return moments.map(({ jobId, dueAt }) => {
    const view = views.get(jobId)
    return { jobId, dueAt, name: view?.job.name ?? jobId, state: view?.readiness?.state ?? null }
  })
}

/** Gathers the moments of the next day into `bins` places of one width; empty ones are left out. */
export function binDue(due: DueAhead[], fromMs: number, bins: number): DueBin[] {
  const gathered = new Map<number, DueAhead[]>()
  for (const one of due) {
    const part = (Date.parse(one.dueAt) - fromMs) / STRIP_MS
    if (part < 0 || part >= 1) continue
    const bin = Math.floor(part * bins)
    gathered.set(bin, [...(gathered.get(bin) ?? []), one])
  }
  return [...gathered]
    .sort(([a], [b]) => a - b)
    .map(([bin, all]) => ({ place: (bin + 0.5) / bins, due: all }))
}

/** The gravest state among them: what the dot of many shows. */
export function gravest(due: DueAhead[]): ReadinessState | null {
  for (const state of ['blocked', 'at-risk'] as const)
    if (due.some((one) => one.state === state)) return state
  return due.every((one) => one.state === 'ready') ? 'ready' : null
}

/** The next eight o'clock in the morning, by this machine's clock. */
export function nextMorning(now: number): number {
  const morning = new Date(now)
  morning.setHours(MORNING_HOUR, 0, 0, 0)
  if (morning.getTime() <= now) morning.setDate(morning.getDate() + 1)
  return morning.getTime()
}

/** Whether tonight will go well, in one sentence: “4 runs before 08:00: 3 ready, 1 at risk”. */
export function tonightSentence(due: DueAhead[], now: number): string {
  const morning = nextMorning(now)
  const tonight = due.filter((one) => Date.parse(one.dueAt) < morning)
  const until = formatClock(new Date(morning).toISOString())
  if (tonight.length === 0) return `Nothing is due before ${until}.`
  const count = (state: ReadinessState | null) => tonight.filter((one) => one.state === state).length
  const parts = [
    [count('ready'), 'ready'],
    [count('at-risk'), 'at risk'],
    [count('blocked'), 'blocked'],
    [count(null), 'not looked at yet'],
  ] as const
  const said = parts.filter(([many]) => many > 0)
  const runs = `${formatNumberOf(tonight.length, 'run')} before ${until}`
  if (said.length === 1 && said[0]![1] === 'ready')
    return tonight.length === 1 ? `${runs}, and it is ready.` : `${runs}, all ready.`
  return `${runs}: ${said.map(([many, word]) => `${many} ${word}`).join(', ')}.`
}
