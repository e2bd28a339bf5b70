import type { Job } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { Network } from '../ports/network.ts'

/** A run starts without its network after this long: whether that matters shows then. */
export const NETWORK_WAIT_MS = 60_000
const LOOK_AGAIN_MS = 2_000

/** Holds jobs that need the network back after the machine woke, until it is there. */
export interface WakeGate {
  /** The machine woke, or has just booted: whether there is a network must be seen again. */
  close(): void
  /** Null when the job may start now. Else resolves when it may: once its network is there, or after 60 s. */
  pass(job: Job): Promise<void> | null
  /** Stops looking; what waits is never let through. */
  stop(): void
}

/** The network is looked for only when a job asks to pass, once for all jobs that go to the same host. */
export function createWakeGate({ clock, network }: { clock: Clock; network?: Network }): WakeGate {
  let closed = false
  let found = new Set<string | null>()
  let searches = new Map<string | null, Promise<void>>()
  let stopped = false
  const pauses = new Set<() => void>()

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.after(ms, () => {
        pauses.delete(cancel)
        resolve()
      })
      pauses.add(cancel)
    })
  }

  async function search(host: string | null, place: Set<string | null>, through: Network): Promise<void> {
    const beganAt = clock.now()
    // Counted as well, since the clock may be set meanwhile.
    for (let looks = NETWORK_WAIT_MS / LOOK_AGAIN_MS; looks > 0 && !stopped; looks -= 1) {
      if (clock.now() - beganAt >= NETWORK_WAIT_MS || (await through.ready(host))) break
      await pause(LOOK_AGAIN_MS)
    }
    place.add(host)
  }

  return {
    close() {
      closed = true
      found = new Set()
      searches = new Map()
    },
    pass(job) {
      if (!closed || network === undefined || job.network === 'none') return null
      const host = hostOf(job)
      if (found.has(host)) return null
      const searching = searches.get(host) ?? search(host, found, network)
      searches.set(host, searching)
      return searching
    },
    stop() {
      stopped = true
      for (const cancel of pauses) cancel()
    },
  }
}

/** The host that a pipeline's source comes from; null when that is this machine, and for containers of the user's own. */
function hostOf(job: Job): string | null {
  if (job.type !== 'agent-pipeline' || /^[~/]/.test(job.source.repo)) return null
  if (/^[a-z]+:\/\//.test(job.source.repo)) return URL.parse(job.source.repo)?.hostname ?? null
  return /^[^@]*@([^:]+):/.exec(job.source.repo)?.[1] ?? null
}
