import type { DatabaseSync } from 'node:sqlite'
import { SqliteOutboxStore } from '../../../adapters/sqlite/sqlite-outbox-store.ts'
import { type Change, Settings } from '../../../contract/index.ts'
import { createChannelBook } from '../../../core/notifications/channel-book.ts'
import { createOutbox, type Outbox } from '../../../core/notifications/outbox.ts'
import type { MessageContent, SendAnswer } from '../../../core/ports/channel-sender.ts'
import type { KeptMessage } from '../../../core/ports/outbox-store.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { temporaryDatabase } from '../../support/temporary-database.ts'

export const content = (title: string, more: Partial<MessageContent> = {}): MessageContent => ({
  kind: 'failure',
  tone: 'bad',
  title,
  body: '',
  facts: [],
  link: null,
  jobId: null,
  runId: null,
  acts: ['show'],
  at: '2026-03-10T12:00:00.000Z',
  ...more,
})

export const accepted: SendAnswer = { kind: 'accepted' }
export const later = (more: { busy?: boolean; retryAfterMs?: number } = {}): SendAnswer => ({
  kind: 'later',
  reason: 'It answered 503.',
  busy: more.busy ?? false,
  retryAfterMs: more.retryAfterMs ?? null,
})

/**
 * The outbox on a real database, with a clock that the test moves and channels that answer as it says. `restart` is what a
 * killed host leaves to the next: the database, and nothing of what was in memory.
 */
export function openPostOffice(
  options: { channels?: Record<string, unknown>; database?: DatabaseSync } = {},
) {
  const database = options.database ?? temporaryDatabase()
  const clock = new FakeClock('2026-03-10T12:00:00.000Z')
  const store = new SqliteOutboxStore({ database })
  const channels = options.channels ?? { team: { type: 'webhook', url: 'https://example.com/' } }
  let settings = Settings.parse({ notifications: { channels } }).notifications
  const sent: { channel: string; id: string; title: string; body: string; at: number }[] = []
  const told: Change['type'][] = []
  const warnings: string[] = []
  const answers: (
    | SendAnswer
    | Promise<SendAnswer>
    | ((message: KeptMessage) => SendAnswer | Promise<SendAnswer>)
  )[] = []

  function open(): Outbox {
    return createOutbox({
      clock,
      store,
      book: createChannelBook({
        settings: () => settings,
        findJob: () => null,
        secrets: { read: async () => null },
        hasNative: true,
      }),
      random: () => 0,
      changes: { emit: ({ type }) => void told.push(type) },
      onWarning: (sentence) => void warnings.push(sentence),
      async send(message) {
        const { id, channel, content } = message
        sent.push({ channel, id, title: content.title, body: content.body, at: clock.now() })
        const next = answers.shift() ?? accepted
        return await (typeof next === 'function' ? next(message) : next)
      },
    })
  }

  let outbox = open()
  return {
    clock,
    store,
    sent,
    told,
    warnings,
    answers,
    get outbox() {
      return outbox
    },
    post(title: string, { channel = 'team', heldUntilMs = null as number | null, more = {} } = {}) {
      outbox.add(channel, content(title, more), heldUntilMs)
      outbox.kick()
    },
    states: (channel?: string) =>
      store
        .list({ channel }, { limit: 200 })
        .messages.map(({ content, state }) => `${content.title}: ${state}`)
        .reverse(),
    configure(next: Record<string, unknown>) {
      settings = Settings.parse({ notifications: next }).notifications
    },
    restart() {
      outbox.stop()
      outbox = open()
      outbox.kick()
    },
  }
}
