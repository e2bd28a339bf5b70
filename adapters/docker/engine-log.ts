import type { Connection } from './connection.ts'
import { readBody, requestEngine } from './engine-request.ts'
import { type LogPosition, LogReassembler } from './log-reassembler.ts'
import type { OutputSource } from './output-source.ts'

/**
 * How containers' output is kept by the engine itself, for hosts that come back after a crash. `local` is the
 * fastest driver that keeps bytes as they are (json-file replaces what is no UTF-8). One file that never rotates:
 * rotation loses or repeats output in the middle of being followed. It goes with its container.
 */
export const logConfig = {
  Type: 'local',
  Config: { 'max-size': '1t', 'max-file': '1', compress: 'false' },
} as const

/**
 * Opens the engine's copy of a container's output from `position` on. With `follow` it goes on until the container
 * ends. 2.5 times slower than being attached: for recovery only.
 */
export async function openEngineLog(
  connection: Connection,
  containerId: string,
  options: { position: LogPosition; follow: boolean; signal: AbortSignal },
): Promise<OutputSource> {
  const { position, follow, signal } = options
  const response = await requestEngine(connection.endpoint, {
    method: 'GET',
    path: `${connection.pathPrefix}/containers/${containerId}/logs?stdout=1&stderr=1&timestamps=1&follow=${follow ? 1 : 0}`,
    signal,
  })
  const { statusCode = 0 } = response
  if (statusCode !== 200) {
    const body = (await readBody(response)).toString()
    throw Object.assign(new Error(body), { statusCode, json: { message: body } })
  }
  const reassembler = new LogReassembler(position, {
    forgetsNewlines: majorOf(connection.state.version) < 23,
  })
  return {
    readable: response,
    push: (chunk) => reassembler.push(chunk),
    end: () => reassembler.end(),
  }
}

function majorOf(version: string): number {
  return Number.parseInt(version, 10) || Number.POSITIVE_INFINITY
}
