import type { OvenError } from '../../core/errors.ts'
import { engineDown } from './refusal.ts'

export interface Guard {
  /** As in “The engine did not <doing>”. */
  doing: string
  deadlineMs: number
  /** After so long the engine is looked at. */
  doubtMs: number
  onDoubt(): void
  /** Calls back when the engine is lost. The answer ends it. */
  onLost(listener: (error: OvenError) => void): () => void
}

/** Runs one call until it settles, its deadline passes or the engine is lost. Throws `engine-down` for the latter two. */
export function guardCall<T>(guard: Guard, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = new AbortController()
    const settle = () => {
      clearTimeout(doubt)
      clearTimeout(deadline)
      stopListening()
    }
    const giveUp = (error: OvenError) => {
      settle()
      reject(error)
      abort.abort()
    }
    const doubt = setTimeout(guard.onDoubt, guard.doubtMs)
    const deadline = setTimeout(() => {
      giveUp(engineDown(`The container engine did not ${guard.doing} within ${guard.deadlineMs / 1000} s.`))
    }, guard.deadlineMs)
    const stopListening = guard.onLost(giveUp)
    run(abort.signal).then(
      (value) => {
        settle()
        resolve(value)
      },
      (error) => {
        settle()
        reject(error)
      },
    )
  })
}
