import type { ProgressOptions } from '../../core/ports/engine.ts'
import type { ProgressItem } from './progress-items.ts'

type Progress = Parameters<NonNullable<ProgressOptions['onProgress']>>[0]

/** Of a layer's way, how much its download is; the rest is unpacking. */
const downloadShare = 0.7

/** Adds the layers' progress up to one line: how many are in place, and the fraction of the whole way. */
export class PullProgress {
  private readonly layers = new Map<string, number>()

  /** `null` when the item tells nothing new. */
  take(item: ProgressItem): Progress | null {
    const { id, status = '' } = item
    if (!id || !/^[0-9a-f]{6,}$/.test(id))
      return status === '' ? null : { text: status, fraction: this.fraction() }
    const way = this.wayOf(item)
    if (way === null) return null
    const before = this.layers.get(id)
    this.layers.set(id, Math.max(before ?? 0, way))
    if (before !== undefined && before >= way) return null
    const done = [...this.layers.values()].filter((part) => part === 1).length
    return { text: `${done} of ${this.layers.size} layers in place`, fraction: this.fraction() }
  }

  private wayOf({ status, progressDetail }: ProgressItem): number | null {
    const { current = 0, total = 0 } = progressDetail ?? {}
    const part = total > 0 ? Math.min(1, current / total) : 0
    switch (status) {
      case 'Pulling fs layer':
      case 'Waiting':
        return 0
      case 'Downloading':
        return part * downloadShare
      case 'Verifying Checksum':
      case 'Download complete':
        return downloadShare
      case 'Extracting':
        return downloadShare + part * (1 - downloadShare) * 0.99
      case 'Pull complete':
      case 'Already exists':
        return 1
      default:
        return null
    }
  }

  private fraction(): number | null {
    if (this.layers.size === 0) return null
    let sum = 0
    for (const part of this.layers.values()) sum += part
    return sum / this.layers.size
  }
}
