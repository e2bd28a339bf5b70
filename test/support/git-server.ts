import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface GitServerOptions {
  /** By default loopback. */
  host?: string
  /** Key and certificate, PEM: with them it speaks https. */
  tls?: { key: string; cert: string }
}

/**
 * A real git server over HTTP on loopback: git's own backend behind a login. `acme/shop.git` has the branch `main`. The token
 * may be a function, asked each time whether one is right.
 */
export async function startGitServer(
  token: string | ((given: string) => boolean),
  { host = '127.0.0.1', tls }: GitServerOptions = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'oven-git-server-'))
  const repo = join(folder, 'acme/shop.git')
  mkdirSync(repo, { recursive: true })
  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', ...args], {
      cwd,
      stdio: 'pipe',
    })
  git(repo, 'init', '--quiet', '--bare', '--initial-branch=main')
  const work = join(folder, 'work')
  mkdirSync(work)
  git(work, 'init', '--quiet', '--initial-branch=main')
  writeFileSync(join(work, 'README.md'), 'A shop.\n')
  git(work, 'add', '--all')
  git(work, 'commit', '--quiet', '--message=first')
  git(work, 'push', '--quiet', repo, 'main')
  const backend = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend')
  const logins: (string | null)[] = []

  const isRight = typeof token === 'string' ? (given: string) => given === token : token
  const answer: RequestListener = (request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
    const header = request.headers.authorization ?? null
    const login = header && Buffer.from(header.replace('Basic ', ''), 'base64').toString()
    logins.push(login)
    if (pathname.startsWith('/moved/')) {
      response.writeHead(301, { location: pathname.replace('/moved/', '/') + search }).end()
      return
    }
    if (pathname.startsWith('/down/')) {
      response.writeHead(503).end()
      return
    }
    if (pathname.startsWith('/silent/')) return
    const isPublic = pathname.startsWith('/public/')
    if (!isPublic && !isRight(login?.split(':')[1] ?? '')) {
      response.writeHead(login ? 403 : 401, { 'www-authenticate': 'Basic realm="git"' }).end()
      return
    }
    const child = spawn(backend, {
      env: {
        GIT_PROJECT_ROOT: folder,
        GIT_HTTP_EXPORT_ALL: '1',
        REQUEST_METHOD: request.method,
        PATH_INFO: pathname.replace('/public/', '/'),
        QUERY_STRING: search.slice(1),
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
        PATH: process.env.PATH,
      },
    })
    request.pipe(child.stdin)
    child.stdin.on('error', () => {})
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk) => chunks.push(chunk))
    child.on('close', () => {
      const all = Buffer.concat(chunks)
      const end = all.indexOf('\r\n\r\n')
      const lines = all.subarray(0, end).toString().split('\r\n')
      const headers = Object.fromEntries(lines.map((line) => line.split(': ') as [string, string]))
      response.writeHead(Number.parseInt(headers.Status ?? '200', 10), headers).end(all.subarray(end + 4))
    })
  }
  const server = tls ? createTlsServer(tls, answer) : createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  return {
    url: `${tls ? 'https' : 'http'}://${host}:${(server.address() as AddressInfo).port}`,
    /** The folder of `acme/shop.git`, to push to and to set up. */
    repo,
    /** What each request logged in with, as `user:token`. */
    logins,
    close() {
      server.closeAllConnections()
      server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
