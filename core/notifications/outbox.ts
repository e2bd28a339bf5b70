import type { RunError } from '../../contract/index.ts'
import type { ChangeHub } from '../changes/change-hub.ts'
import type { MessageContent, SendAnswer } from '../ports/channel-sender.ts'
import type { Clock } from '../ports/clock.ts'
import type { KeptMessage, OutboxStore } from '../ports/outbox-store.ts'
import { createRunId } from '../runs/run-id.ts'
import type { ChannelBook, Destination } from './channel-book.ts'
import { apartMs, GIVE_UP_AFTER_MS, restAfter, waitAfter } from './pace.ts'
import { summaryOf } from './summary.ts'

/** The wall clock is looked at again at least so often while something waits. */
const LOOK_EVERY_MS = 30_000
/** Messages joined into one summary. */
const JOINED_AT_MOST = 500

export interface Outbox {
  /** Writes a message down, to be sent at once or not before an instant (ms since 1970). Part of the caller's transaction. */
  add(channel: string, content: MessageContent, heldUntilMs: number | null): void
  /** Sends what is due, soon. */
  kick(): void
  /** Tries a message now, whatever stands before it, and answers it as it is then. */
  sendNow(id: string): Promise<KeptMessage>
  /** Puts what waits for a channel, or was held and is due, into one message where it is more than one. */
  join(channel: string, state: 'waiting' | 'held', why: string): void
  /** Waits until nothing is on its way, or for so long. */
  settled(patienceMs: number): Promise<void>
  stop(): void
}

/**
 * Brings messages out of the store to their channels: each channel one after another, in its own pace. What could not be sent
 * is tried again; what was accepted is never sent again by this host, whether or not that could be written down.
 */
export function createOutbox(deps: {
  clock: Clock
  store: OutboxStore
  book: ChannelBook
  send: (message: KeptMessage, to: Destination) => Promise<SendAnswer>
  changes: Pick<ChangeHub, 'emit'>
  random: () => number
  onWarning: (sentence: string) => void
}): Outbox {
  const { clock, store, book, changes, random } = deps
  const busy = new Map<string, Promise<void>>()
  const restUntil = new Map<string, number>()
  /** Answers that could not be written down when they came. */
  const unwritten = new Map<string, SendAnswer>()
  let cancelTimer: (() => void) | null = null
  let isKicked = false
  let isStopped = false

  const now = () => new Date(clock.now()).toISOString()
  const iso = (ms: number) => new Date(ms).toISOString()
  const tell = (channel: string) => changes.emit({ type: 'message', channel })

  function fail(message: KeptMessage, error: RunError): void {
    store.update(message.id, { state: 'failed', error }, now())
    tell(message.channel)
  }

  /** Writes down what came of a try. */
  function take(message: KeptMessage, answer: SendAnswer, to: Destination): void {
    const { id, channel } = message
    const kept = store.find(id)
    if (kept === null || kept.state === 'sent') return
    const type = to.type === 'native' ? 'native' : to.channel.type
    const wait = answer.kind === 'later' ? waitAfter(kept.attempts, answer.retryAfterMs, random) : 0
    store.atOnce(() => {
      switch (answer.kind) {
        case 'accepted':
          store.update(id, { state: 'sent', sentAt: now(), error: null }, now())
          store.writeNote(channel, { lastSentAt: now(), deadAt: null, deadWhy: null })
          break
        case 'later':
          if (kept.giveUpAt !== null && kept.giveUpAt <= now()) {
            const hint = 'Retry it once the channel works again.'
            const reason = `It was given up after a day: ${answer.reason}`
            store.update(id, { state: 'failed', error: { code: 'gave-up', message: reason, hint } }, now())
          } else {
            const error = { code: 'later', message: answer.reason, hint: null }
            store.update(id, { nextTryAt: iso(clock.now() + wait), error }, now())
          }
          break
        case 'refused': {
          const error = { code: 'refused', message: answer.reason, hint: answer.hint }
          store.update(id, { state: 'failed', error }, now())
          break
        }
        case 'dead': {
          const error = { code: 'channel-dead', message: answer.reason, hint: null }
          store.update(id, { nextTryAt: now(), error }, now())
          store.writeNote(channel, { deadAt: now(), deadWhy: answer.reason })
        }
      }
    })
    restUntil.set(
      channel,
      clock.now() + (answer.kind === 'later' ? restAfter(wait, answer.busy) : apartMs(type)),
    )
    tell(channel)
    if (answer.kind === 'dead' || store.find(id)?.state === 'failed') changes.emit({ type: 'attention' })
  }

  async function attempt(message: KeptMessage, to: Destination): Promise<void> {
    let answer = unwritten.get(message.id)
    if (answer === undefined) {
      const giveUpAt = message.giveUpAt ?? iso(clock.now() + GIVE_UP_AFTER_MS)
      store.update(message.id, { attempts: message.attempts + 1, giveUpAt }, now())
      answer = await deps.send(message, to)
    }
    // What the other side accepted must not go to it again because the disk is full.
    if (answer.kind === 'accepted') unwritten.set(message.id, answer)
    else if (isStopped) return
    take(message, answer, to)
    unwritten.delete(message.id)
  }

  function join(channel: string, state: 'waiting' | 'held', why: string): void {
    const dueBy = state === 'held' ? now() : undefined
    const messages = store.waiting(channel, state, { limit: JOINED_AT_MOST, dueBy })
    if (messages.length === 1) store.update(messages[0]!.id, asNew(), now())
    if (messages.length < 2) return
    store.atOnce(() => {
      add(
        channel,
        summaryOf(
          messages.map(({ content }) => content),
          why,
          now(),
        ),
        null,
      )
      for (const { id } of messages) store.update(id, { state: 'joined' }, now())
    })
  }

  const asNew = () => ({ state: 'waiting' as const, nextTryAt: now(), giveUpAt: null })

  /** When a channel is to be looked at next; `null` while it is off or dead. */
  function lookAt(channel: string, nextTryAt: string): number | null {
    if (store.note(channel).deadAt !== null || book.find(channel)?.enabled === false) return null
    return Math.max(Date.parse(nextTryAt), restUntil.get(channel) ?? 0)
  }

  async function drain(channel: string): Promise<void> {
    while (!isStopped) {
      const to = book.find(channel)
      if (to === null) {
        for (const state of ['waiting', 'held'] as const)
          for (const message of store.waiting(channel, state, { limit: JOINED_AT_MOST }))
            fail(message, channelGone)
        return
      }
      join(channel, 'held', 'Held back in quiet hours:')
      const message = store.nextDue(channel, now())
      if (message === null || (lookAt(channel, message.nextTryAt ?? now()) ?? Infinity) > clock.now()) return
      await attempt(message, to)
    }
  }

  function look(): void {
    isKicked = false
    if (isStopped) return
    try {
      for (const { channel, nextTryAt } of store.pending()) {
        const at = book.find(channel) === null ? 0 : lookAt(channel, nextTryAt)
        if (at === null || at > clock.now() || busy.has(channel)) continue
        const work = drain(channel)
          .catch(onTrouble(channel))
          .finally(() => {
            busy.delete(channel)
            arm()
          })
        busy.set(channel, work)
      }
    } catch (error) {
      onTrouble('the outbox')(error)
    }
    arm()
  }

  const onTrouble = (where: string) => (error: unknown) => {
    restUntil.set(where, clock.now() + LOOK_EVERY_MS)
    if (!isStopped) deps.onWarning(`Messages to ${where} wait: ${(error as Error).message}`)
  }

  function arm(): void {
    cancelTimer?.()
    cancelTimer = null
    if (isStopped) return
    const moments = store
      .pending()
      .filter(({ channel }) => !busy.has(channel))
      .map(({ channel, nextTryAt }) => lookAt(channel, nextTryAt))
      .filter((at) => at !== null)
    if (moments.length === 0) return
    const wait = Math.max(0, Math.min(...moments) - clock.now())
    cancelTimer = clock.after(Math.min(wait, LOOK_EVERY_MS), look)
  }

  function add(channel: string, content: MessageContent, heldUntilMs: number | null): void {
    store.add({
      id: createRunId(clock.now()),
      channel,
      content,
      createdAt: now(),
      state: heldUntilMs === null ? 'waiting' : 'held',
      nextTryAt: heldUntilMs === null ? now() : iso(heldUntilMs),
      giveUpAt: null,
    })
  }

  return {
    add(channel, content, heldUntilMs) {
      add(channel, content, heldUntilMs)
      tell(channel)
    },
    kick() {
      if (isKicked) return
      isKicked = true
      // Not within the caller's transaction, nor before what it tells of is written down.
      queueMicrotask(look)
    },
    async sendNow(id) {
      const message = store.find(id)!
      const to = book.find(message.channel)
      if (to === null) fail(message, channelGone)
      else {
        await busy.get(message.channel)
        await attempt(message, to)
      }
      return store.find(id)!
    },
    join,
    async settled(patienceMs) {
      if (isKicked) await Promise.resolve()
      if (busy.size === 0) return
      let cancel = () => {}
      const late = new Promise<void>((resolve) => {
        cancel = clock.after(patienceMs, resolve)
      })
      await Promise.race([Promise.all(busy.values()), late])
      cancel()
    },
    stop() {
      isStopped = true
      cancelTimer?.()
    },
  }
}

const channelGone: RunError = {
  code: 'channel-gone',
  message: 'There is no channel of that name any more.',
  hint: 'Add it again, then retry the message.',
}
