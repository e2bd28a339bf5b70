import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

/** The page on which the interface is read and tried, and nothing else of the window's. */
export async function serveApiPage(app: FastifyInstance, { folder }: { folder: string }): Promise<void> {
  const everyone = { config: { access: 'everyone' as const } }
  app.get('/', everyone, (_request, reply) => reply.redirect('/api.html', 302))
  if (!existsSync(join(folder, 'api.html'))) {
    app.get('/api.html', everyone, (_request, reply) =>
      reply
        .status(503)
        .type('text/plain; charset=utf-8')
        .send('The page has not been built. The interface is described at /api/openapi.json.\n'),
    )
    return
  }
  app.addHook('onRoute', (route) => {
    if (route.path.startsWith('/assets/')) route.config = { ...route.config, access: 'everyone' }
  })
  await app.register(fastifyStatic, {
    root: join(folder, 'assets'),
    prefix: '/assets/',
    index: false,
    cacheControl: false,
    setHeaders: (reply) => reply.header('cache-control', 'public, max-age=31536000, immutable'),
  })
  for (const file of ['api.html', 'favicon.svg']) {
    app.get(`/${file}`, everyone, (_request, reply) =>
      reply.header('cache-control', 'no-cache').sendFile(file, folder, { cacheControl: false }),
    )
  }
}
