import type { SlotStore } from '../../../core/ports/slot-store.ts'

export class Killed extends Error {
  constructor() {
    super('this host is dead')
  }
}

/**
 * The ledger as one host sees it, which dies at its n-th writing call: before that is done, or right after. From then on
 * nothing that the dead host's code still tries reaches the ledger.
 */
export function mortalStore(
  store: SlotStore,
  random: () => number,
): { store: SlotStore; dieSoon(calls: number): void; die(): void; readonly isDead: boolean } {
  let left = Number.POSITIVE_INFINITY
  let dead = false

  function act<T>(work: () => T): T {
    if (dead) throw new Killed()
    left -= 1
    if (left > 0) return work()
    dead = true
    if (random() < 0.5) work()
    throw new Killed()
  }

  return {
    store: {
      claim: (slots, at) => act(() => store.claim(slots, at)),
      assignRun: (...call) => act(() => store.assignRun(...call)),
      settle: (...call) => act(() => store.settle(...call)),
      record: (...call) => act(() => store.record(...call)),
      writeCursors: (...call) => act(() => store.writeCursors(...call)),
      removeCursor: (...call) => act(() => store.removeCursor(...call)),
      list: (filter) => store.list(filter),
      tally: (...call) => store.tally(...call),
      orphans: () => store.orphans(),
      readCursors: () => store.readCursors(),
    },
    dieSoon(calls) {
      left = calls
    },
    die() {
      dead = true
    },
    get isDead() {
      return dead
    },
  }
}
