import type { ChannelState, ChannelType, MessageKind, MessageState, Topic } from '../../contract/index.ts'
import type { Tone } from '../format/words.ts'

export const typeWords: Record<ChannelType, string> = {
  native: 'This machine',
  slack: 'Slack',
  discord: 'Discord',
  ntfy: 'ntfy',
  webhook: 'Webhook',
  email: 'E-mail',
}

export const topicWords: Record<Topic, string> = {
  failure: 'Failed runs',
  blocked: 'Blocked runs',
  budget: 'Spent budgets',
  'auth-expiry': 'Logins that end',
  missed: 'Missed times',
  success: 'Succeeded runs',
  digest: 'The digest',
}

export const kindWords: Record<MessageKind, string> = {
  failure: 'Failed run',
  blocked: 'Blocked run',
  budget: 'Spent budget',
  'auth-expiry': 'Login that ends',
  missed: 'Missed time',
  success: 'Succeeded run',
  digest: 'Digest',
  summary: 'Summary',
  test: 'Test',
}

export const channelTones: Record<ChannelState, Tone> = {
  ok: 'succeeded',
  off: 'skipped',
  incomplete: 'attention',
  dead: 'failed',
}

export const channelStateWords: Record<ChannelState, string> = {
  ok: 'In use',
  off: 'Switched off',
  incomplete: 'Incomplete',
  dead: 'Disabled',
}

export const messageTones: Record<MessageState, Tone> = {
  waiting: 'waiting',
  held: 'waiting',
  sent: 'succeeded',
  joined: 'skipped',
  failed: 'failed',
}

export const messageStateWords: Record<MessageState, string> = {
  waiting: 'Waiting',
  held: 'Held back',
  sent: 'Sent',
  joined: 'Told in a summary',
  failed: 'Not delivered',
}

/** How a channel is named to people. */
export function channelTitle({ name }: { name: string }): string {
  return name === 'native' ? typeWords.native : name
}
