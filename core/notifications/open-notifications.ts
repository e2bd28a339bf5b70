import type { AttentionItem, Job } from '../../contract/index.ts'
import type { ChangeHub } from '../changes/change-hub.ts'
import type { SettingsService } from '../config/settings-service.ts'
import type { OvenOptions } from '../oven-options.ts'
import type { Notifier } from '../ports/notifier.ts'
import type { SecretReader } from '../ports/secret-reader.ts'
import type { SlotService } from '../schedule/slot-service.ts'
import { wallTimeAt } from '../schedule/zoned-time.ts'
import { type Announcer, createAnnouncer } from './announcer.ts'
import { createChannelBook } from './channel-book.ts'
import { findChannelTroubles } from './channel-troubles.ts'
import { digestMessage } from './digest.ts'
import { createDigestClock } from './digest-clock.ts'
import { createNotifications, type NotificationService } from './notification-service.ts'
import { createMissedNotice } from './notify-missed.ts'
import { createOutbox } from './outbox.ts'
import { sendMessage } from './send-message.ts'

/** A host that goes waits so long for what is on its way. */
const LAST_WORDS_MS = 3_000
const DAY_MS = 86_400_000
/** What became of a message is kept for so long, of so many at most. */
const KEEP_MS = 30 * DAY_MS
const KEEP_AT_MOST = 2_000
const DIGEST_RUNS_AT_MOST = 1_000
/** As long as a run may take. */
const LONGEST_RUN_MS = 7 * DAY_MS

export type OpenNotificationsOptions = Pick<
  OvenOptions,
  'clock' | 'outbox' | 'notes' | 'runs' | 'config' | 'sender' | 'schedule'
> & {
  /** `null` for hosts that can show nothing. */
  notifier: Notifier | null
  secrets: SecretReader
  guard: (text: string) => string
  changes: ChangeHub
  timezone: () => string
  findJob: (id: string) => Job | null
  jobs: () => Job[]
  secretNames: () => readonly string[] | null
  /** What is there only once the oven is put together. */
  late: () => {
    settings: Pick<SettingsService, 'update'>
    setSecret: (secret: { name: string; value: string }) => Promise<unknown>
    attention: () => AttentionItem[]
    slots: Pick<SlotService, 'upcoming'>
  }
  onWarning: (sentence: string) => void
}

/** Messages out, put together: what is told, the channels it goes to, and the outbox between. */
export interface Notifications extends Announcer {
  missed: ReturnType<typeof createMissedNotice>['missed']
  troubles(): AttentionItem[]
  /** Names of the channels that use a secret. */
  using(secret: string): string[]
  service: NotificationService
  /** Takes up what the host before left. */
  start(): void
  /** The machine woke, or the settings are others. */
  look(): void
  /** Lets what is on its way arrive, for some seconds; the rest is the next host's. */
  stop(): Promise<void>
}

export function openNotifications(options: OpenNotificationsOptions): Notifications {
  const { clock, notes, runs, config, findJob, guard, changes, timezone, late } = options
  const store = options.outbox
  const read = () => config.read().notifications
  const leaving = new AbortController()
  const hasNative = options.notifier !== null
  const book = createChannelBook({ settings: read, findJob, secrets: options.secrets, hasNative })
  const outbox = createOutbox({
    clock,
    store,
    book,
    changes,
    random: Math.random,
    onWarning: options.onWarning,
    send: (message, to) =>
      sendMessage(message, to, {
        sender: options.sender,
        notifier: options.notifier ?? { notify() {} },
        guard,
        allowPrivate: read().allowPrivate,
        leave: leaving.signal,
      }),
  })
  const announcer = createAnnouncer({
    clock,
    store,
    outbox,
    book,
    runs,
    settings: read,
    findJob,
    timezone,
    guard,
    onWarning: options.onWarning,
  })
  const missed = createMissedNotice({ clock, announcer, notes, config, findJob })

  function composeDigest(sinceMs: number, atMs: number) {
    const since = new Date(sinceMs).toISOString()
    // Lists go by when a run was asked for, and the digest by when it ended.
    const asked = new Date(sinceMs - LONGEST_RUN_MS).toISOString()
    const { runs: ended } = runs.list({ state: ['finished'], since: asked }, { limit: DIGEST_RUNS_AT_MOST })
    const { attention, slots } = late()
    const until = new Date(atMs + DAY_MS).toISOString()
    const due = slots.upcoming({ until, limit: 50 })
    return digestMessage({
      since,
      at: new Date(atMs).toISOString(),
      runs: ended.filter(({ rehearsal, finishedAt }) => !rehearsal && (finishedAt ?? '') > since),
      usd: runs.spentSince(since).usd,
      attention: attention(),
      due: due.map(({ jobId, dueAt }) => ({
        jobName: findJob(jobId)?.name ?? jobId,
        at: clockOf(Date.parse(dueAt), timezone()),
      })),
    })
  }

  const digest = createDigestClock({
    clock,
    notes,
    settings: read,
    timezone,
    compose: composeDigest,
    onWarning: options.onWarning,
    tell({ kind, title, body, runId, jobId, ...more }, key) {
      announcer.announce('digest', { title, body, runId, jobId }, { key, ...more })
    },
  })

  return {
    ...announcer,
    missed: missed.missed,
    troubles: () => findChannelTroubles({ store, settings: read, jobs: options.jobs(), nowMs: clock.now() }),
    using: (secret) =>
      Object.entries(read().channels).flatMap(([name, channel]) => (channel.secret === secret ? [name] : [])),
    service: createNotifications({
      clock,
      store,
      outbox,
      read,
      hasNative,
      changes,
      settings: { update: (wanted) => late().settings.update(wanted) },
      setSecret: (secret) => late().setSecret(secret),
      secretNames: options.secretNames,
      jobs: options.jobs,
    }),
    start() {
      try {
        store.trim(new Date(clock.now() - KEEP_MS).toISOString(), KEEP_AT_MOST)
      } catch (error) {
        options.onWarning(`Old messages were not removed: ${(error as Error).message}`)
      }
      outbox.kick()
      if (!options.schedule) return
      missed.start()
      digest.start()
    },
    look() {
      digest.look()
      outbox.kick()
    },
    async stop() {
      missed.stop()
      digest.stop()
      await outbox.settled(LAST_WORDS_MS)
      outbox.stop()
      leaving.abort(new Error('the host is going'))
      await outbox.settled(LAST_WORDS_MS)
    },
  }
}

/** `Mon 02:00`, by the clocks of a zone. */
function clockOf(atMs: number, zone: string): string {
  const { year, month, day, hour, minute } = wallTimeAt(atMs, zone)
  const weekday = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][
    new Date(Date.UTC(year, month - 1, day)).getUTCDay()
  ]
  const two = (number: number) => String(number).padStart(2, '0')
  return `${weekday} ${two(hour)}:${two(minute)}`
}
