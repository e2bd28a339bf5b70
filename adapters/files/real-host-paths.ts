import { realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { OvenError } from '../../core/errors.ts'
import type { HostPaths } from '../../core/ports/host-paths.ts'

/** The paths of this machine. */
export function createHostPaths(): HostPaths {
  return {
    async resolve(given) {
      const path = await realPathOf(resolve(given), given)
      return { path, kind: await kindOf(path) }
    },
  }
}

/** A link that leads nowhere stays itself: the engine refuses to mount what is not there. */
async function realPathOf(path: string, given: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if ((code === 'ENOENT' || code === 'ENOTDIR') && path !== '/') {
      return join(await realPathOf(dirname(path), given), basename(path))
    }
    throw new OvenError('path-unreadable', `${given} cannot be looked at (${code}).`, {
      kind: 'INPUT_INVALID',
      hint: 'See who may read the folders on the way to it.',
      cause: error,
    })
  }
}

async function kindOf(path: string) {
  const found = await stat(path).catch(() => null)
  if (!found) return null
  if (found.isDirectory()) return 'folder' as const
  if (found.isFile()) return 'file' as const
  return found.isSocket() ? ('socket' as const) : ('other' as const)
}
