import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

/**
 * Serves the window's built files. Names below `assets/` hold a hash of their content and may be kept for good; all
 * else is asked for anew. Without a build, the front page says how to make one.
 */
export async function serveRenderer(app: FastifyInstance, options: { folder: string }): Promise<void> {
  const { folder } = options
  const index = join(folder, 'index.html')
  app.addHook('onRoute', (route) => {
    if (route.path.startsWith('/*')) route.config = { ...route.config, access: 'everyone' }
  })
  if (existsSync(folder)) {
    await app.register(fastifyStatic, {
      root: folder,
      index: false,
      cacheControl: false,
      setHeaders(reply, path) {
        const lasting = path.startsWith(join(folder, 'assets'))
        reply.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  }
  app.get('/', { config: { access: 'everyone' } }, (_request, reply) => {
    if (existsSync(folder) && existsSync(index) && app.hasReplyDecorator('sendFile')) {
      return reply.sendFile('index.html')
    }
    return reply
      .status(503)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(unbuilt)
  })
}

const unbuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Agent Oven</title>
<h1>The window has not been built yet</h1>
<p>The oven is running, but the files of its window are missing. Run <code>npm run build</code> in its folder,
start the oven again, and reload this page.</p>
<p>The command line (<code>oven status</code>) and the interface (<code>/api/openapi.json</code>) work meanwhile.</p>
</html>
`
