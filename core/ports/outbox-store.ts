import type { MessageState, OutboxMessage } from '../../contract/index.ts'
import type { MessageContent } from './channel-sender.ts'

/** A message to one channel as it is kept. */
export interface KeptMessage extends Omit<OutboxMessage, 'kind' | 'title' | 'body' | 'jobId' | 'runId'> {
  content: MessageContent
  /** When it is given up; `null` while the count has not begun. */
  giveUpAt: string | null
}

export interface NewMessage {
  id: string
  channel: string
  content: MessageContent
  createdAt: string
  state: 'waiting' | 'held'
  nextTryAt: string
  giveUpAt: string | null
}

/** What is known of a channel beside what the settings say. */
export interface ChannelNote {
  deadAt: string | null
  deadWhy: string | null
  lastSentAt: string | null
}

/** Messages on their way out. Implemented by `adapters/sqlite`. Calls are synchronous: each is one short transaction. */
export interface OutboxStore {
  /** All that `work` writes is kept, or nothing. */
  atOnce<T>(work: () => T): T
  /** Notes that something is decided; false when it was before. */
  decide(key: string, at: string): boolean
  add(message: NewMessage): void
  find(id: string): KeptMessage | null
  update(
    id: string,
    changes: Partial<Pick<KeptMessage, 'state' | 'attempts' | 'nextTryAt' | 'giveUpAt' | 'sentAt' | 'error'>>,
    at: string,
  ): void
  /** Channels for which something waits or is held, each with its earliest moment. */
  pending(): { channel: string; nextTryAt: string; count: number }[]
  /** What waits for one channel, oldest first; with `dueBy` (ISO 8601) only what is due by then. */
  waiting(channel: string, state: 'waiting' | 'held', which: { limit: number; dueBy?: string }): KeptMessage[]
  /** The first that is due by `now`. */
  nextDue(channel: string, now: string): KeptMessage | null
  /** Newest first. */
  list(
    filter: { channel?: string; state?: readonly MessageState[]; since?: string },
    page: { limit: number; cursor?: string },
  ): { messages: KeptMessage[]; next: string | null }
  note(channel: string): ChannelNote
  notes(): Map<string, ChannelNote>
  writeNote(channel: string, changes: Partial<ChannelNote>): void
  forgetNote(channel: string): void
  /** Removes what was decided or ended before `before`, and of the rest all but the `keep` newest that ended. */
  trim(before: string, keep: number): void
}
