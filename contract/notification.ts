import { z } from 'zod'
import { RunError } from './run.ts'
import { SecretName } from './secret.ts'

/** What messages are about, and what a channel may be limited to. */
export const Topic = z.enum(['failure', 'blocked', 'budget', 'auth-expiry', 'missed', 'success', 'digest'])
export type Topic = z.infer<typeof Topic>

/** `summary`: what was held back through quiet hours or for a channel that was dead, in one; `test`: somebody tried it. */
export const MessageKind = z.enum([...Topic.options, 'summary', 'test'])
export type MessageKind = z.infer<typeof MessageKind>

/** The way of messages that is always there: notifications of this machine itself. */
export const NATIVE_CHANNEL = 'native'

export const ChannelName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, {
    error: 'must be 1 to 40 small letters, digits and hyphens, beginning and ending with a letter or digit',
  })
  .refine((name) => name !== NATIVE_CHANNEL, { error: '"native" stands for this machine itself' })

/** A time of day by the clocks of a zone: `22:00`. */
export const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, {
  error: 'must be a time of day between "00:00" and "23:59"',
})

const WebAddress = z.url({ protocol: /^https?$/, error: 'must be an https address' })
const MailAddress = z.string().regex(/^[^\s@<>,;:"\\]{1,64}@[^\s@<>,;:"\\]{1,255}$/, {
  error: 'must be an e-mail address such as "team@example.com"',
})

const shared = {
  /** Off: nothing is sent to it, and nothing kept for it. */
  enabled: z.boolean().default(true),
  /** Only these; without it, all that the rules let through. */
  on: z.array(Topic).max(20).optional(),
  secret: SecretName.optional(),
}

/**
 * Where messages go to. `secret` is the name of a secret, never its value: Slack's and Discord's address, ntfy's token, what a
 * webhook is signed with, the password for e-mail. Without one, Slack and Discord are `incomplete`.
 */
export const Channel = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('slack'), ...shared }),
  z.looseObject({ type: z.literal('discord'), ...shared }),
  z.looseObject({
    type: z.literal('ntfy'),
    ...shared,
    server: WebAddress.default('https://ntfy.sh'),
    topic: z.string().regex(/^[-_A-Za-z0-9]{1,64}$/, {
      error: 'must be 1 to 64 letters, digits, hyphens and underscores',
    }),
  }),
  z.looseObject({ type: z.literal('webhook'), ...shared, url: WebAddress }),
  z.looseObject({
    type: z.literal('email'),
    ...shared,
    server: z.string().regex(/^[\w.:-]{1,255}$/, { error: 'must be the name of a mail server' }),
    port: z.number().int().min(1).max(65_535, { error: 'must be a port, 1 to 65535' }).optional(),
    /** `starttls`: port 587; `tls`: from the first byte, port 465; `none`: on this machine or where it is allowed. */
    security: z.enum(['starttls', 'tls', 'none']).default('starttls'),
    user: z.string().min(1).max(320).optional(),
    from: MailAddress,
    to: z.array(MailAddress).min(1, { error: 'must name at least one address' }).max(50),
  }),
])
export type Channel = z.infer<typeof Channel>

export const ChannelType = z.enum(['native', 'slack', 'discord', 'ntfy', 'webhook', 'email'])
export type ChannelType = z.infer<typeof ChannelType>

/**
 * `ok`: as far as is known; `off`: switched off; `incomplete`: its secret is not there; `dead`: what it leads to is gone, so
 * nothing is sent until somebody enables it again.
 */
export const ChannelState = z.enum(['ok', 'off', 'incomplete', 'dead'])
export type ChannelState = z.infer<typeof ChannelState>

export const ChannelView = z.object({
  name: z.string(),
  type: ChannelType,
  /** Where it leads, in words, without what is secret: `ntfy.sh/oven`, `team@example.com`. */
  target: z.string(),
  state: ChannelState,
  /** Why it is not `ok`, since when, and what to do. */
  problem: z
    .object({ message: z.string(), hint: z.string().nullable(), at: z.string().nullable() })
    .nullable(),
  /** As kept in the settings; `null` for `native`. */
  channel: Channel.nullable(),
  /** Whether the secret that it names is set; `null` when it names none, or that cannot be told. */
  hasSecret: z.boolean().nullable(),
  lastSentAt: z.string().nullable(),
  /** Messages that are not sent yet, those held back included. */
  waiting: z.number(),
  /** Ids of jobs whose messages are limited to certain channels, this one among them. */
  usedBy: z.array(z.string()),
})
export type ChannelView = z.infer<typeof ChannelView>

/** `held`: until quiet hours end; `joined`: told in a summary; `failed`: refused, or given up after a day. */
export const MessageState = z.enum(['waiting', 'held', 'sent', 'joined', 'failed'])
export type MessageState = z.infer<typeof MessageState>

/** A message on its way to one channel, and what became of it. */
export const OutboxMessage = z.object({
  id: z.string(),
  channel: z.string(),
  kind: MessageKind,
  title: z.string(),
  body: z.string(),
  jobId: z.string().nullable(),
  runId: z.string().nullable(),
  createdAt: z.string(),
  state: MessageState,
  /** Times it was sent off. */
  attempts: z.number(),
  /** Not before then; `null` when nothing is to come. */
  nextTryAt: z.string().nullable(),
  sentAt: z.string().nullable(),
  /** Why the last try came to nothing. */
  error: RunError.nullable(),
})
export type OutboxMessage = z.infer<typeof OutboxMessage>
export type ChannelInput = z.input<typeof Channel>
