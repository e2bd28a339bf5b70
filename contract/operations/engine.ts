import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { DiskUse, EngineProgress, EngineView } from '../engine.ts'
import { operation } from './base.ts'

/** The container engine: how it is, what this oven takes up there, and starting it. */
export const engine = {
  /** `fresh` looks for it anew. */
  show: operation
    .route({ method: 'GET', path: '/engine' })
    .input(z.object({ fresh: z.boolean().default(false) }))
    .output(EngineView),
  /** Adds up what this oven's things take. Takes a second or more on a full engine. */
  disk: operation.route({ method: 'GET', path: '/engine/disk' }).output(DiskUse),
  /**
   * Starts the engine where the oven can (Colima on macOS). Two callers share one start, and it goes on when they leave.
   * Ends when the engine answers; refused with what to do when it does not.
   */
  start: operation.route({ method: 'POST', path: '/engine/start' }).output(eventIterator(EngineProgress)),
}
