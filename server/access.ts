import { createHash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import type { Sessions } from './sessions.ts'

/** Why a request is turned away before it reaches an operation. */
export interface Refusal {
  status: number
  code: string
  message: string
  hint: string | null
}

/**
 * Turns away requests that a foreign web page made the user's browser send: their `Host` is a name that an attacker
 * pointed at this machine (DNS rebinding), or their `Origin` is another site. Programs send no `Origin`.
 */
export function createAddressGuard(options: {
  boundHost: string
  /** Names that a tunnel or a proxy passes calls on under. */
  names?: readonly string[]
}): (headers: { host?: string; origin?: string }) => Refusal | null {
  const names = new Set(['localhost', '127.0.0.1', '[::1]', bracketed(options.boundHost)])
  // Bound to the network, the machine goes by its names and by addresses; an address cannot be rebound.
  const open = !isLoopback(options.boundHost)
  if (open) for (const name of [hostname(), `${hostname()}.local`]) names.add(name.toLowerCase())

  for (const name of options.names ?? []) names.add(name.toLowerCase())

  return ({ host, origin }) => {
    const name = nameOf(host)
    if (name === null || !(names.has(name) || (open && isAddress(name)))) {
      return {
        status: 421,
        code: 'MISDIRECTED_REQUEST',
        message: `This oven does not go by the name ${JSON.stringify(host ?? '')}.`,
        hint: 'Use http://127.0.0.1 with its port, as printed by `oven open`.',
      }
    }
    if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
      return {
        status: 403,
        code: 'FORBIDDEN',
        message: 'Calls from pages of other sites are not answered.',
        hint: null,
      }
    }
    return null
  }
}

/** Checks bearers: the oven's own token, or that of a browser session. */
export function createBearerCheck(options: {
  token: string
  sessions: Sessions
}): (authorization: string | undefined) => 'oven' | 'session' | null {
  const own = digest(options.token)
  return (authorization) => {
    const given = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(authorization ?? '')?.[1]
    if (given === undefined) return null
    if (timingSafeEqual(digest(given), own)) return 'oven'
    return options.sessions.accepts(given) ? 'session' : null
  }
}

export const unauthorized: Refusal = {
  status: 401,
  code: 'UNAUTHORIZED',
  message: 'This call needs the oven’s token, or that of a browser session.',
  hint: 'Open the window anew with `oven open`; programs send `Authorization: Bearer <token>`.',
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function bracketed(host: string): string {
  return isIP(host) === 6 ? `[${host.toLowerCase()}]` : host.toLowerCase()
}

function nameOf(host: string | undefined): string | null {
  return /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/.exec(host?.toLowerCase() ?? '')?.[1] ?? null
}

function isAddress(name: string): boolean {
  return isIP(name.replace(/^\[|\]$/g, '')) !== 0
}
