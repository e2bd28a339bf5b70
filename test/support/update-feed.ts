import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A web server with an update, as electron-builder's generic provider lays it out. */
export interface UpdateFeed {
  url: string
  /** Paths that were asked for. */
  requests: readonly string[]
  close(): void
}

/**
 * Serves `file` as version `version` of the app on a port of this machine, under every name by which systems ask for it
 * (https://www.electron.build/auto-update: latest-mac.yml, latest-linux.yml, latest-linux-arm64.yml).
 */
export async function serveUpdate(update: {
  version: string
  name: string
  file: Buffer
}): Promise<UpdateFeed> {
  const { version, name, file } = update
  const requests: string[] = []
  const sha512 = createHash('sha512').update(file).digest('base64')
  const description = [
    `version: ${version}`,
    'files:',
    `  - url: ${name}`,
    `    sha512: ${sha512}`,
    `    size: ${file.length}`,
    `path: ${name}`,
    `sha512: ${sha512}`,
    "releaseDate: '2026-01-05T02:00:00.000Z'",
    '',
  ].join('\n')
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://feed')
    requests.push(pathname)
    if (/^\/latest-(mac|linux)(-arm64)?\.yml$/.test(pathname)) return response.end(description)
    if (pathname === `/${name}`) return response.end(file)
    response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
