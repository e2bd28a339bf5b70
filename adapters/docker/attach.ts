import type { Connection } from './connection.ts'
import { Demultiplexer } from './demultiplexer.ts'
import { readBody, upgradeToStream } from './engine-request.ts'
import type { OutputSource } from './output-source.ts'

/**
 * Attaches to a container that has not been started, so that not a byte of its output is missed, and hands it its
 * standard input: written ahead, then ended. Input travels over this connection alone: nothing of it is on a disk
 * or in the container's configuration.
 */
export async function attach(
  connection: Connection,
  containerId: string,
  stdin: Buffer | null,
  signal: AbortSignal,
): Promise<OutputSource> {
  const query = `stream=1&stdout=1&stderr=1${stdin ? '&stdin=1' : ''}`
  const answer = await upgradeToStream(connection.endpoint, {
    method: 'POST',
    path: `${connection.pathPrefix}/containers/${containerId}/attach?${query}`,
    signal,
  })
  if (answer.kind === 'refused') {
    const { statusCode = 0 } = answer.response
    const body = (await readBody(answer.response)).toString()
    throw Object.assign(new Error(body), { statusCode, json: parseOrNull(body) })
  }
  const { socket, head } = answer
  // a broken connection shows where it is read; a late write to it must not bring the host down
  socket.on('error', () => {})
  if (head.length > 0) socket.unshift(head)
  if (stdin) socket.end(stdin)
  const demultiplexer = new Demultiplexer()
  return { readable: socket, push: (chunk) => demultiplexer.push(chunk) }
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
