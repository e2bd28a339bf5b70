/** One line of the table: a figure of ours beside a reference measured in the same run. */
export interface Measurement {
  what: string
  ours: number
  reference: number | null
  referenceName: string
  unit: string
  /** What the ratio or the figure should be at most. */
  goal: string
  note?: string
}

export interface Bench {
  name: string
  run(): Promise<Measurement[]>
}

/** The p-th percentile (0–100) of some figures. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * p) / 100))] ?? Number.NaN
}

export const median = (values: readonly number[]) => percentile(values, 50)

/** Runs several pieces of work in turn (A B A B …), so that a machine that slows down slows all of them. Milliseconds. */
export async function interleaved<Name extends string>(
  rounds: number,
  work: Record<Name, () => Promise<unknown> | unknown>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(work) as Name[]
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let round = -1; round < rounds; round += 1) {
    for (const name of names) {
      const from = performance.now()
      const own = await work[name]()
      // A piece of work may answer its own time, when only a part of it counts.
      const took = typeof own === 'number' ? own : performance.now() - from
      if (round >= 0) times[name].push(took)
    }
  }
  return times
}
