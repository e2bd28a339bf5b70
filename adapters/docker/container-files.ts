import { extract, pack } from 'tar-stream'
import type { ContainerFile } from '../../core/ports/engine.ts'
import type { EngineLink } from './engine-link.ts'
import { statusOf, wordsOf } from './refusal.ts'

/** What may be read and thrown away to get at what fits; a folder of dependencies is not worth the time. */
const skippedBytesAllowed = 64 * 1024 * 1024

/**
 * Reads the regular files at or below a path of a container, running or stopped, its volumes included. Paths are
 * answered relative to `path` (a single file: its own name). Files that do not fit into what is left of `maxBytes`
 * are left out. No such path: no files.
 */
export function readContainerFiles(
  link: EngineLink,
  request: { containerId: string; path: string; maxBytes: number; deadlineMs: number },
): Promise<ContainerFile[]> {
  const { containerId, path, maxBytes, deadlineMs } = request
  const subject = { doing: `hand out the files of ${path}`, containerId }
  return link.call(
    subject,
    async ({ docker }, signal) => {
      let archive: NodeJS.ReadableStream
      try {
        archive = await docker
          .getContainer(containerId)
          .getArchive({ path, abortSignal: signal } as { path: string })
      } catch (error) {
        if (statusOf(error) === 404 && !/no such container/i.test(wordsOf(error))) return []
        throw error
      }
      return readArchive(archive, maxBytes)
    },
    deadlineMs,
  )
}

/** A link counts, wherever it leads: the engine follows it only inside a running container. */
export function hasContainerFile(link: EngineLink, containerId: string, path: string): Promise<boolean> {
  return link.call({ doing: `look for ${path}`, containerId }, async ({ docker }, signal) => {
    try {
      await docker.getContainer(containerId).infoArchive({ path, abortSignal: signal } as { path: string })
      return true
    } catch (error) {
      if (statusOf(error) === 404 && !/no such container/i.test(wordsOf(error))) return false
      throw error
    }
  })
}

/** The engine unpacks into what is mounted there, in a container that has not started too; the rest of it may be read-only. */
export function writeContainerFiles(
  link: EngineLink,
  request: { containerId: string; path: string; files: ContainerFile[] },
): Promise<void> {
  const { containerId, path, files } = request
  return link.call({ doing: `put files into ${path}`, containerId }, async ({ docker }, signal) => {
    const archive = pack()
    for (const { path: name, bytes } of files) archive.entry({ name, mode: 0o444, uid: 0, gid: 0 }, bytes)
    archive.finalize()
    await docker
      .getContainer(containerId)
      .putArchive(archive, { path, abortSignal: signal } as { path: string })
  })
}

function readArchive(archive: NodeJS.ReadableStream, maxBytes: number): Promise<ContainerFile[]> {
  return new Promise((resolve, reject) => {
    const files: ContainerFile[] = []
    let kept = 0
    let skipped = 0
    const untar = extract()
    const stop = () => {
      archive.unpipe(untar)
      ;(archive as NodeJS.ReadableStream & { destroy(): void }).destroy()
      untar.destroy()
    }
    untar.on('entry', (header, content, next) => {
      const size = header.size ?? 0
      const wanted = header.type === 'file' || header.type === 'contiguous-file'
      if (!wanted || kept + size > maxBytes) {
        skipped += size
        if (skipped > skippedBytesAllowed) {
          stop()
          resolve(files)
          return
        }
        content.on('end', next)
        content.resume()
        return
      }
      kept += size
      const chunks: Buffer[] = []
      content.on('data', (chunk: Buffer) => chunks.push(chunk))
      content.on('end', () => {
        files.push({ path: belowRoot(header.name), bytes: Buffer.concat(chunks) })
        next()
      })
    })
    untar.on('finish', () => resolve(files))
    untar.on('error', reject)
    archive.on('error', reject)
    archive.on('close', () => untar.end())
    archive.pipe(untar)
  })
}

/** The archive's names begin with the last part of the path that was asked for. */
function belowRoot(name: string): string {
  const slash = name.indexOf('/')
  return slash === -1 ? name : name.slice(slash + 1)
}
