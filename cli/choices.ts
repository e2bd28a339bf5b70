import type {
  ChannelType as ChannelTypeName,
  DeliveryOutcome as DeliveryOutcomeName,
  MessageState as MessageStateName,
  Outcome as OutcomeName,
  RunState as RunStateName,
  SlotState as SlotStateName,
  Topic as TopicName,
  Trigger as TriggerName,
  Verdict as VerdictName,
} from '../contract/index.ts'

/*
 * The contract's words, for help and checks. Written out, because importing the contract's schemas would cost each
 * start of the command line more than all the rest; the types, and a test, hold the two together.
 */
export const RunState = [
  'queued',
  'preparing',
  'running',
  'collecting',
  'finished',
] as const satisfies RunStateName[]
export type RunState = RunStateName
export const Outcome = [
  'succeeded',
  'failed',
  'timed-out',
  'cancelled',
  'blocked',
  'lost',
] as const satisfies OutcomeName[]
export type Outcome = OutcomeName
export const Verdict = [
  'worked',
  'nothing-to-do',
  'incomplete',
  'blocked',
  'rate-limited',
  'failed',
] as const satisfies VerdictName[]
export type Verdict = VerdictName
export const Trigger = [
  'schedule',
  'manual',
  'catch-up',
  'retry',
  'webhook',
  'api',
  'github',
  'chain',
] as const satisfies TriggerName[]
export type Trigger = TriggerName
export const SlotState = ['claimed', 'ran', 'late', 'skipped', 'missed'] as const satisfies SlotStateName[]
export type SlotState = SlotStateName
export const DeliveryOutcome = ['accepted', 'duplicate', 'refused'] as const satisfies DeliveryOutcomeName[]
export type DeliveryOutcome = DeliveryOutcomeName
export const ChannelType = [
  'native',
  'slack',
  'discord',
  'ntfy',
  'webhook',
  'email',
] as const satisfies ChannelTypeName[]
export type ChannelType = ChannelTypeName
export const Topic = [
  'failure',
  'blocked',
  'budget',
  'auth-expiry',
  'missed',
  'success',
  'digest',
] as const satisfies TopicName[]
export type Topic = TopicName
export const MessageState = [
  'waiting',
  'held',
  'sent',
  'joined',
  'failed',
] as const satisfies MessageStateName[]
export type MessageState = MessageStateName
