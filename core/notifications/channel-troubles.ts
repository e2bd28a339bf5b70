import { type AttentionItem, type Job, NATIVE_CHANNEL, type Settings } from '../../contract/index.ts'
import type { OutboxStore } from '../ports/outbox-store.ts'

/** What failed longer ago than this is history. */
const LOOK_BACK_MS = 7 * 86_400_000
const AT_MOST = 100

/** Channels that are dead, jobs that name some that are not there, and messages that did not arrive. */
export function findChannelTroubles(deps: {
  store: Pick<OutboxStore, 'notes' | 'list'>
  settings: () => Settings['notifications']
  jobs: readonly Pick<Job, 'id' | 'name' | 'notifications'>[]
  nowMs: number
}): AttentionItem[] {
  const { store, settings, jobs, nowMs } = deps
  const { channels } = settings()
  const action = { kind: 'open-page', label: 'Open notifications', page: 'notifications' } as const
  const dead = [...store.notes()].flatMap(([name, { deadAt, deadWhy }]): AttentionItem[] => {
    if (deadAt === null || channels[name]?.enabled === false) return []
    return [
      {
        id: `channel:${name}:${deadAt}`,
        kind: 'warning',
        tone: 'failed',
        title: `Messages to “${name}” are not sent any more`,
        detail: deadWhy,
        fixes: [
          {
            description: 'Mend its address and enable it again: what waits is sent then.',
            command: `oven notify enable ${name}`,
          },
        ],
        since: deadAt,
        action,
        dismissible: false,
      },
    ]
  })
  const astray = jobs.flatMap(({ id, name, notifications }): AttentionItem[] => {
    const missing = notifications?.channels?.find(
      (channel) => channel !== NATIVE_CHANNEL && !Object.hasOwn(channels, channel),
    )
    if (missing === undefined) return []
    return [
      {
        id: `channel-missing:${id}:${missing}`,
        kind: 'warning',
        tone: 'attention',
        title: `${name} names a channel that is not there`,
        detail: `Its messages were to go to “${missing}”, which the settings do not know.`,
        fixes: [],
        since: null,
        action: { kind: 'open-job', label: 'Open the job', jobId: id },
        dismissible: true,
      },
    ]
  })
  const since = new Date(nowMs - LOOK_BACK_MS).toISOString()
  const failed = store
    .list({ state: ['failed'], since }, { limit: AT_MOST })
    .messages.filter(({ content }) => content.kind !== 'test')
  const [newest] = failed
  if (newest === undefined) return [...dead, ...astray]
  return [
    ...dead,
    ...astray,
    {
      id: `messages:${newest.id}`,
      kind: 'warning',
      tone: 'attention',
      title:
        failed.length === 1 ? 'A message was not delivered' : `${failed.length} messages were not delivered`,
      detail: `To “${newest.channel}”: ${newest.error?.message ?? 'no reason is known.'}`,
      fixes: [{ description: 'See what became of each.', command: 'oven notify history' }],
      since: newest.createdAt,
      action,
      dismissible: true,
    },
  ]
}
