import { type FileHandle, open } from 'node:fs/promises'
import type { TranscriptEntry } from '../../contract/index.ts'
import type { LogTail } from './log-tail.ts'

const READ_BYTES = 64 * 1024
const NEWLINE = 0x0a

/** A transcript's entries after `after`, of one stage when given. The last answer's `end` says whether more can come. */
export async function* readTranscriptEntries(
  path: string,
  tail: LogTail,
  options: { after: number; stage?: string; follow: boolean; signal?: AbortSignal },
): AsyncGenerator<{ entries: TranscriptEntry[]; end: boolean }> {
  const { follow, signal } = options
  const buffer = Buffer.allocUnsafe(READ_BYTES)
  let file: FileHandle | null = null
  let offset = 0
  let torn = Buffer.alloc(0)
  try {
    for (;;) {
      if (signal?.aborted) return
      const { ended, transcriptBytes } = tail.look()
      if (transcriptBytes > 0) file ??= await open(path, 'r')
      while (file && offset < transcriptBytes) {
        const { bytesRead } = await file.read(
          buffer,
          0,
          Math.min(READ_BYTES, transcriptBytes - offset),
          offset,
        )
        if (bytesRead === 0) break
        offset += bytesRead
        const bytes = Buffer.concat([torn, buffer.subarray(0, bytesRead)])
        const whole = bytes.lastIndexOf(NEWLINE) + 1
        torn = bytes.subarray(whole)
        const entries = parseLines(bytes.toString('utf8', 0, whole), options)
        if (entries.length > 0) yield { entries, end: false }
        if (signal?.aborted) return
      }
      if (ended || !follow) {
        yield { entries: [], end: ended }
        return
      }
      const now = tail.look()
      if (!now.ended && now.transcriptBytes === transcriptBytes) await tail.wait(signal)
    }
  } finally {
    await file?.close()
  }
}

function parseLines(text: string, options: { after: number; stage?: string }): TranscriptEntry[] {
  const entries: TranscriptEntry[] = []
  for (const line of text.split('\n')) {
    const seq = /^\{"seq":(\d+)/.exec(line)
    if (!seq || Number(seq[1]) <= options.after) continue
    const entry = JSON.parse(line) as TranscriptEntry
    if (options.stage === undefined || entry.stage === options.stage) entries.push(entry)
  }
  return entries
}
