/** Lines that may be written at once; after that, so many a second. The rest is added up and told each second. */
const BURST = 200
const PER_SECOND = 20
/** Hosts told apart. A run that asks for more has them told as one. */
const MAX_HOSTS = 1000
const THE_REST = '(others)'

/**
 * Writes decisions down, one JSON line each: `{t: 'decision', host, port, allowed, reason, count}`. A run that asks
 * ten thousand times a second must not fill a disk, so `count` may be more than one.
 */
export function createLedger(write) {
  const waiting = new Map()
  const hosts = new Set()
  let budget = BURST

  function note({ host, port, reason = null }) {
    const known = hosts.has(host) || hosts.size < MAX_HOSTS
    if (known) hosts.add(host)
    const line = { t: 'decision', host: known ? host : THE_REST, port, allowed: reason === null, reason }
    if (budget > 0) {
      budget -= 1
      write({ ...line, count: 1 })
      return
    }
    const key = JSON.stringify(line)
    waiting.set(key, (waiting.get(key) ?? 0) + 1)
  }

  function flush() {
    for (const [key, count] of waiting) write({ ...JSON.parse(key), count })
    waiting.clear()
  }

  setInterval(() => {
    flush()
    budget = Math.min(BURST, budget + PER_SECOND)
  }, 1000).unref()

  return { note, flush }
}
