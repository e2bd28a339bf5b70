import { z } from 'zod'
import { Channel, ChannelName, ChannelView, MessageState, OutboxMessage } from '../notification.ts'
import { operation } from './base.ts'

/** Messages out: where they go, and what became of each. The rules stand in the settings and with the jobs. */
export const notifications = {
  /** `native` first, then by name. */
  channels: operation.route({ method: 'GET', path: '/notifications/channels' }).output(z.array(ChannelView)),
  /**
   * Adds one, or puts it in the place of the one of that name. `value` is kept as the secret that the channel names, and
   * without a `secret` in it as `NOTIFY_<NAME>`; it is never answered.
   */
  setChannel: operation
    .route({ method: 'PUT', path: '/notifications/channels/{name}' })
    .input(
      z.object({
        name: ChannelName,
        channel: Channel,
        value: z.string().min(1).optional(),
      }),
    )
    .output(ChannelView),
  /** Its secret stays. What waits for it is not sent any more. */
  removeChannel: operation
    .route({ method: 'DELETE', path: '/notifications/channels/{name}' })
    .input(z.object({ name: z.string() }))
    .output(z.object({ removed: z.string(), secret: z.string().nullable(), usedBy: z.array(z.string()) })),
  /** Sends a message now, past quiet hours and whatever waits, and answers what became of it: `sent` or `failed`. */
  test: operation
    .route({ method: 'POST', path: '/notifications/channels/{name}/test' })
    .input(z.object({ name: z.string() }))
    .output(OutboxMessage),
  /** Lets a dead one try again. What waited for it comes as one summary. */
  enableAgain: operation
    .route({ method: 'POST', path: '/notifications/channels/{name}/enable' })
    .input(z.object({ name: z.string() }))
    .output(ChannelView),
  /** Newest first. `cursor` is what the page before answered as `next`. */
  history: operation
    .route({ method: 'GET', path: '/notifications/messages' })
    .input(
      z.object({
        channel: z.string().optional(),
        state: z.array(MessageState).optional(),
        limit: z.number().int().min(1).max(200).default(50),
        cursor: z.string().optional(),
      }),
    )
    .output(z.object({ messages: z.array(OutboxMessage), next: z.string().nullable() })),
  /** Sends one that failed once more, or one that waits at once. */
  retry: operation
    .route({ method: 'POST', path: '/notifications/messages/{id}/retry' })
    .input(z.object({ id: z.string() }))
    .output(OutboxMessage),
}
