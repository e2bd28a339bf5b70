import type { Connection } from './connection.ts'
import { requestEngine } from './engine-request.ts'

/**
 * Holds the engine's event stream open, for nothing but its end: a killed engine breaks it within 10 ms, while an
 * attached container's output ends as if the container had, and a wait never settles. `onBroken` is called once.
 */
export function openLifeLine(connection: Connection, onBroken: () => void): { close(): void } {
  const abort = new AbortController()
  let over = false
  const broken = () => {
    if (over) return
    over = true
    onBroken()
  }
  // only the engine's own events: there are hardly any, so that the line stays silent
  const filters = encodeURIComponent(JSON.stringify({ type: ['daemon'] }))
  requestEngine(connection.endpoint, {
    method: 'GET',
    path: `${connection.pathPrefix}/events?filters=${filters}`,
    signal: abort.signal,
  }).then((response) => {
    response.on('close', broken).on('error', broken)
    response.resume()
  }, broken)
  return {
    close() {
      over = true
      abort.abort()
    },
  }
}
