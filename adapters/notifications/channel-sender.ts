import type { ChannelSender } from '../../core/ports/channel-sender.ts'
import { discordBody } from './discord-message.ts'
import { sendMail } from './email-sender.ts'
import { type HttpAnswer, type HttpPost, postJson } from './guarded-post.ts'
import { answerOf } from './http-answer.ts'
import { ntfyBody } from './ntfy-message.ts'
import { slackBody } from './slack-message.ts'
import { webhookPost } from './webhook-message.ts'

/**
 * Sends messages in the words of each channel: Slack and Discord webhooks, ntfy, webhooks of anybody's, e-mail. Nothing goes
 * to private addresses but what is allowed, and no redirect is followed.
 */
export function createChannelSender(options: { now?: () => number } = {}): ChannelSender {
  const now = options.now ?? Date.now
  return {
    async send(message, { channel, secret, allowPrivate }, signal) {
      const post = (request: HttpPost): Promise<HttpAnswer> => postJson(request, { allowPrivate, signal })
      switch (channel.type) {
        case 'slack':
          return answerOf(await post({ url: secret ?? '', body: slackBody(message) }), now())
        case 'discord':
          return answerOf(await post({ url: withWait(secret ?? ''), body: discordBody(message) }), now())
        case 'ntfy':
          return answerOf(
            await post({
              url: channel.server,
              body: ntfyBody(message, channel.topic),
              headers: secret === null ? {} : { authorization: `Bearer ${secret}` },
            }),
            now(),
          )
        case 'webhook':
          return answerOf(await post(webhookPost(message, channel.url, secret, now())), now())
        case 'email':
          return await sendMail(message, channel, secret, { allowPrivate, signal })
      }
    },
  }
}

/** Without it Discord answers before it has looked at the message, and never says what was wrong with it. */
function withWait(address: string): string {
  if (!URL.canParse(address)) return address
  const url = new URL(address)
  url.searchParams.set('wait', 'true')
  return url.href
}
