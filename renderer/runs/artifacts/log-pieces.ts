import type { OvenClient } from '../../connection/client.ts'

/** A run's whole log as it is now, in pieces. */
export async function* logPieces(
  client: OvenClient,
  runId: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  for await (const { text } of await client.runs.logs({ runId, from: 0, follow: false }, { signal }))
    yield text
}
