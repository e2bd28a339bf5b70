import { type Channel, type ChannelView, NATIVE_CHANNEL, type OutboxMessage } from '../../contract/index.ts'
import type { ChannelNote, KeptMessage } from '../ports/outbox-store.ts'
import { needsSecret } from './send-message.ts'

/** A channel as it is shown: how it stands, and never what is secret. */
export function viewChannel(
  name: string,
  facts: {
    /** `null` for `native`. */
    channel: Channel | null
    isNativeOn: boolean
    hasNative: boolean
    note: ChannelNote
    waiting: number
    secretNames: readonly string[] | null
    usedBy: string[]
  },
): ChannelView {
  const { channel, note } = facts
  const hasSecret =
    channel?.secret === undefined ? null : (facts.secretNames?.includes(channel.secret) ?? null)
  return {
    name,
    type: channel?.type ?? NATIVE_CHANNEL,
    target: channel === null ? 'this machine' : targetOf(channel),
    ...standing(name, { ...facts, hasSecret }),
    channel,
    hasSecret,
    lastSentAt: note.lastSentAt,
    waiting: facts.waiting,
    usedBy: facts.usedBy,
  }
}

/** Where a channel leads, in words. */
function targetOf(channel: Channel): string {
  switch (channel.type) {
    case 'slack':
      return 'Slack'
    case 'discord':
      return 'Discord'
    case 'ntfy':
      return `${withoutSecrets(channel.server)}/${channel.topic}`
    case 'webhook':
      return withoutSecrets(channel.url)
    case 'email':
      return channel.to.join(', ')
  }
}

/** Host and path: what follows them may be a key. */
function withoutSecrets(address: string): string {
  const { host, pathname } = new URL(address)
  return `${host}${pathname.replace(/\/$/, '')}`
}

function standing(
  name: string,
  facts: Parameters<typeof viewChannel>[1] & { hasSecret: boolean | null },
): Pick<ChannelView, 'state' | 'problem'> {
  const { channel, note, hasSecret } = facts
  if (channel === null ? !facts.isNativeOn : !channel.enabled) return { state: 'off', problem: null }
  if (channel === null && !facts.hasNative)
    return { state: 'off', problem: problem('This host shows no messages itself.', null) }
  if (note.deadAt !== null) {
    const hint = `Mend its address, then \`oven notify enable ${name}\`: what waits is sent then.`
    return { state: 'dead', problem: problem(note.deadWhy ?? 'It is gone.', hint, note.deadAt) }
  }
  if (channel !== null && needsSecret(channel) && hasSecret !== true) {
    if (channel.secret === undefined) {
      const hint = 'Its address is a secret: add the channel anew with it.'
      return { state: 'incomplete', problem: problem('It names no secret that holds its address.', hint) }
    }
    if (hasSecret === false) {
      const hint = `Set it with \`oven secrets set ${channel.secret}\`.`
      return { state: 'incomplete', problem: problem(`Its secret "${channel.secret}" is not set.`, hint) }
    }
  }
  return { state: 'ok', problem: null }
}

const problem = (message: string, hint: string | null, at: string | null = null) => ({ message, hint, at })

/** The name of the secret of a channel that names none: `NOTIFY_TEAM_CHAT`. */
export function defaultSecretOf(name: string): string {
  return `NOTIFY_${name.toUpperCase().replace(/-/g, '_')}`
}

export function messageView({ content, giveUpAt: _, ...message }: KeptMessage): OutboxMessage {
  const { kind, title, body, jobId, runId } = content
  return { ...message, kind, title, body, jobId, runId }
}
