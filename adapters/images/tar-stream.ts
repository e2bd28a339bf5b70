import { Buffer } from 'node:buffer'
import { Readable } from 'node:stream'

export interface TarFile {
  /** Path inside the archive, with slashes. */
  path: string
  bytes: Buffer
  executable: boolean
}

const BLOCK = 512

/** Writes regular files as a POSIX tar stream (ustar; pax for long names), the same bytes for the same files. */
export function tarStream(files: TarFile[]): Readable {
  return Readable.from(blocks(files))
}

function* blocks(files: TarFile[]): Generator<Buffer> {
  for (const { path, bytes, executable } of files) {
    const name = Buffer.from(path)
    if (name.length > 100) {
      const record = paxRecord('path', path)
      yield header({ name: Buffer.from('PaxHeader'), size: record.length, mode: 0o644, type: 'x' })
      yield padded(record)
    }
    yield header({
      name: name.subarray(0, 100),
      size: bytes.length,
      mode: executable ? 0o755 : 0o644,
      type: '0',
    })
    yield padded(bytes)
  }
  yield Buffer.alloc(BLOCK * 2)
}

function header(entry: { name: Buffer; size: number; mode: number; type: '0' | 'x' }): Buffer {
  const block = Buffer.alloc(BLOCK)
  entry.name.copy(block, 0)
  writeOctal(block, 100, 8, entry.mode)
  writeOctal(block, 108, 8, 0)
  writeOctal(block, 116, 8, 0)
  writeOctal(block, 124, 12, entry.size)
  writeOctal(block, 136, 12, 0)
  block.write('        ', 148)
  block.write(entry.type, 156)
  block.write('ustar\u000000', 257)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148)
  return block
}

function writeOctal(block: Buffer, offset: number, length: number, value: number): void {
  block.write(`${value.toString(8).padStart(length - 1, '0')}\u0000`, offset)
}

/** `<length> <key>=<value>\n`, where the length counts itself. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`)
  let length = rest + String(rest).length
  if (rest + String(length).length !== length) length = rest + String(length).length
  return Buffer.from(`${length} ${key}=${value}\n`)
}

function padded(bytes: Buffer): Buffer {
  const missing = (BLOCK - (bytes.length % BLOCK)) % BLOCK
  return missing === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(missing)])
}
