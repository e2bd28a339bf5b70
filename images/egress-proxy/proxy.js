import { timingSafeEqual } from 'node:crypto'
import { createServer, request as httpRequest } from 'node:http'
import { connectToFirst } from './connect.js'
import { createGatekeeper } from './gatekeeper.js'
import { createLedger } from './ledger.js'

const MAX_CONNECTIONS = 1024
/** Headers that concern one connection only: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const ONE_HOP = [
  'connection',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
]

/**
 * Listens on the run's own network alone. `settings`: {listen: {address, port}, token, allow, refuseAddresses,
 * forTests?}. Says `{t: 'ready'}` once it listens, then each decision.
 */
export async function startProxy(settings) {
  const decide = createGatekeeper(settings)
  const ledger = createLedger((line) => process.stdout.write(`${JSON.stringify(line)}\n`))
  const credential = Buffer.from(`Basic ${Buffer.from(`oven:${settings.token}`).toString('base64')}`)
  const mayAsk = ({ headers }) => {
    const given = Buffer.from(headers['proxy-authorization'] ?? '')
    return given.length === credential.length && timingSafeEqual(given, credential)
  }

  async function judge(host, port) {
    const verdict = await decide(host, port)
    ledger.note({ ...verdict, port })
    return verdict
  }

  async function onConnect(request, client, head) {
    client.on('error', () => client.destroy())
    if (!mayAsk(request)) return answer(client, 407, 'Proxy Authentication Required')
    const [, host, port] = /^(\[[^\]]*\]|[^:]+):(\d{1,5})$/.exec(request.url) ?? []
    if (host === undefined) return answer(client, 400, 'Bad Request')
    const { addresses, reason } = await judge(host, Number(port))
    if (reason) return answer(client, 403, `Refused by Agent Oven (${reason})`)
    try {
      const upstream = await connectToFirst(addresses, Number(port))
      upstream.on('error', () => client.destroy())
      client.on('close', () => upstream.destroy())
      upstream.on('close', () => client.destroy())
      if (client.destroyed) return upstream.destroy()
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      if (head.length > 0) upstream.write(head)
      upstream.pipe(client)
      client.pipe(upstream)
    } catch (error) {
      answer(client, 502, `Bad Gateway (${error.code ?? 'unreachable'})`)
    }
  }

  async function onRequest(request, response) {
    const refuse = (status, sentence) => {
      response.writeHead(status, status === 407 ? { 'proxy-authenticate': 'Basic realm="egress"' } : {})
      response.end(`${sentence}\n`)
    }
    if (!mayAsk(request)) return refuse(407, 'Proxy Authentication Required')
    const url = URL.canParse(request.url) ? new URL(request.url) : null
    if (url?.protocol !== 'http:') return refuse(400, 'This proxy takes CONNECT, and plain http addresses.')
    const port = Number(url.port || 80)
    // The name as it was asked for: URL would make a dotted address of `127.1`, which is refused either way.
    const { addresses, reason } = await judge(url.hostname, port)
    if (reason) return refuse(403, `Refused by Agent Oven: ${url.hostname} (${reason}).`)
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => !ONE_HOP.includes(name)),
    )
    const upstream = httpRequest(
      {
        createConnection: (_, done) =>
          void connectToFirst(addresses, port).then((socket) => done(null, socket), done),
        method: request.method,
        path: url.pathname + url.search,
        headers: { ...headers, host: url.host, connection: 'close' },
      },
      (answered) => {
        const kept = Object.entries(answered.headers).filter(([name]) => !ONE_HOP.includes(name))
        response.writeHead(answered.statusCode, Object.fromEntries(kept))
        answered.pipe(response)
      },
    )
    upstream.on('error', (error) => {
      if (response.headersSent) response.destroy()
      else refuse(502, `Bad Gateway (${error.code ?? 'unreachable'})`)
    })
    response.on('close', () => upstream.destroy())
    request.pipe(upstream)
  }

  const server = createServer({ headersTimeout: 15_000, requestTimeout: 0, keepAliveTimeout: 30_000 })
  server.maxConnections = MAX_CONNECTIONS
  server.on('connect', (...call) => void onConnect(...call))
  server.on('request', (...call) => void onRequest(...call))
  server.on('clientError', (_, socket) => socket.destroy())
  await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(settings.listen.port, settings.listen.address, resolve)
  })
  process.on('SIGTERM', () => {
    ledger.flush()
    process.stdout.write('', () => process.exit(0))
  })
  process.on('SIGINT', () => {})
  process.stdout.write(`${JSON.stringify({ t: 'ready' })}\n`)
}

function answer(client, status, phrase) {
  const auth = status === 407 ? 'Proxy-Authenticate: Basic realm="egress"\r\n' : ''
  client.end(`HTTP/1.1 ${status} ${phrase}\r\n${auth}Content-Length: 0\r\nConnection: close\r\n\r\n`)
}
