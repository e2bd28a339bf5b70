import type { FastifyInstance } from 'fastify'
import { refuse } from './refuse.ts'
import type { Sessions } from './sessions.ts'

/** `POST /session` trades a one-time key for a session token; `POST /session/key` makes a new key (the oven's token only). */
export function serveSessions(
  app: FastifyInstance,
  options: { sessions: Sessions; openAddress: () => string },
): void {
  app.post('/session', { config: { access: 'everyone' } }, (request, reply) => {
    const key = (request.body as { key?: unknown } | null | undefined)?.key
    const token = typeof key === 'string' && key.length <= 200 ? options.sessions.trade(key) : null
    if (token === null) return refuse(request, reply, keySpent)
    return reply.header('cache-control', 'no-store').send({ token })
  })
  app.post('/session/key', { config: { access: 'oven' } }, (_request, reply) =>
    reply.send({ address: options.openAddress() }),
  )
}

const keySpent = {
  status: 401,
  code: 'UNAUTHORIZED',
  message: 'This key was used already, or is older than 15 minutes.',
  hint: 'Ask for a fresh address with `oven open`.',
}
