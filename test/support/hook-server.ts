import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HookCall {
  method: string
  path: string
  headers: IncomingHttpHeaders
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: a body may be anything; the tests say what
  json: any
}

export interface HookAnswer {
  status: number
  body?: string
  headers?: Record<string, string>
  /** Never answers; the connection stays open. */
  silent?: boolean
  /** Ends the connection without an answer, after it has read everything. */
  hangUp?: boolean
}

/** Receives what is posted, on loopback over real HTTP, and answers as a test says. */
export async function startHookServer(
  answer: (call: HookCall) => HookAnswer = () => ({ status: 200, body: 'ok' }),
) {
  const calls: HookCall[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    try {
      for await (const piece of request) text += piece
    } catch {
      return
    }
    const call = {
      method: request.method!,
      path: request.url!,
      headers: request.headers,
      text,
      json: parsed(text),
    }
    calls.push(call)
    const { status, body = '', headers = {}, silent, hangUp } = answer(call)
    if (hangUp) request.socket.destroy()
    else if (!silent) response.writeHead(status, headers).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    calls,
    port,
    url: (path = '/') => `http://127.0.0.1:${port}${path}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export type HookServer = Awaited<ReturnType<typeof startHookServer>>

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
