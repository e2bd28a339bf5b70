import type { MessageTone, OutgoingMessage } from '../../core/ports/channel-sender.ts'
import { fitted } from './fit-text.ts'

const COLOURS: Record<MessageTone, number> = {
  good: 0x2e9e5b,
  bad: 0xd64545,
  attention: 0xd9902f,
  plain: 0x6b7280,
}

/** A backslash before every character that Discord's Markdown may act upon. */
export function escapeDiscord(text: string): string {
  return text.replace(/[\\*_~`|>#[\]()<:@-]/g, '\\$&')
}

/**
 * What a webhook of Discord's is sent: one embed, which mentions nobody whatever stands in it
 * (https://discord.com/developers/docs/resources/webhook#execute-webhook; lengths: /resources/message#embed-object).
 */
export function discordBody({ title, body, facts, link, tone, at }: OutgoingMessage): string {
  return JSON.stringify({
    username: 'Agent Oven',
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: fitted(title, 256, escapeDiscord),
        description: fitted(body, 3_000, escapeDiscord),
        color: COLOURS[tone],
        timestamp: at,
        ...(link !== null && { url: link.url }),
        fields: facts.slice(0, 8).map(({ label, value }) => ({
          name: fitted(label, 80, escapeDiscord),
          value: fitted(value, 250, escapeDiscord),
          inline: value.length <= 40,
        })),
      },
    ],
  })
}
