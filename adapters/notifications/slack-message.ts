import type { OutgoingMessage } from '../../core/ports/channel-sender.ts'
import { fitted } from './fit-text.ts'

/** The three characters that Slack acts upon (https://docs.slack.dev/messaging/formatting-message-text). */
export function escapeSlack(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}

const plain = (text: string, length: number) => ({
  type: 'plain_text',
  text: fitted(text, length, escapeSlack),
  emoji: false,
})

/**
 * What an incoming webhook of Slack's is sent: blocks of plain text, so that nothing in them is taken for formatting or a
 * mention, and the same in one text for what shows no blocks (https://docs.slack.dev/reference/block-kit/blocks).
 */
export function slackBody({ title, body, facts, link }: OutgoingMessage): string {
  return JSON.stringify({
    text: fitted(body === '' ? title : `${title}\n${body}`, 3_000, escapeSlack),
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: plain(title, 150) },
      ...(body === '' ? [] : [{ type: 'section', text: plain(body, 3_000) }]),
      ...(facts.length === 0
        ? []
        : [
            {
              type: 'context',
              elements: facts.slice(0, 9).map(({ label, value }) => plain(`${label}: ${value}`, 500)),
            },
          ]),
      ...(link === null
        ? []
        : [
            {
              type: 'section',
              text: {
                type: 'mrkdwn',
                text: `<${escapeSlack(link.url).replace(/\|/g, '%7C')}|${escapeSlack(link.label)}>`,
              },
            },
          ]),
    ],
  })
}
