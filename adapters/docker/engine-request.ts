import {
  type Agent as HttpAgent,
  type IncomingMessage,
  type RequestOptions,
  request as requestHttp,
} from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Socket } from 'node:net'
import type { Endpoint } from './endpoint.ts'

/** Node's connection options for an endpoint. */
export function connectOptions(endpoint: Endpoint): RequestOptions & { rejectUnauthorized?: boolean } {
  const { address } = endpoint
  if (address.kind === 'socket') return { socketPath: address.socketPath }
  const { host, port, tls } = address
  if (!tls) return { host, port }
  return {
    host,
    port,
    ...(tls.ca ? { ca: tls.ca } : {}),
    ...(tls.cert ? { cert: tls.cert } : {}),
    ...(tls.key ? { key: tls.key } : {}),
    rejectUnauthorized: tls.verify,
  } as RequestOptions
}

export interface EngineRequest {
  method: 'GET' | 'POST'
  path: string
  signal?: AbortSignal
  agent?: HttpAgent
  /** Sent as JSON. */
  body?: unknown
}

/**
 * One plain request to the engine, answered with its response before the body. dockerode does the ordinary calls;
 * this is for those where the end of the connection must be told from the end of the answer.
 */
export function requestEngine(endpoint: Endpoint, request: EngineRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = send(endpoint, request, { 'Content-Length': '0' })
    outgoing.on('response', resolve).on('error', reject)
    outgoing.end()
  })
}

/**
 * Asks the engine to turn the connection into a plain two-way stream (docker calls it hijacking).
 * dockerode sends its options as the request's body there, which may end up in the container's input: hence by hand.
 * Protocol: https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach
 */
export function upgradeToStream(
  endpoint: Endpoint,
  request: EngineRequest,
): Promise<
  { kind: 'stream'; socket: Socket; head: Buffer } | { kind: 'refused'; response: IncomingMessage }
> {
  return new Promise((resolve, reject) => {
    const body = request.body === undefined ? '' : JSON.stringify(request.body)
    const type: Record<string, string> = body === '' ? {} : { 'Content-Type': 'application/json' }
    const length = { 'Content-Length': String(Buffer.byteLength(body)) }
    const outgoing = send(endpoint, request, { ...length, ...type, Connection: 'Upgrade', Upgrade: 'tcp' })
    outgoing.on('upgrade', (_response, socket, head) =>
      resolve({ kind: 'stream', socket: socket as Socket, head }),
    )
    outgoing.on('response', (response) => resolve({ kind: 'refused', response }))
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** The whole body; throws when the connection ends before the body does. */
export async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function send(endpoint: Endpoint, request: EngineRequest, headers: Record<string, string>) {
  const secure = endpoint.address.kind === 'tcp' && endpoint.address.tls !== null
  return (secure ? requestHttps : requestHttp)({
    ...connectOptions(endpoint),
    agent: request.agent ?? false,
    method: request.method,
    path: request.path,
    headers: { Host: endpoint.address.kind === 'tcp' ? endpoint.address.host : 'docker', ...headers },
    ...(request.signal ? { signal: request.signal } : {}),
  })
}
