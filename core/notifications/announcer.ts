import type { Job, Run, Settings, Topic } from '../../contract/index.ts'
import { OvenError } from '../errors.ts'
import type { MessageContent } from '../ports/channel-sender.ts'
import type { Clock } from '../ports/clock.ts'
import type { NativeMessage } from '../ports/notifier.ts'
import type { OutboxStore } from '../ports/outbox-store.ts'
import type { RunStore } from '../ports/run-store.ts'
import type { ChannelBook } from './channel-book.ts'
import { boundContent } from './message-text.ts'
import type { Outbox } from './outbox.ts'
import { quietUntil } from './quiet-hours.ts'
import { isTold, rulesFor, topicOf } from './rules.ts'
import { runBefore } from './run-before.ts'
import { runMessage } from './run-message.ts'

/** Decides what is told, and to whom, and writes it down for the outbox. */
export interface Announcer {
  /**
   * Tells of a run that has ended and is not tried again. Asked before the run is called finished, and again by the next
   * host if this one goes away in between: what was decided once stays. Throws `disk-full`.
   */
  runEnded(run: Run): void
  /** Tells of something else; by `key` once and never again. Whether the job wants it at all was asked by the caller. */
  announce(
    topic: Topic,
    message: Omit<NativeMessage, 'acts'>,
    how: { key: string } & Partial<MessageContent>,
  ): void
}

export function createAnnouncer(deps: {
  clock: Pick<Clock, 'now'>
  store: Pick<OutboxStore, 'atOnce' | 'decide'>
  outbox: Pick<Outbox, 'add' | 'kick'>
  book: Pick<ChannelBook, 'toldOf'>
  runs: Pick<RunStore, 'findByNumber'>
  settings: () => Settings['notifications']
  findJob: (id: string) => Pick<Job, 'id' | 'notifications'> | null | undefined
  timezone: () => string
  guard: (text: string) => string
  onWarning: (sentence: string) => void
}): Announcer {
  const { clock, store, outbox, book, settings, findJob, guard } = deps
  const now = () => new Date(clock.now()).toISOString()

  /** Writes down what `decide` makes, once for a key. */
  function once(key: string, decide: () => { topic: Topic; content: MessageContent } | null): void {
    const isNew = store.atOnce(() => {
      if (!store.decide(key, now())) return false
      const told = decide()
      if (told === null) return false
      const job = told.content.jobId === null ? null : (findJob(told.content.jobId) ?? null)
      const rules = rulesFor(settings(), job)
      const heldUntil = rules.quietHours && quietUntil(clock.now(), rules.quietHours, deps.timezone())
      const content = boundContent(told.content, guard)
      for (const channel of book.toldOf(told.topic, rules, job)) outbox.add(channel, content, heldUntil)
      return true
    })
    if (isNew) outbox.kick()
  }

  return {
    runEnded(run) {
      try {
        once(`run:${run.id}`, () => {
          const topic = topicOf(run)
          const rules = rulesFor(settings(), findJob(run.jobId))
          if (topic === null || !isTold(rules, run, runBefore(run, deps.runs))) return null
          return { topic, content: runMessage(run, topic) }
        })
      } catch (error) {
        // A full disk passes, and the run is taken up again then. Anything else must not keep a run from its end.
        if (error instanceof OvenError && error.code === 'disk-full') throw error
        deps.onWarning(`${run.jobName} #${run.number} ended untold: ${(error as Error).message}`)
      }
    },
    announce(topic, message, { key, ...more }) {
      once(key, () => ({
        topic,
        content: {
          kind: topic,
          tone: 'attention',
          facts: [],
          link: null,
          acts: topic === 'auth-expiry' ? ['sign-in', 'show'] : ['show'],
          at: now(),
          ...message,
          ...more,
        },
      }))
    },
  }
}
