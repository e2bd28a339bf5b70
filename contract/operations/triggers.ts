import { z } from 'zod'
import { CallServer, Delivery, DeliveryOutcome, NewToken, TokenKind, TokenView } from '../trigger.ts'
import { operation } from './base.ts'

/** What opens jobs, or the whole oven, to calls from outside. */
export const tokens = {
  /** All of them; of one job when it is named. */
  list: operation
    .route({ method: 'GET', path: '/tokens' })
    .input(z.object({ jobId: z.string().optional() }))
    .output(z.array(TokenView)),
  /** Makes one. Its value is answered here and never again. */
  create: operation
    .route({ method: 'POST', path: '/tokens' })
    .input(
      z.object({
        /** Left out for kinds that open the oven. */
        jobId: z.string().optional(),
        kind: TokenKind.default('token'),
        label: z.string().trim().min(1).max(80, { error: 'must be at most 80 characters' }).optional(),
      }),
    )
    .output(NewToken),
  /** Makes another in its place. The old one goes at once, or is good for so many seconds more. */
  rotate: operation
    .route({ method: 'POST', path: '/tokens/{id}/rotate' })
    .input(
      z.object({
        id: z.string(),
        graceSeconds: z
          .number()
          .int()
          .min(0)
          .max(2_592_000, { error: 'must be at most 2592000 seconds (30 days)' })
          .default(0),
      }),
    )
    .output(NewToken),
  /** Calls with it are refused from now on. */
  revoke: operation
    .route({ method: 'DELETE', path: '/tokens/{id}' })
    .input(z.object({ id: z.string() }))
    .output(z.object({ revoked: z.string() })),
}

/** Calls from outside: where they come in, and what came of them. */
export const webhooks = {
  show: operation.route({ method: 'GET', path: '/webhooks' }).output(CallServer),
  /** Newest first. `cursor` is what the page before answered as `next`. */
  list: operation
    .route({ method: 'GET', path: '/webhooks/deliveries' })
    .input(
      z.object({
        jobId: z.string().optional(),
        outcome: z.array(DeliveryOutcome).optional(),
        limit: z.number().int().min(1).max(200).default(50),
        cursor: z.string().optional(),
      }),
    )
    .output(z.object({ deliveries: z.array(Delivery), next: z.string().nullable() })),
  /** Calls for a run with the same data once more, whether or not it was called for before. */
  redeliver: operation
    .route({ method: 'POST', path: '/webhooks/deliveries/{id}/redeliver' })
    .input(z.object({ id: z.string() }))
    .output(Delivery),
}
