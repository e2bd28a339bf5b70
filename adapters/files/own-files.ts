import { readdir, stat, statfs } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { OwnFiles } from '../../core/ports/own-files.ts'

/** How large the oven's database is, with its journal and copies, and how much room is left beside it. */
export function createOwnFiles({ database }: { database: string }): OwnFiles {
  const folder = dirname(database)
  return {
    async databaseBytes() {
      const names = await readdir(folder).catch(() => [])
      const own = names.filter((name) => name.startsWith(basename(database)))
      const sizes = await Promise.all(
        own.map(async (name) => (await stat(join(folder, name)).catch(() => null))?.size ?? 0),
      )
      return sizes.reduce((sum, size) => sum + size, 0)
    },
    async freeBytes() {
      const disk = await statfs(folder).catch(() => null)
      return disk === null ? null : disk.bavail * disk.bsize
    },
  }
}
