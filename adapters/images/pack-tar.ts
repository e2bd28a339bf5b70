import type { Readable } from 'node:stream'
import { pack } from 'tar-stream'

export interface TarFile {
  /** Path inside the archive, with slashes. */
  path: string
  bytes: Buffer
  executable: boolean
}

/** Packs files as a tar stream: root's, without times, so that the same files make the same bytes. */
export function packTar(files: TarFile[]): Readable {
  const stream = pack()
  for (const { path, bytes, executable } of files) {
    stream.entry({ name: path, mode: executable ? 0o755 : 0o644, mtime: new Date(0) }, bytes)
  }
  stream.finalize()
  return stream
}
