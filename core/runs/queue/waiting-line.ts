import type { Clock } from '../../ports/clock.ts'

/** A raised ceiling is noticed at the next end of a run, or after this long. */
const LOOK_AGAIN_MS = 30_000

/** Who stands in the line. Lower priorities go first; among equals, whoever was queued first. */
export interface Ticket {
  priority: number
  queuedAt: string
}

/** Lets no more runs be at work than the ceiling says. */
export interface WaitingLine {
  /**
   * Resolves, once there is a place, with the function that gives it back. `onWait` is told when there is none yet.
   * Rejects with the signal's reason when it aborts first.
   */
  enter(ticket: Ticket, options: { signal: AbortSignal; onWait?: () => void }): Promise<() => void>
  /** Takes a place for a run that is at work already, whether or not one is free. */
  occupy(): () => void
}

interface Waiting extends Ticket {
  order: number
  isAdmitted: boolean
  admit: () => void
}

/** `ceiling` is asked anew each time; `undefined` means no limit. */
export function createWaitingLine(options: { clock: Clock; ceiling: () => number | undefined }): WaitingLine {
  const waiting: Waiting[] = []
  let taken = 0
  let order = 0
  let cancelLook: (() => void) | null = null

  function occupy(): () => void {
    taken += 1
    let given = false
    return () => {
      if (given) return
      given = true
      taken -= 1
      move()
    }
  }

  function hasPlace(): boolean {
    return taken < (options.ceiling() ?? Number.POSITIVE_INFINITY)
  }

  function move(): void {
    cancelLook?.()
    cancelLook = null
    while (waiting.length > 0 && hasPlace()) waiting.shift()!.admit()
    if (waiting.length > 0) cancelLook = options.clock.after(LOOK_AGAIN_MS, move)
  }

  return {
    occupy,
    enter(ticket, { signal, onWait }) {
      signal.throwIfAborted()
      if (waiting.length === 0 && hasPlace()) return Promise.resolve(occupy())
      return new Promise((resolve, reject) => {
        const own: Waiting = {
          ...ticket,
          order: order++,
          isAdmitted: false,
          admit() {
            own.isAdmitted = true
            signal.removeEventListener('abort', giveUp)
            resolve(occupy())
          },
        }
        function giveUp(): void {
          const at = waiting.indexOf(own)
          if (at !== -1) waiting.splice(at, 1)
          reject(signal.reason)
        }
        signal.addEventListener('abort', giveUp, { once: true })
        waiting.splice(placeOf(own, waiting), 0, own)
        move()
        if (!own.isAdmitted) onWait?.()
      })
    },
  }
}

/** Where in the ordered line somebody stands who comes now. */
function placeOf(own: Waiting, line: readonly Waiting[]): number {
  let from = 0
  let to = line.length
  while (from < to) {
    const middle = (from + to) >> 1
    if (inOrder(line[middle]!, own) < 0) from = middle + 1
    else to = middle
  }
  return from
}

function inOrder(a: Waiting, b: Waiting): number {
  return a.priority - b.priority || a.queuedAt.localeCompare(b.queuedAt) || a.order - b.order
}
