import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { CONTENT_SECURITY_POLICY } from '../server/content-security-policy.ts'
import { APP_ORIGIN } from './app-scheme.ts'

const CONTENT_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.map': 'application/json; charset=utf-8',
}

/**
 * Answers requests of the window for its files, which lie in the folder `root`. Addresses without a file ending are
 * pages and get `index.html`. Every answer carries the content security policy.
 */
export function createRendererHandler({ root }: { root: string }): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url)
    if (`${url.protocol}//${url.host}` !== APP_ORIGIN) return refuse(404, 'There is no such host.')
    if (request.method !== 'GET') return refuse(405, 'Only GET is served here.')
    const path = fileFor(root, url.pathname)
    if (path === null) return refuse(404, 'There is no such file.')
    try {
      return new Response(await readFile(path), { headers: headersFor(path) })
    } catch (error) {
      if (isMissing(error)) return refuse(404, 'There is no such file.')
      throw error
    }
  }
}

function fileFor(root: string, pathname: string): string | null {
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  } catch {
    return null
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return null
  const wanted = extname(decoded) === '' ? '/index.html' : decoded
  const path = normalize(join(root, wanted))
  return path.startsWith(root.endsWith(sep) ? root : root + sep) ? path : null
}

function headersFor(path: string): Record<string, string> {
  return {
    'content-type': CONTENT_TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream',
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  }
}

function refuse(status: number, sentence: string): Response {
  return new Response(sentence, {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-security-policy': CONTENT_SECURITY_POLICY,
    },
  })
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code
  return code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR'
}
