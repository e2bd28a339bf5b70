import type { LogChunk } from '../../../contract/index.ts'

/** Small pieces are joined up to this size, so that a chatty log does not become a hundred thousand blocks. */
const BLOCK_BYTES = 65_536
const NEWLINE = 0x0a
/** Browsers draw nothing beyond some 17 million pixels of height. */
const MOST_LINES = 800_000

interface Block {
  offset: number
  bytes: number
  /** The block's text cut at its line ends: the last piece has no line end yet. */
  pieces: string[]
  /** Number, counted from the window's top, of the line that `pieces[0]` belongs to. */
  firstLine: number
}

/**
 * The part of a log that is held in memory: one contiguous range of bytes, readable by line. It grows at either end
 * and is trimmed at the other, so a log of any size costs the same. Lines are counted from the top of the window;
 * `shift` tells by how many lines that count has moved, so that a view can stay where it was.
 */
export class LogWindow {
  #blocks: Block[] = []
  #shift = 0
  #bytes = 0

  /** First byte held. */
  get start(): number {
    return this.#blocks[0]?.offset ?? 0
  }

  /** The byte after the last one held: where reading goes on. */
  get end(): number {
    const last = this.#blocks.at(-1)
    return last === undefined ? 0 : last.offset + last.bytes
  }

  get isEmpty(): boolean {
    return this.#blocks.length === 0
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Lines put in above minus lines taken off above, since the window was made. */
  get shift(): number {
    return this.#shift
  }

  get lineCount(): number {
    const last = this.#blocks.at(-1)
    if (last === undefined) return 0
    const open = last.firstLine + last.pieces.length - 1
    return this.line(open) === '' ? open : open + 1
  }

  /** The text of one line, put together across blocks. */
  line(index: number): string {
    let at = this.#blockOfLine(index)
    if (at < 0) return ''
    let text = ''
    for (; at < this.#blocks.length; at += 1) {
      const block = this.#blocks[at]!
      const piece = index - block.firstLine
      text += block.pieces[piece] ?? ''
      if (piece < block.pieces.length - 1) break
    }
    return text
  }

  /** Whether a byte is held. */
  holds(offset: number): boolean {
    return !this.isEmpty && offset >= this.start && offset < this.end
  }

  /** The line that a held byte stands in. */
  lineAt(offset: number): number {
    const block = this.#blocks.findLast((each) => each.offset <= offset)
    if (block === undefined) return 0
    const before = new TextEncoder().encode(block.pieces.join('\n')).subarray(0, offset - block.offset)
    let line = block.firstLine
    for (const byte of before) if (byte === NEWLINE) line += 1
    return line
  }

  /** The byte at which a line begins, or of its first byte that is held. */
  offsetOf(line: number): number {
    const block = this.#blocks[this.#blockOfLine(line)]
    if (block === undefined) return this.end
    const above = block.pieces.slice(0, line - block.firstLine)
    return block.offset + new TextEncoder().encode(above.map((piece) => `${piece}\n`).join('')).length
  }

  /**
   * Adds a chunk at the end. What is already held is left out, so a repeated chunk changes nothing.
   * Answers false, and changes nothing, when bytes are missing between the window and the chunk.
   */
  append(chunk: Pick<LogChunk, 'offset' | 'bytes' | 'text'>): boolean {
    if (chunk.bytes === 0) return true
    if (this.isEmpty) {
      this.#push(chunk)
      return true
    }
    const end = this.end
    if (chunk.offset > end) return false
    if (chunk.offset + chunk.bytes <= end) return true
    this.#push(chunk.offset === end ? chunk : cutFront(chunk, end - chunk.offset))
    return true
  }

  /** Adds what was read before the window's start. The chunks must end exactly there. */
  prepend(chunks: Pick<LogChunk, 'offset' | 'bytes' | 'text'>[]): void {
    const held = chunks.filter((chunk) => chunk.bytes > 0)
    const last = held.at(-1)
    if (last === undefined || last.offset + last.bytes !== this.start) return
    const blocks = held.map((chunk) => toBlock(chunk))
    const before = this.#blocks[0]?.firstLine ?? 0
    this.#blocks = [...blocks, ...this.#blocks]
    this.#bytes += blocks.reduce((sum, block) => sum + block.bytes, 0)
    this.#renumber()
    this.#shift += this.#blocks[blocks.length]!.firstLine - before
  }

  /** Whether more is held than so many bytes, or than lines can be shown. */
  exceeds(capacityBytes: number): boolean {
    return this.#bytes > capacityBytes || this.#linesOf(this.#blocks) > MOST_LINES
  }

  /** Takes whole blocks off the top until at most `capacityBytes` are held, and no more lines than can be shown. */
  trimTop(capacityBytes: number): void {
    let cut = 0
    const lines = this.#linesOf(this.#blocks)
    const isTooTall = () => lines - this.#blocks[cut]!.firstLine > MOST_LINES
    while (cut < this.#blocks.length - 1 && (this.#bytes > capacityBytes || isTooTall())) {
      this.#bytes -= this.#blocks[cut]!.bytes
      cut += 1
    }
    if (cut === 0) return
    this.#shift -= this.#blocks[cut]!.firstLine
    this.#blocks = this.#blocks.slice(cut)
    this.#renumber()
  }

  /** Takes whole blocks off the bottom until at most `capacityBytes` are held. */
  trimBottom(capacityBytes: number): void {
    while (this.#blocks.length > 1 && this.exceeds(capacityBytes)) {
      this.#bytes -= this.#blocks.pop()!.bytes
    }
  }

  #push(chunk: Pick<LogChunk, 'offset' | 'bytes' | 'text'>): void {
    const last = this.#blocks.at(-1)
    this.#bytes += chunk.bytes
    if (last !== undefined && last.bytes + chunk.bytes <= BLOCK_BYTES) {
      const pieces = chunk.text.split('\n')
      last.pieces[last.pieces.length - 1] += pieces[0]!
      for (let i = 1; i < pieces.length; i += 1) last.pieces.push(pieces[i]!)
      last.bytes += chunk.bytes
      return
    }
    const block = toBlock(chunk)
    block.firstLine = last === undefined ? 0 : last.firstLine + last.pieces.length - 1
    this.#blocks.push(block)
  }

  #linesOf(blocks: readonly Block[]): number {
    const last = blocks.at(-1)
    return last === undefined ? 0 : last.firstLine + last.pieces.length
  }

  #renumber(): void {
    let line = 0
    for (const block of this.#blocks) {
      block.firstLine = line
      line += block.pieces.length - 1
    }
  }

  /** The first block that holds a piece of the line, by halving. */
  #blockOfLine(index: number): number {
    let low = 0
    let high = this.#blocks.length - 1
    let found = -1
    while (low <= high) {
      const middle = (low + high) >> 1
      const block = this.#blocks[middle]!
      if (block.firstLine + block.pieces.length - 1 >= index) {
        found = middle
        high = middle - 1
      } else low = middle + 1
    }
    return found >= 0 && this.#blocks[found]!.firstLine <= index ? found : -1
  }
}

function toBlock(chunk: Pick<LogChunk, 'offset' | 'bytes' | 'text'>): Block {
  return { offset: chunk.offset, bytes: chunk.bytes, pieces: chunk.text.split('\n'), firstLine: 0 }
}

/** The chunk without its first `bytes` bytes. */
export function cutFront<T extends Pick<LogChunk, 'offset' | 'bytes' | 'text'>>(chunk: T, bytes: number): T {
  const rest = new TextEncoder().encode(chunk.text).subarray(bytes)
  return {
    ...chunk,
    offset: chunk.offset + bytes,
    bytes: chunk.bytes - bytes,
    text: new TextDecoder().decode(rest),
  }
}

/** The chunk's first `bytes` bytes. */
export function cutBack<T extends Pick<LogChunk, 'offset' | 'bytes' | 'text'>>(chunk: T, bytes: number): T {
  const rest = new TextEncoder().encode(chunk.text).subarray(0, bytes)
  return { ...chunk, bytes, text: new TextDecoder().decode(rest) }
}
