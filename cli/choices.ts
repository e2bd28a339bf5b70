import type {
  DeliveryOutcome as DeliveryOutcomeName,
  Outcome as OutcomeName,
  RunState as RunStateName,
  SlotState as SlotStateName,
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
