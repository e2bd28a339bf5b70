/** How long the engine may take before it counts as not answering, in ms. */
export interface Deadlines {
  pingMs: number
  /** Ordinary calls: inspect, list, create, signals. */
  callMs: number
  /** Starting and removing a container. */
  slowCallMs: number
  /** A pull without any news. */
  pullSilenceMs: number
  /** A build without any news: one step may be long and quiet. */
  buildSilenceMs: number
}

export const defaultDeadlines: Deadlines = {
  pingMs: 1_500,
  callMs: 30_000,
  slowCallMs: 90_000,
  pullSilenceMs: 5 * 60_000,
  buildSilenceMs: 30 * 60_000,
}

/** How often the engine is looked at, in ms. */
export interface Intervals {
  /** While containers are waited for. */
  watchMs: number
  /** While somebody only listens for changes. */
  idleMs: number
  /** While it is down: with containers waited for, and without. */
  downWatchMs: number
  downIdleMs: number
  /** A call that takes longer than this has the engine pinged. */
  doubtMs: number
}

export const defaultIntervals: Intervals = {
  watchMs: 2_000,
  idleMs: 30_000,
  downWatchMs: 500,
  downIdleMs: 5_000,
  doubtMs: 2_000,
}
