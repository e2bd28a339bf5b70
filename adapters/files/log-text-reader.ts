import { type FileHandle, open } from 'node:fs/promises'
import type { LogChunk } from '../../contract/index.ts'
import type { LogTail } from './log-tail.ts'
import { bytesToBoundary, decodableLength } from './utf8-boundary.ts'

const CHUNK_BYTES = 64 * 1024

/**
 * A log's text from byte `from` (negative: before the end), in pieces that begin and end between characters; a `from`
 * within a character goes on to the next one. Bytes that are not UTF-8 come as U+FFFD and are counted as they are in the
 * file. Ends with a piece whose `end` says whether more can come.
 */
export async function* readLogText(
  path: string,
  tail: LogTail,
  options: { from: number; follow: boolean; signal?: AbortSignal },
): AsyncGenerator<LogChunk> {
  const { from, follow, signal } = options
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  let file: FileHandle | null = null
  let offset: number | null = null
  try {
    for (;;) {
      if (signal?.aborted) return
      const { ended, logBytes } = tail.look()
      if (logBytes > 0) file ??= await open(path, 'r')
      // A place the log has not reached yet is waited for, like any byte after its end.
      const isReached = from <= logBytes || ended || !follow
      if (isReached) offset ??= file ? await firstOffset(file, from, logBytes) : 0
      let shown = false
      while (file && offset !== null && offset < logBytes) {
        const wanted = Math.min(CHUNK_BYTES, logBytes - offset)
        const { bytesRead } = await file.read(buffer, 0, wanted, offset)
        const isLast = ended && offset + bytesRead >= logBytes
        const bytes = isLast ? bytesRead : decodableLength(buffer, bytesRead)
        if (bytes === 0) break
        yield { offset, bytes, text: buffer.toString('utf8', 0, bytes), end: isLast }
        if (isLast || signal?.aborted) return
        offset += bytes
        shown = true
      }
      if (ended || (!follow && !shown)) yield { offset: offset ?? 0, bytes: 0, text: '', end: ended }
      if (ended || !follow) return
      const now = tail.look()
      if (!now.ended && now.logBytes === logBytes) await tail.wait(signal)
    }
  } finally {
    await file?.close()
  }
}

async function firstOffset(file: FileHandle, from: number, logBytes: number): Promise<number> {
  const wanted = from < 0 ? Math.max(0, logBytes + from) : Math.min(from, logBytes)
  const start = Math.max(0, wanted - 3)
  const around = Buffer.alloc(7)
  const { bytesRead } = await file.read(around, 0, Math.min(7, logBytes - start), start)
  return wanted + bytesToBoundary(around.subarray(0, bytesRead), wanted - start)
}
