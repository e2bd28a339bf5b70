import { type FileHandle, open } from 'node:fs/promises'
import type { LogMatch, LogMatches } from '../../contract/index.ts'
import type { LogSearch } from '../../core/ports/run-log-store.ts'
import { createLineMatcher, type LineMatcher } from './line-matcher.ts'

const BLOCK_BYTES = 512 * 1024
/** A line longer than this is searched in parts; what lies across two parts is not found. */
const LONGEST_LINE_BYTES = 8 * 1024 * 1024
/** How often what was found is told, so that a search of a great log shows that it moves. */
const TELL_EVERY_MS = 100

/**
 * Looks through the first `logBytes` bytes of a log. Reads it in blocks of whole lines and lets others have their turn
 * between them, so a search of a gibibyte holds up nobody.
 */
export async function* searchLog(
  path: string,
  logBytes: number,
  search: LogSearch & { signal?: AbortSignal },
): AsyncGenerator<LogMatches> {
  const { backwards, limit, stop, signal } = search
  const matcher = createLineMatcher(search)
  let matches: LogMatch[] = []
  let count = 0
  let listed = 0
  let searchedBytes = 0
  let toldAt = performance.now()
  const told = (end: boolean): LogMatches => {
    const news = { matches, count, searchedBytes, totalBytes: logBytes, end }
    matches = []
    toldAt = performance.now()
    return news
  }
  if (logBytes === 0) return yield told(true)
  const file = await open(path, 'r')
  try {
    const blocks = backwards ? blocksBackwards(file, logBytes) : blocksForwards(file, logBytes)
    for await (const { offset, bytes } of blocks) {
      if (signal?.aborted) return
      const found = findIn(matcher, bytes, offset)
      if (backwards) found.reverse()
      count += found.length
      const room = found.slice(0, limit - listed)
      matches.push(...room)
      const isFirst = listed === 0 && room.length > 0
      listed += room.length
      searchedBytes += bytes.length
      if (stop && listed >= limit) break
      if (isFirst || performance.now() - toldAt > TELL_EVERY_MS) yield told(false)
    }
    yield told(true)
  } finally {
    await file.close()
  }
}

function findIn(matcher: LineMatcher, bytes: Buffer, offset: number): LogMatch[] {
  let line = 0
  return matcher(bytes).map(({ start, end }) => {
    // Places come in order, so the line's beginning is looked for from the one before.
    const before = bytes.lastIndexOf(0x0a, start - 1) + 1
    line = start === 0 ? 0 : Math.max(line, before)
    return { offset: offset + start, bytes: end - start, line: offset + line }
  })
}

interface Block {
  offset: number
  bytes: Buffer
}

/** The file from its beginning, in blocks that end with a line's end. */
async function* blocksForwards(file: FileHandle, until: number): AsyncGenerator<Block> {
  let size = BLOCK_BYTES
  for (let offset = 0; offset < until; ) {
    const bytes = await readAt(file, offset, Math.min(size, until - offset))
    if (bytes.length === 0) return
    const isLast = offset + bytes.length >= until
    const whole = isLast ? bytes.length : bytes.lastIndexOf(0x0a) + 1
    if (whole === 0 && size < LONGEST_LINE_BYTES) {
      size *= 2
      continue
    }
    const taken = whole === 0 ? bytes.length : whole
    yield { offset, bytes: bytes.subarray(0, taken) }
    offset += taken
    size = BLOCK_BYTES
  }
}

/** The file from its end, in blocks that begin with a line. */
async function* blocksBackwards(file: FileHandle, until: number): AsyncGenerator<Block> {
  let size = BLOCK_BYTES
  for (let end = until; end > 0; ) {
    const offset = Math.max(0, end - size)
    const bytes = await readAt(file, offset, end - offset)
    if (bytes.length < end - offset) return
    const first = offset === 0 ? 0 : bytes.subarray(0, -1).indexOf(0x0a) + 1
    if (first === 0 && offset > 0 && size < LONGEST_LINE_BYTES) {
      size *= 2
      continue
    }
    yield { offset: offset + first, bytes: bytes.subarray(first) }
    end = offset + first
    size = BLOCK_BYTES
  }
}

async function readAt(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  const { bytesRead } = await file.read(buffer, 0, length, offset)
  return buffer.subarray(0, bytesRead)
}
