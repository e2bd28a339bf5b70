import { z } from 'zod'
import { AttentionItem } from '../attention.ts'
import { operation } from './base.ts'

/** What needs somebody, and what somebody has seen of it. Seen for one client is seen for all. */
export const attention = {
  /** The gravest first. What was seen is not listed, unless it stays until it is mended. */
  list: operation.route({ method: 'GET', path: '/attention' }).output(z.array(AttentionItem)),
  /**
   * Says that items were seen, by their ids, or that a run was (its page was opened), or everything that can be. What is
   * not there any longer is passed over. Answers what was marked.
   */
  seen: operation
    .route({ method: 'POST', path: '/attention/seen' })
    .input(
      z.object({
        ids: z.array(z.string()).optional(),
        runId: z.string().optional(),
        all: z.boolean().default(false),
      }),
    )
    .output(z.object({ seen: z.array(z.string()) })),
}
