/** So many wrong tokens are a mistake; from the next one on it takes longer each time. */
const FREE = 5
const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 15 * 60_000
/** After so long without another, an address begins anew. */
const FORGET_MS = 30 * 60_000
const MOST_ADDRESSES = 5000

/** Slows down who shows wrong tokens. Who shows a right one is let through meanwhile: several may share an address. */
export interface FailedCalls {
  /** How long wrong tokens of this address are not even told to be wrong; 0 when they are. */
  waitMs(address: string): number
  add(address: string): void
  forget(address: string): void
}

export function createFailedCalls({ now }: { now: () => number }): FailedCalls {
  // In the order of their last failure, so that the oldest goes first.
  const failures = new Map<string, { count: number; at: number; until: number }>()

  function known(address: string) {
    const found = failures.get(address)
    return found && now() - found.at < FORGET_MS ? found : null
  }

  return {
    waitMs: (address) => Math.max(0, (known(address)?.until ?? 0) - now()),
    add(address) {
      const count = (known(address)?.count ?? 0) + 1
      const wait = count <= FREE ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (count - FREE - 1), LONGEST_WAIT_MS)
      failures.delete(address)
      failures.set(address, { count, at: now(), until: now() + wait })
      const oldest = failures.keys().next()
      if (failures.size > MOST_ADDRESSES && !oldest.done) failures.delete(oldest.value)
    },
    forget: (address) => void failures.delete(address),
  }
}
