import { Resolver } from 'node:dns/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'

/** How long an address may take beyond the proxy, whose answer tells how fast this machine is at the moment. */
const TRY_MS = 1500
/** The proxy must answer. Where it is slow the machine is busy, which is no reason to doubt the cage. */
const PROXY_MS = 30_000
/** A machine that says "nothing listens here" was reached as surely as one that takes the connection. */
const REACHED = ['ECONNREFUSED', 'ECONNRESET']

/**
 * Tries to get out of the cage. `settings`: {targets: [{address, port}], names, proxy: {address, port, token}}.
 * Answers what could be reached or resolved that should not, and whether the proxy answered.
 */
export async function probe({ targets, names, proxy }) {
  const answer = askProxy(proxy)
  const late = answer.then(() => pause(TRY_MS))
  const [tried, resolved, proxyStatus] = await Promise.all([
    Promise.all(targets.map(async (target) => ((await isReached(target, late)) ? target : null))),
    Promise.all(names.map(async (name) => ((await isResolved(name, late)) ? name : null))),
    answer,
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

/** What has arrived by the end is heard first, however long this process was held up. */
function pause(ms) {
  return new Promise((resolve) => setTimeout(() => setImmediate(resolve), ms))
}

function isReached({ address, port }, late) {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port })
    const settle = (reached) => {
      socket.destroy()
      resolve(reached)
    }
    late.then(() => settle(false))
    socket.once('connect', () => settle(true))
    socket.once('error', ({ code }) => settle(REACHED.includes(code)))
  })
}

/** With a resolver that can be given up: the system's own holds the process for ten seconds. */
async function isResolved(name, late) {
  const resolver = new Resolver({ timeout: PROXY_MS, tries: 1 })
  late.then(() => resolver.cancel())
  try {
    await resolver.resolve4(name)
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
      timeout: PROXY_MS,
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
