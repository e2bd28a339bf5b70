import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract'
import { type contract, type Job, NATIVE_CHANNEL, type Settings } from '../../contract/index.ts'
import type { ChangeHub } from '../changes/change-hub.ts'
import type { SettingsService } from '../config/settings-service.ts'
import { notFound, OvenError } from '../errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { OutboxStore } from '../ports/outbox-store.ts'
import { createRunId } from '../runs/run-id.ts'
import { defaultSecretOf, messageView, viewChannel } from './channel-view.ts'
import type { Outbox } from './outbox.ts'

type Inputs = InferContractRouterInputs<typeof contract>['notifications']
type Outputs = InferContractRouterOutputs<typeof contract>['notifications']

/** What people may do with channels, and with the messages on their way to them. */
export interface NotificationService {
  channels(): Promise<Outputs['channels']>
  /** Throws what the settings and the secrets refuse; nothing is changed then. */
  setChannel(input: Inputs['setChannel']): Promise<Outputs['setChannel']>
  removeChannel(name: string): Promise<Outputs['removeChannel']>
  test(name: string): Promise<Outputs['test']>
  enableAgain(name: string): Promise<Outputs['enableAgain']>
  history(input: Inputs['history']): Outputs['history']
  retry(id: string): Promise<Outputs['retry']>
}

export function createNotifications(deps: {
  clock: Pick<Clock, 'now'>
  store: OutboxStore
  outbox: Pick<Outbox, 'sendNow' | 'join' | 'kick'>
  settings: Pick<SettingsService, 'update'>
  read: () => Settings['notifications']
  setSecret: (secret: { name: string; value: string }) => Promise<unknown>
  /** Names of all secrets; `null` when that cannot be told. */
  secretNames: () => readonly string[] | null
  jobs: () => readonly Job[]
  /** Whether this host can show messages itself. */
  hasNative: boolean
  changes: Pick<ChangeHub, 'emit'>
}): NotificationService {
  const { clock, store, outbox, settings, read, jobs, changes } = deps
  const now = () => new Date(clock.now()).toISOString()

  const usedBy = (name: string) =>
    jobs().flatMap(({ id, notifications }) => (notifications?.channels?.includes(name) ? [id] : []))

  function view(name: string) {
    return viewChannel(name, {
      channel: name === NATIVE_CHANNEL ? null : read().channels[name]!,
      isNativeOn: read().native,
      hasNative: deps.hasNative,
      note: store.note(name),
      waiting: store.pending().find(({ channel }) => channel === name)?.count ?? 0,
      secretNames: deps.secretNames(),
      usedBy: usedBy(name),
    })
  }

  function known(name: string): string {
    if (name === NATIVE_CHANNEL || Object.hasOwn(read().channels, name)) return name
    throw notFound(`There is no channel "${name}".`, 'See `oven notify list`.')
  }

  return {
    async channels() {
      return [NATIVE_CHANNEL, ...Object.keys(read().channels).sort()].map(view)
    },
    async setChannel({ name, channel, value }) {
      const old = Object.hasOwn(read().channels, name) ? read().channels[name] : undefined
      const secret =
        channel.secret ?? old?.secret ?? (value === undefined ? undefined : defaultSecretOf(name))
      const isOthers = value !== undefined && secret !== old?.secret && deps.secretNames()?.includes(secret!)
      if (isOthers) throw secretTaken(secret!)
      // Refused before the settings name it.
      if (value !== undefined) await deps.setSecret({ name: secret!, value })
      // Cleared first: fields of another type of channel do not stay behind.
      const fields = Object.fromEntries(Object.keys(old ?? {}).map((key) => [key, null]))
      settings.update({
        notifications: { channels: { [name]: { ...fields, ...channel, ...(secret && { secret }) } } },
      })
      // What it leads to may be another thing now.
      store.writeNote(name, { deadAt: null, deadWhy: null })
      changes.emit({ type: 'message', channel: name })
      outbox.kick()
      return view(name)
    },
    async removeChannel(name) {
      if (name === NATIVE_CHANNEL) throw nativeStays()
      const { secret = null } = read().channels[known(name)]!
      settings.update({ notifications: { channels: { [name]: null } } })
      store.forgetNote(name)
      changes.emit({ type: 'message', channel: name })
      outbox.kick()
      return { removed: name, secret, usedBy: usedBy(name) }
    },
    async test(name) {
      const id = createRunId(clock.now())
      store.add({
        id,
        channel: known(name),
        content: {
          kind: 'test',
          tone: 'plain',
          title: 'A test from Agent Oven',
          body: 'Messages to this channel arrive.',
          facts: [{ label: 'Channel', value: name }],
          link: null,
          jobId: null,
          runId: null,
          acts: ['show'],
          at: now(),
        },
        createdAt: now(),
        state: 'waiting',
        nextTryAt: now(),
        giveUpAt: null,
      })
      const sent = await outbox.sendNow(id)
      // A person waits for the answer and can try again.
      if (sent.state === 'waiting') store.update(id, { state: 'failed' }, now())
      return messageView(store.find(id)!)
    },
    async enableAgain(name) {
      store.writeNote(known(name), { deadAt: null, deadWhy: null })
      outbox.join(name, 'waiting', 'Waited while the channel was disabled:')
      changes.emit({ type: 'message', channel: name })
      changes.emit({ type: 'attention' })
      outbox.kick()
      return view(name)
    },
    history({ channel, state, limit = 50, cursor }) {
      const { messages, next } = store.list({ channel, state }, { limit, cursor })
      return { messages: messages.map(messageView), next }
    },
    async retry(id) {
      const message = store.find(id)
      if (message === null) throw notFound(`There is no message "${id}".`, 'See `oven notify history`.')
      if (message.state === 'sent' || message.state === 'joined' || message.content.kind === 'test')
        throw notToRetry(message.content.kind === 'test' ? 'a test' : message.state)
      store.update(id, { state: 'waiting', nextTryAt: now(), giveUpAt: null }, now())
      changes.emit({ type: 'message', channel: message.channel })
      outbox.kick()
      return messageView(store.find(id)!)
    },
  }
}

function secretTaken(name: string): OvenError {
  const message = `There is a secret "${name}" already. Name another one, or give no value to use what it holds.`
  return new OvenError('secret-exists', message, {
    kind: 'CONFLICT',
    hint: 'Nothing was changed.',
    fields: [{ field: 'secret', message }],
  })
}

function nativeStays(): OvenError {
  return new OvenError('channel-native', '"native" stands for this machine itself and cannot be removed.', {
    kind: 'CONFLICT',
    hint: '`oven config set notifications.native false` switches it off.',
  })
}

function notToRetry(what: string): OvenError {
  const why = what === 'a test' ? 'it was a test' : `it is ${what} already`
  return new OvenError('message-done', `The message is not sent once more: ${why}.`, { kind: 'CONFLICT' })
}
