import type { ChannelInput, ChannelType, ChannelView, Topic } from '../../contract/index.ts'
import { Channel, ChannelName } from '../../contract/notification.ts'
import { contractFault } from '../format/contract-fault.ts'

export type OwnType = Exclude<ChannelType, 'native'>

/** Where the secret comes from: as it is, written here, one that is kept already, or there is none. */
export type SecretFrom = 'kept' | 'written' | 'named' | 'none'

/** A channel as its dialog holds it: texts, as they are being written. */
export interface ChannelDraft {
  type: OwnType
  name: string
  enabled: boolean
  /** Whether only certain messages go there, and which. */
  limited: boolean
  on: Topic[]
  server: string
  topic: string
  url: string
  port: string
  security: string
  user: string
  from: string
  to: string
  secretFrom: SecretFrom
  secret: string
  /** What is secret itself; it leaves the window once and is not kept in it. */
  value: string
  /** Of a channel that was written by hand: what the dialog has no input for. */
  rest: Record<string, unknown>
}

/** What is secret of each type, and whether it works without. */
export const secretOf: Record<OwnType, { label: string; hint: string; needed: boolean }> = {
  slack: {
    label: 'Address',
    hint: 'In Slack: Apps, “Incoming Webhooks”, “Add New Webhook”. Whoever has the address can write there.',
    needed: true,
  },
  discord: {
    label: 'Address',
    hint: 'In Discord: the channel’s settings, “Integrations”, “Webhooks”, “Copy Webhook URL”. Whoever has it can write there.',
    needed: true,
  },
  ntfy: { label: 'Access token', hint: 'For topics that are protected.', needed: false },
  webhook: {
    label: 'Signing secret',
    hint: 'Messages are signed with it, so that your program can tell that they are from this oven.',
    needed: false,
  },
  email: { label: 'Password', hint: 'Of the account that the mail server knows.', needed: false },
}

export function emptyChannel(type: OwnType, taken: readonly string[]): ChannelDraft {
  return {
    type,
    name: freeName(type, taken),
    enabled: true,
    limited: false,
    on: [],
    server: '',
    topic: '',
    url: '',
    port: '',
    security: 'starttls',
    user: '',
    from: '',
    to: '',
    secretFrom: secretOf[type].needed ? 'written' : 'none',
    secret: '',
    value: '',
    rest: {},
  }
}

/** The type's own name, or with a number where that is taken: `slack-2`. */
export function freeName(type: OwnType, taken: readonly string[]): string {
  if (!taken.includes(type)) return type
  let number = 2
  while (taken.includes(`${type}-${number}`)) number += 1
  return `${type}-${number}`
}

/** Reads a channel into its dialog; `null` for this machine itself, which has none. */
export function readChannel({ name, channel }: Pick<ChannelView, 'name' | 'channel'>): ChannelDraft | null {
  if (channel === null) return null
  const { type, enabled, on, secret, ...own } = channel
  const { server, topic, url, port, security, user, from, to, ...rest } = own as Record<string, unknown>
  const text = (value: unknown) => (value === undefined ? '' : String(value))
  return {
    ...emptyChannel(type, []),
    name,
    enabled,
    limited: on !== undefined,
    on: on ?? [],
    server: text(server),
    topic: text(topic),
    url: text(url),
    port: text(port),
    security: text(security) || 'starttls',
    user: text(user),
    from: text(from),
    to: Array.isArray(to) ? to.join(', ') : '',
    secretFrom: secret === undefined ? (secretOf[type].needed ? 'written' : 'none') : 'kept',
    secret: secret ?? '',
    rest,
  }
}

/** The channel as it travels, and what is secret of it where that was written here. */
export function writeChannel(draft: ChannelDraft): { channel: ChannelInput; value?: string } {
  const { type, enabled, limited, on, secretFrom, rest } = draft
  // A value that is written anew goes under the name that there is, if there is one.
  const secret = secretFrom === 'none' ? '' : draft.secret.trim()
  const channel = {
    ...rest,
    type,
    enabled,
    ...(limited && { on }),
    ...(secret !== '' && { secret }),
    ...ownOf(draft),
  } as ChannelInput
  const value = draft.value.trim()
  return secretFrom === 'written' && value !== '' ? { channel, value } : { channel }
}

function ownOf(draft: ChannelDraft): Record<string, unknown> {
  const filled = (name: string, text: string) => (text.trim() === '' ? {} : { [name]: text.trim() })
  switch (draft.type) {
    case 'ntfy':
      return { topic: draft.topic.trim(), ...filled('server', draft.server) }
    case 'webhook':
      return { url: draft.url.trim() }
    case 'email':
      return {
        server: draft.server.trim(),
        ...(draft.port.trim() !== '' && { port: Number(draft.port) }),
        security: draft.security,
        ...filled('user', draft.user),
        from: draft.from.trim(),
        to: draft.to
          .split(/[,\s]+/)
          .map((address) => address.trim())
          .filter((address) => address !== ''),
      }
    default:
      return {}
  }
}

/** What is wrong with a channel by the contract's schema, by input. Nothing for one that can be sent. */
export function faultsOfChannel(draft: ChannelDraft, taken: readonly string[]): Record<string, string> {
  const faults: Record<string, string> = {}
  const put = (input: string, message: string) => {
    faults[input] ??= contractFault(message)
  }
  const name = ChannelName.safeParse(draft.name.trim())
  for (const issue of name.error?.issues ?? []) put('name', issue.message)
  if (taken.includes(draft.name.trim())) faults.name = 'There is a channel of this name already.'
  const { channel, value } = writeChannel(draft)
  for (const issue of Channel.safeParse(channel).error?.issues ?? [])
    put(String(issue.path[0]), issue.message)
  const { needed } = secretOf[draft.type]
  if (draft.secretFrom === 'written' && value === undefined)
    faults.value = needed ? 'Paste the address.' : 'Write it, or choose that there is none.'
  if (draft.secretFrom === 'named' && draft.secret.trim() === '') faults.secret = 'Choose a secret.'
  return faults
}
