import { messageOf } from '../errors.ts'
import type { ChannelSender, MessageContent, OutgoingMessage, SendAnswer } from '../ports/channel-sender.ts'
import type { Notifier } from '../ports/notifier.ts'
import type { KeptMessage } from '../ports/outbox-store.ts'
import type { Destination } from './channel-book.ts'
import { boundContent } from './message-text.ts'

/** How long one try may take in all. */
const DEADLINE_MS = 20_000
/** A secret that is not there may be set any time. */
const SECRET_WAIT_MS = 60_000

/** Sends one message to where its channel leads now. Never rejects. */
export async function sendMessage(
  { id, content }: Pick<KeptMessage, 'id' | 'content'>,
  destination: Destination,
  deps: {
    sender: ChannelSender
    notifier: Notifier
    guard: (text: string) => string
    allowPrivate: readonly string[]
    leave: AbortSignal
  },
): Promise<SendAnswer> {
  if (destination.type === 'native') return showNative(content, deps)
  let secret: string | null
  try {
    secret = await destination.secret()
  } catch (error) {
    return later(`Its secret could not be read: ${deps.guard(messageOf(error))}`)
  }
  const { channel } = destination
  if (secret === null && needsSecret(channel)) {
    return later(
      channel.secret
        ? `Its secret "${channel.secret}" is not set.`
        : 'It names no secret that holds its address.',
    )
  }
  // Once more: the channel's own secret, and others that were opened since, are known only now.
  const message: OutgoingMessage = { id, ...boundContent(content, deps.guard) }
  const signal = AbortSignal.any([deps.leave, AbortSignal.timeout(DEADLINE_MS)])
  try {
    const answer = await deps.sender.send(
      message,
      { channel, secret, allowPrivate: deps.allowPrivate },
      signal,
    )
    return 'reason' in answer ? { ...answer, reason: deps.guard(answer.reason) } : answer
  } catch (error) {
    return {
      kind: 'later',
      reason: `It could not be sent: ${deps.guard(messageOf(error))}`,
      busy: false,
      retryAfterMs: null,
    }
  }
}

function showNative(
  content: MessageContent,
  deps: { notifier: Notifier; guard: (text: string) => string },
): SendAnswer {
  const { title, body, runId, jobId, acts } = boundContent(content, deps.guard)
  try {
    deps.notifier.notify({ title, body, runId, jobId, acts })
    return { kind: 'accepted' }
  } catch (error) {
    return { kind: 'refused', reason: `It could not be shown: ${messageOf(error)}`, hint: null }
  }
}

/** Whether a channel leads nowhere without its secret. */
export function needsSecret({ type, secret }: { type: string; secret?: string }): boolean {
  return secret !== undefined || type === 'slack' || type === 'discord'
}

function later(reason: string): SendAnswer {
  return { kind: 'later', reason, busy: true, retryAfterMs: SECRET_WAIT_MS }
}
