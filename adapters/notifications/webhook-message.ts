import type { OutgoingMessage } from '../../core/ports/channel-sender.ts'
import { signStandard } from '../../core/triggers/signature.ts'
import type { HttpPost } from './guarded-post.ts'

/**
 * What anybody's webhook is sent, signed where there is a secret (https://www.standardwebhooks.com). `webhook-id` is the same on
 * each try of a message: who has seen it has the message already.
 */
export function webhookPost(
  message: OutgoingMessage,
  url: string,
  secret: string | null,
  nowMs: number,
): HttpPost {
  const { id, kind, at, tone, title, body, facts, link, jobId, runId } = message
  const timestamp = String(Math.floor(nowMs / 1000))
  const content = JSON.stringify({
    type: `oven.${kind}`,
    timestamp: at,
    data: { title, body, tone, facts, link, jobId, runId },
  })
  return {
    url,
    body: content,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      ...(secret !== null && {
        'webhook-signature': signStandard({ id, timestamp, body: Buffer.from(content) }, secret),
      }),
    },
  }
}
