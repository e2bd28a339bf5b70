import type { Channel, MessageKind } from '../../contract/index.ts'
import type { NotifyAct } from './notifier.ts'

/** How a message is shown: `good` and `bad` news, what needs `attention`, and what is neither. */
export type MessageTone = 'good' | 'bad' | 'attention' | 'plain'

/** A message before any channel's wire format. All texts are plain, masked, and of bounded length. */
export interface MessageContent {
  kind: MessageKind
  tone: MessageTone
  title: string
  body: string
  /** Short pairs: what it took, what it cost. */
  facts: { label: string; value: string }[]
  /** Where to read on: a pull request. */
  link: { label: string; url: string } | null
  jobId: string | null
  runId: string | null
  acts: NotifyAct[]
  /** When it happened (ISO 8601). */
  at: string
}

/** A message as it goes to one channel. The id is the same on each try, so that whoever can may leave out repetitions. */
export interface OutgoingMessage extends MessageContent {
  id: string
}

/**
 * What came of a try. `accepted`: the other side has it. `later`: it may work later; `busy` holds for the whole channel.
 * `refused`: it never will, for this message. `dead`: what the channel leads to is gone. Reasons are whole sentences.
 */
export type SendAnswer =
  | { kind: 'accepted' }
  | { kind: 'later'; reason: string; busy: boolean; retryAfterMs: number | null }
  | { kind: 'refused'; reason: string; hint: string | null }
  | { kind: 'dead'; reason: string }

/** Sends to what lies outside this machine. Implemented by adapters/notifications. Never rejects. */
export interface ChannelSender {
  send(
    message: OutgoingMessage,
    to: {
      channel: Channel
      /** The value of the secret that it names. */
      secret: string | null
      /** Hosts that may lie in a private network. */
      allowPrivate: readonly string[]
    },
    signal: AbortSignal,
  ): Promise<SendAnswer>
}
