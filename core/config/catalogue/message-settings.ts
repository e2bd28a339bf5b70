import type { SettingGroup } from '../../../contract/index.ts'
import { asFailure, type SettingEntry } from './setting-entry.ts'

/** What is told of, when, and where it goes. */
export const messageSettings: Record<Extract<SettingGroup, 'notifications'>, SettingEntry[]> = {
  notifications: [
    {
      key: 'notifications.onFailure',
      title: 'When a run fails',
      explanation: 'Also when it runs out of time or is lost. Jobs may say otherwise.',
      kind: 'boolean',
    },
    {
      key: 'notifications.onSuccess',
      title: 'When a run succeeds',
      explanation: 'Says what came of it.',
      kind: 'boolean',
    },
    {
      key: 'notifications.onBlocked',
      title: 'When a run is blocked',
      explanation: 'A check refused it, so it never began.',
      kind: 'boolean',
      fallback: asFailure,
    },
    {
      key: 'notifications.onAuthExpiry',
      title: 'Before a login ends',
      explanation: 'A day before, and once; and when a run was refused for it.',
      kind: 'boolean',
      fallback: asFailure,
    },
    {
      key: 'notifications.onMissed',
      title: 'When a due moment was missed',
      explanation: 'It came while the machine slept or the oven was closed, and is not made up for.',
      kind: 'boolean',
      fallback: asFailure,
    },
    {
      key: 'notifications.onBudget',
      title: 'When a budget is spent',
      explanation: 'A run was stopped, or refused, because it or the day had spent enough.',
      kind: 'boolean',
      fallback: asFailure,
    },
    {
      key: 'notifications.onlyOnChange',
      title: 'Only when something changed',
      explanation:
        'Of runs, only one that ended otherwise than its job’s run before: the first failure, and the first success after it.',
      kind: 'boolean',
    },
    {
      key: 'notifications.native',
      title: 'On this machine',
      explanation: 'Shows messages as notifications of this machine, besides the channels.',
      kind: 'boolean',
    },
    {
      key: 'notifications.quietHours.from',
      title: 'Quiet from',
      explanation:
        'What comes up in quiet hours is held back, failures too, and told in one message when they end.',
      kind: 'text',
      fallback: 'no quiet hours',
    },
    {
      key: 'notifications.quietHours.to',
      title: 'Quiet until',
      explanation: 'A time of day such as 07:00; before the hour of “Quiet from” it lies on the next day.',
      kind: 'text',
      fallback: 'no quiet hours',
    },
    {
      key: 'notifications.quietHours.timezone',
      title: 'Zone of the quiet hours',
      explanation: 'By whose clocks they are read.',
      kind: 'timezone',
      fallback: 'the oven’s zone',
    },
    {
      key: 'notifications.digest',
      title: 'Digest at',
      explanation:
        'A time of day such as 07:30. One message each day: what ran and what came of it, what it cost, what needs you, what is due.',
      kind: 'text',
      fallback: 'no digest',
    },
    {
      key: 'notifications.channels',
      title: 'Channels',
      explanation:
        'Where messages go besides this machine: Slack, Discord, ntfy, webhooks and e-mail, by name.',
      kind: 'channels',
    },
    {
      key: 'notifications.allowPrivate',
      title: 'Hosts in private networks',
      explanation:
        'Nothing is sent to private addresses or to this machine, but to the hosts named here; to them also without TLS.',
      kind: 'list',
    },
  ],
}
