import { Resolver } from 'node:dns/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'

const TRY_MS = 1500
/** A machine that says "nothing listens here" was reached as surely as one that takes the connection. */
const REACHED = ['ECONNREFUSED', 'ECONNRESET']

/**
 * Tries to get out of the cage. `settings`: {targets: [{address, port}], names, proxy: {address, port, token}}.
 * Answers what could be reached or resolved that should not, and whether the proxy answered.
 */
export async function probe({ targets, names, proxy }) {
  const [tried, resolved, proxyStatus] = await Promise.all([
    Promise.all(targets.map(async (target) => ((await isReached(target)) ? target : null))),
    Promise.all(names.map(async (name) => ((await isResolved(name)) ? name : null))),
    askProxy(proxy),
  ])
  const addresses = Object.values(networkInterfaces()).flat()
  return {
    reached: tried.filter((target) => target !== null),
    resolved: resolved.filter((name) => name !== null),
    ipv6: addresses
      .filter(({ family, internal }) => family === 'IPv6' && !internal)
      .map(({ address }) => address),
    proxyStatus,
  }
}

function isReached({ address, port }) {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port })
    const settle = (reached) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(reached)
    }
    const timer = setTimeout(settle, TRY_MS, false)
    socket.once('connect', () => settle(true))
    socket.once('error', ({ code }) => settle(REACHED.includes(code)))
  })
}

/** With a resolver that can be given up: the system's own holds the process for ten seconds. */
async function isResolved(name) {
  try {
    await new Resolver({ timeout: TRY_MS, tries: 1 }).resolve4(name)
    return true
  } catch {
    return false
  }
}

/** Asks for an address, which the proxy must refuse with 403; `null` when nothing answered. */
function askProxy({ address, port, token }) {
  return new Promise((resolve) => {
    const authorization = `Basic ${Buffer.from(`oven:${token}`).toString('base64')}`
    const asked = request({
      host: address,
      port,
      method: 'CONNECT',
      path: '169.254.169.254:443',
      headers: { 'proxy-authorization': authorization },
      timeout: TRY_MS * 2,
    })
    asked.once('connect', ({ statusCode }, socket) => {
      socket.destroy()
      resolve(statusCode)
    })
    asked.once('timeout', () => asked.destroy())
    asked.once('error', () => resolve(null))
    asked.end()
  })
}
