import Fastify, { type FastifyInstance } from 'fastify'

/** Jobs are small; a jobs file of a thousand jobs stays well below. */
const BODY_LIMIT_BYTES = 2 * 1024 * 1024
const LATE_CHECK_MS = 2000

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * Who may ask: everyone, only the holder of the oven's own token, or a caller that the route looks at itself. A route
     * that says nothing wants any bearer.
     */
    access?: 'everyone' | 'oven' | 'caller'
  }
}

/** A Fastify app with the limits of every server of ours. */
export function createApp(more: { requestTimeoutMs?: number; trustProxy?: string[] } = {}): FastifyInstance {
  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    // Time to send a request. Answers may take as long as they like: streams live on.
    requestTimeout: more.requestTimeoutMs ?? 30_000,
    ...(more.trustProxy?.length && { trustProxy: more.trustProxy }),
    // Longer than clients keep a connection they do not use: one that is closed just as it is used again fails a call.
    keepAliveTimeout: 75_000,
    // Streams would hold a closing server open for ever.
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    // How often Node looks for requests that are late; by its own measure, every 30 s, they would have that much longer.
    http: { connectionsCheckingInterval: LATE_CHECK_MS },
  })
  app.server.headersTimeout = 10_000
  return app
}

/** Bodies are JSON; everything else is answered with 415. */
export function acceptJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, undefined)
    try {
      done(null, JSON.parse(String(body)))
    } catch {
      done(
        Object.assign(new Error('The body is not valid JSON.'), { statusCode: 400, code: 'INPUT_INVALID' }),
      )
    }
  })
}
