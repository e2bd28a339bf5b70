import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerRequest, type StandInAnswer } from './github-stand-in-answers.ts'
import { createRepository, type StandInRepository } from './github-stand-in-repository.ts'

export interface StandInRequest {
  method: string
  /** With its query. */
  path: string
  headers: IncomingMessage['headers']
  body: unknown
  /** What it was answered with; 0 for none at all. */
  status: number
}

/** What the stand-in does instead of answering rightly. Without a `match`, at whatever is asked next. */
interface StandInFault {
  match?: RegExp
  status?: number
  headers?: Record<string, string>
  body?: string
  /** Ends the connection without a word, or never answers. */
  how?: 'drop' | 'hang'
}

export interface GithubStandIn {
  /** What to set as the address of GitHub's API. */
  apiUrl: string
  requests: StandInRequest[]
  repository(fullName: string, options?: { isPrivate?: boolean }): StandInRepository
  /** Who each token is. One that is not here is refused. */
  tokens: Map<string, string>
  /** Of the tokens together, and of strangers. Conditional requests that find nothing new are free for tokens alone. */
  limits: Record<'token' | 'stranger', { limit: number; remaining: number; resetAtSeconds: number }>
  /** `X-Poll-Interval` of each answer. */
  pollSeconds: number | null
  fail(...faults: StandInFault[]): void
  close(): Promise<void>
}

/**
 * A stand-in for api.github.com on loopback, which behaves as documented (https://docs.github.com/rest): conditional
 * requests, limits, pages, and the part of the API that the oven asks. `now` is its clock.
 */
export async function startGithubStandIn(
  options: { now?: () => number; port?: number } = {},
): Promise<GithubStandIn> {
  const now = options.now ?? Date.now
  const repositories = new Map<string, StandInRepository>()
  const faults: StandInFault[] = []
  const hanging = new Set<ServerResponse>()
  const anHourFrom = () => Math.floor(now() / 1000) + 3600
  const github: GithubStandIn = {
    apiUrl: '',
    requests: [],
    tokens: new Map([['good-token', 'oven-owner']]),
    limits: {
      token: { limit: 5000, remaining: 5000, resetAtSeconds: anHourFrom() },
      stranger: { limit: 60, remaining: 60, resetAtSeconds: anHourFrom() },
    },
    pollSeconds: null,
    repository(fullName, how) {
      const key = fullName.toLowerCase()
      const found = repositories.get(key) ?? createRepository(fullName, { now, ...how })
      repositories.set(key, found)
      return found
    },
    fail: (...more) => void faults.push(...more),
    close: () =>
      new Promise((resolve) => {
        for (const response of hanging) response.destroy()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }

  function limit(isStranger: boolean): Record<string, string> {
    const bucket = github.limits[isStranger ? 'stranger' : 'token']
    if (now() / 1000 >= bucket.resetAtSeconds) {
      bucket.remaining = bucket.limit
      bucket.resetAtSeconds = anHourFrom()
    }
    return {
      'x-ratelimit-limit': String(bucket.limit),
      'x-ratelimit-remaining': String(bucket.remaining),
      'x-ratelimit-used': String(bucket.limit - bucket.remaining),
      'x-ratelimit-reset': String(bucket.resetAtSeconds),
      'x-ratelimit-resource': 'core',
    }
  }

  function handle(request: StandInRequest): {
    status: number
    headers: Record<string, string>
    body: string
  } {
    const authorization = request.headers.authorization
    const token = /^(?:Bearer|token) (.+)$/i.exec(authorization ?? '')?.[1]
    const login = token === undefined ? null : github.tokens.get(token)
    const plain = { 'content-type': 'application/json; charset=utf-8', date: new Date(now()).toUTCString() }
    if (!request.headers['user-agent'])
      return { status: 403, headers: plain, body: 'Administrative rules: no User-Agent' }
    if (login === undefined)
      return { status: 401, headers: plain, body: JSON.stringify({ message: 'Bad credentials' }) }
    const bucket = github.limits[login === null ? 'stranger' : 'token']
    limit(login === null)
    if (bucket.remaining <= 0) {
      const body = JSON.stringify({ message: 'API rate limit exceeded for this address.' })
      return { status: 403, headers: { ...plain, ...limit(login === null) }, body }
    }
    const answer: StandInAnswer = answerRequest(request, { repositories, login, apiUrl: github.apiUrl })
    const body = answer.body === undefined ? '' : JSON.stringify(answer.body)
    const etag = `W/"${createHash('sha256').update(body).digest('hex')}"`
    const isKnown =
      request.method === 'GET' && answer.status === 200 && request.headers['if-none-match'] === etag
    if (!isKnown || login === null) bucket.remaining -= 1
    const headers = {
      ...plain,
      ...limit(login === null),
      ...(request.method === 'GET' && { etag }),
      ...(answer.link && { link: answer.link }),
      ...(github.pollSeconds !== null && { 'x-poll-interval': String(github.pollSeconds) }),
    }
    return isKnown ? { status: 304, headers, body: '' } : { status: answer.status, headers, body }
  }

  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    const request: StandInRequest = {
      method: incoming.method ?? 'GET',
      path: incoming.url ?? '/',
      headers: incoming.headers,
      body: text === '' ? null : JSON.parse(text),
      status: 0,
    }
    github.requests.push(request)
    const index = faults.findIndex(
      ({ match }) => match === undefined || match.test(`${request.method} ${request.path}`),
    )
    const [fault] = index < 0 ? [] : faults.splice(index, 1)
    if (fault?.how === 'drop') return void incoming.socket.destroy()
    if (fault?.how === 'hang') return void hanging.add(response)
    const answer = fault
      ? {
          status: fault.status ?? 500,
          headers: { 'content-type': 'application/json', ...fault.headers },
          body: fault.body ?? '{}',
        }
      : handle(request)
    request.status = answer.status
    response.writeHead(answer.status, answer.headers).end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  github.apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return github
}
