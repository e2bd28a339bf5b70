import { createChannelSender } from '../../../adapters/notifications/channel-sender.ts'
import { Channel } from '../../../contract/index.ts'
import type { OutgoingMessage } from '../../../core/ports/channel-sender.ts'

export const message: OutgoingMessage = {
  id: '01kahmessage00000000',
  kind: 'failure',
  tone: 'bad',
  title: 'review #7: failed <!channel>',
  body: 'Exit code 1 & no more.\n*Look* at `it` @everyone [here](https://evil.example)',
  facts: [{ label: 'Took', value: '3 min 4 s' }],
  link: { label: 'Pull request', url: 'https://example.com/pull/3?a=1&b=|' },
  jobId: 'review',
  runId: 'r7',
  acts: ['show', 'run-again'],
  at: '2026-11-21T02:00:00.000Z',
}

const sender = createChannelSender({ now: () => Date.parse('2026-11-21T02:00:05.000Z') })

export function send(
  channel: Record<string, unknown>,
  secret: string | null = null,
  {
    allowPrivate = ['127.0.0.1'],
    more = {},
  }: { allowPrivate?: string[]; more?: Partial<OutgoingMessage> } = {},
) {
  const to = { channel: Channel.parse(channel), secret, allowPrivate }
  return sender.send({ ...message, ...more }, to, AbortSignal.timeout(60_000))
}
