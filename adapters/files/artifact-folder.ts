import { constants } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { Artifact, ArtifactPiece } from '../../contract/index.ts'
import { notFound } from '../../core/errors.ts'

const PIECE_BYTES = 192 * 1024

/** The files below a run's folder, by path. Links are left out, and so are files that are still being written. */
export async function listArtifacts(folder: string): Promise<Artifact[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  const found = await Promise.all(
    entries
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.draft'))
      .map(async (entry): Promise<Artifact[]> => {
        const place = join(entry.parentPath, entry.name)
        const file = await stat(place).catch(() => null)
        const path = relative(folder, place).split(sep).join('/')
        return file ? [{ path, bytes: file.size, modifiedAt: file.mtime.toISOString() }] : []
      }),
  )
  return found.flat().sort((a, b) => a.path.localeCompare(b.path))
}

/**
 * One of them, in pieces. Only what `listArtifacts` names is read, so no path leads out of the folder. Throws `not-found`.
 */
export async function* readArtifact(
  folder: string,
  path: string,
  options: { limitBytes?: number; signal?: AbortSignal },
): AsyncGenerator<ArtifactPiece> {
  const known = (await listArtifacts(folder)).some((artifact) => artifact.path === path)
  if (!known) {
    throw notFound(`The run has no artifact ${JSON.stringify(path)}.`, 'See which there are, by their list.')
  }
  const file = await open(join(folder, path), constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    const { size: totalBytes } = await file.stat()
    const until = Math.min(totalBytes, options.limitBytes ?? totalBytes)
    const buffer = Buffer.allocUnsafe(PIECE_BYTES)
    let offset = 0
    do {
      if (options.signal?.aborted) return
      const { bytesRead } = await file.read(buffer, 0, Math.min(PIECE_BYTES, until - offset), offset)
      const end = offset + bytesRead >= until || bytesRead === 0
      yield { offset, totalBytes, base64: buffer.toString('base64', 0, bytesRead), end }
      if (end) return
      offset += bytesRead
    } while (offset < until)
  } finally {
    await file.close()
  }
}
