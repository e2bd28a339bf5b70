import type { MessageTone, OutgoingMessage } from '../../core/ports/channel-sender.ts'
import { fittedBytes } from './fit-text.ts'

/** A longer message becomes an attachment. */
const MESSAGE_BYTES = 3_800

const TAGS: Record<MessageTone, string> = {
  good: 'white_check_mark',
  bad: 'x',
  attention: 'warning',
  plain: 'bell',
}

/**
 * What an ntfy server is sent (https://docs.ntfy.sh/publish/#publish-as-json). Servers from 2.16 on take a second message with
 * the same `sequence_id` for the first one, changed; older ones leave it aside.
 */
export function ntfyBody(message: OutgoingMessage, topic: string): string {
  const { id, title, body, facts, link, tone } = message
  const lines = [body, facts.map(({ label, value }) => `${label}: ${value}`).join(' · ')]
  return JSON.stringify({
    topic,
    sequence_id: id,
    title,
    message: fittedBytes(lines.filter((line) => line !== '').join('\n'), MESSAGE_BYTES) || title,
    priority: tone === 'bad' ? 4 : 3,
    tags: [TAGS[tone]],
    ...(link !== null && {
      click: link.url,
      actions: [{ action: 'view', label: link.label, url: link.url }],
    }),
  })
}
