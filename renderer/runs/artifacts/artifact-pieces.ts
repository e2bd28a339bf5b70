import type { OvenClient } from '../../connection/client.ts'
import { bytesOf } from './save-file.ts'

/** An artifact's bytes in pieces; with `limitBytes` only its beginning. */
export async function* artifactPieces(
  client: OvenClient,
  wanted: { runId: string; path: string; limitBytes?: number },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const { base64 } of await client.runs.artifacts.get(wanted, { signal })) yield bytesOf(base64)
}
