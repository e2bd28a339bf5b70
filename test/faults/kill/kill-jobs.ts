import type { Chance } from '../support/form.ts'

/** A job whose end and whole output are known beforehand. */
export interface KnownJob {
  id: string
  lines: number
  pauseMs: number
  exitCode: number
}

/** From runs that end before anybody looks to some that outlive two hosts; one prints far more than a pipe holds. */
export const knownJobs: readonly KnownJob[] = [
  { id: 'blink', lines: 3, pauseMs: 0, exitCode: 0 },
  { id: 'brief', lines: 20, pauseMs: 20, exitCode: 7 },
  { id: 'middling', lines: 60, pauseMs: 40, exitCode: 0 },
  { id: 'patient', lines: 100, pauseMs: 80, exitCode: 42 },
  { id: 'torrent', lines: 60_000, pauseMs: 0, exitCode: 3 },
]

export const tickingJob: KnownJob = { id: 'ticking', lines: 1, pauseMs: 0, exitCode: 0 }

/**
 * Every third line goes to standard error, so that both streams are recovered. That it began is noted outside of the
 * oven, in a folder that all these containers see.
 */
export function scriptOf({ id, lines, pauseMs, exitCode }: KnownJob): string {
  return `echo begun >> /evidence/${id}; ${printing({ lines, pauseMs, exitCode })}`
}

function printing({ lines, pauseMs, exitCode }: Omit<KnownJob, 'id'>): string {
  if (lines > 1000) return `seq 1 ${lines} | sed 's/^/line /'; exit ${exitCode}`
  const wait = pauseMs > 0 ? `usleep ${pauseMs * 1000}` : ':'
  const say = 'if [ $((i % 3)) = 0 ]; then echo line $i >&2; else echo line $i; fi'
  return `i=0; while [ $i -lt ${lines} ]; do i=$((i+1)); ${say}; ${wait}; done; exit ${exitCode}`
}

/** What is wrong with a run's log, or `null`: each line once, and each stream's in their order. */
export function faultOfLog(log: string, { lines }: KnownJob): string | null {
  const numbers = log.split('\n').flatMap((line) => {
    const found = /^line (\d+)$/.exec(line)
    return found ? [Number(found[1])] : []
  })
  const distinct = new Set(numbers)
  if (distinct.size !== numbers.length) return `${numbers.length - distinct.size} lines stand twice`
  if (numbers.length !== lines) return `${numbers.length} of ${lines} lines are there`
  const inOrder = (of: number[]) => of.every((number, index) => index === 0 || of[index - 1]! < number)
  const split = lines <= 1000
  const streams = split
    ? [numbers.filter((number) => number % 3 === 0), numbers.filter((number) => number % 3 !== 0)]
    : [numbers]
  return streams.every(inOrder) ? null : 'the lines of a stream are out of their order'
}

/** When to strike: after so many ms, or so many ms after something happened at the engine. */
export type Moment = { kind: 'delay' | 'create' | 'start' | 'die' | 'destroy'; ms: number }

export function drawMoment(chance: Chance): Moment {
  const kind = chance.pick(['delay', 'delay', 'create', 'start', 'start', 'die', 'die', 'destroy'] as const)
  // Close after an action lie the steps that are written down one after another; far after it, plain baking.
  const ms = kind === 'delay' ? chance.between(0, 2500) : chance.pick([0, 2, 5, 10, 20, 40, 80, 160])
  return { kind, ms }
}
