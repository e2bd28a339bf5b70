import type { EngineDisk, EngineShare } from '../../core/ports/engine-disk.ts'
import type { EngineLink } from './engine-link.ts'

interface Labelled {
  Labels?: Record<string, string> | null
}

/** The part of `GET /system/df` that is read (https://docs.docker.com/reference/api/engine/version/v1.41/#operation/SystemDataUsage). */
interface SystemDataUsage {
  Images?: (Labelled & { Size?: number })[] | null
  Containers?: (Labelled & { SizeRw?: number })[] | null
  Volumes?: (Labelled & { UsageData?: { Size?: number } | null })[] | null
}

/** What carries a label, by the engine's own account of its disk. */
export function createDiskUse({ link, deadlineMs }: { link: EngineLink; deadlineMs: number }): EngineDisk {
  return {
    diskUse: ({ name, value }) =>
      link.call(
        { doing: 'add up what it keeps on disk' },
        async ({ docker }, abortSignal) => {
          // Its types leave out the options that it takes.
          const ask = docker.df.bind(docker) as (options: object) => Promise<SystemDataUsage>
          const all = await ask({ abortSignal })
          const isOurs = ({ Labels }: Labelled) => Labels?.[name] === value
          return {
            images: sum(all.Images, isOurs, ({ Size }) => Size),
            containers: sum(all.Containers, isOurs, ({ SizeRw }) => SizeRw),
            volumes: sum(all.Volumes, isOurs, ({ UsageData }) => UsageData?.Size),
          }
        },
        deadlineMs,
      ),
  }
}

/** A size that is not known is told as -1 or left out. */
function sum<T>(
  all: readonly T[] | null | undefined,
  isOurs: (item: T) => boolean,
  sizeOf: (item: T) => number | undefined,
): EngineShare {
  const ours = (all ?? []).filter(isOurs)
  return {
    count: ours.length,
    bytes: ours.reduce((total, item) => total + Math.max(0, sizeOf(item) ?? 0), 0),
  }
}
