import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OvenError } from '../../core/errors.ts'

/** Where an engine listens, in the form Node's `http` and dockerode take it. */
export interface Endpoint {
  /** As a person writes it: `unix:///var/run/docker.sock`, `tcp://10.0.0.2:2375`. */
  url: string
  address: SocketAddress | TcpAddress
}

export interface SocketAddress {
  kind: 'socket'
  socketPath: string
}

export interface TcpAddress {
  kind: 'tcp'
  host: string
  port: number
  tls: TlsFiles | null
}

export interface TlsFiles {
  ca: Buffer | null
  cert: Buffer | null
  key: Buffer | null
  verify: boolean
}

/**
 * Reads an engine's address: `unix://`, `npipe://`, `tcp://`, `http(s)://` or a bare `host:port`.
 * Throws `engine-address-unsupported` for `ssh://` and for what is no address.
 * Format: https://docs.docker.com/reference/cli/docker/#environment-variables
 */
export function parseEndpoint(text: string, options: { tls?: TlsFiles | null } = {}): Endpoint {
  const value = text.trim()
  if (value.startsWith('/')) return socketEndpoint(value)
  if (value.startsWith('unix://'))
    return socketEndpoint(value.slice('unix://'.length) || '/var/run/docker.sock')
  if (value.startsWith('npipe://')) {
    const path = value.slice('npipe://'.length) || '//./pipe/docker_engine'
    return { url: `npipe://${path}`, address: { kind: 'socket', socketPath: path } }
  }
  if (value.startsWith('ssh://')) {
    throw new OvenError(
      'engine-address-unsupported',
      `The engine's address ${value} is reached over SSH, which the oven does not do.`,
      {
        kind: 'ENGINE_DOWN',
        hint: 'Forward the socket yourself (`ssh -NL /tmp/docker.sock:/var/run/docker.sock <host>`) and set DOCKER_HOST=unix:///tmp/docker.sock.',
      },
    )
  }
  return tcpEndpoint(value, options.tls ?? null)
}

/** TLS files as docker keeps them in a folder; `null` when the folder holds none of them. */
export function readTlsFiles(folder: string, verify: boolean): TlsFiles | null {
  const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readOrNull(join(folder, name)))
  if (!ca && !cert && !key) return null
  return { ca: ca ?? null, cert: cert ?? null, key: key ?? null, verify }
}

function socketEndpoint(socketPath: string): Endpoint {
  return { url: `unix://${socketPath}`, address: { kind: 'socket', socketPath } }
}

function tcpEndpoint(value: string, tls: TlsFiles | null): Endpoint {
  let url: URL
  try {
    url = new URL(value.includes('://') ? value : `tcp://${value}`)
  } catch {
    throw unreadable(value)
  }
  if (!['tcp:', 'http:', 'https:'].includes(url.protocol) || url.hostname === '') throw unreadable(value)
  const secure = url.protocol === 'https:' || tls !== null || url.port === '2376'
  const port = Number(url.port || (secure ? 2376 : 2375))
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return {
    url: `tcp://${url.hostname}:${port}`,
    address: {
      kind: 'tcp',
      host,
      port,
      tls: secure ? (tls ?? { ca: null, cert: null, key: null, verify: true }) : null,
    },
  }
}

function unreadable(value: string): OvenError {
  return new OvenError('engine-address-unsupported', `The engine's address “${value}” cannot be read.`, {
    kind: 'ENGINE_DOWN',
    hint: 'Write it as unix:///path/to/docker.sock or tcp://host:port.',
  })
}

function readOrNull(path: string): Buffer | null {
  try {
    return readFileSync(path)
  } catch {
    return null
  }
}
