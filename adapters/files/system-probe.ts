import { statfs } from 'node:fs/promises'
import type { HostProbe } from '../../core/ports/host-probe.ts'

export const systemProbe: HostProbe = {
  async freeBytes(path) {
    const { bavail, bsize } = await statfs(path)
    return bavail * bsize
  },
}
