import type { KeptRun } from '../ports/run-files.ts'

export interface RetentionPolicy {
  days: number
  maxBytes: number
  maxRunsPerJob?: number | undefined
}

/** A run's files and what the history knows of it. `endedAt` is null while it has not finished: then it is not touched. */
export interface KeptFiles {
  kept: KeptRun
  jobId: string | null
  endedAt: string | null
}

export interface Expired extends KeptFiles {
  reason: 'age' | 'count' | 'size'
}

const DAY_MS = 86_400_000

/**
 * Whose files are to go: what ended too long ago, then what is beyond each job's number, then the oldest until the rest
 * fits. What unfinished runs hold counts towards the size but stays.
 */
export function chooseExpired(
  all: readonly KeptFiles[],
  policy: RetentionPolicy,
  nowMs: number,
): { expired: Expired[]; stays: KeptFiles[] } {
  const expired: Expired[] = []
  const oldestMs = nowMs - policy.days * DAY_MS
  const perJob = new Map<string | null, number>()
  const ended = all.filter(isEnded).sort((a, b) => b.endedAt.localeCompare(a.endedAt))
  const left: (KeptFiles & { endedAt: string })[] = []
  for (const files of ended) {
    const newer = perJob.get(files.jobId) ?? 0
    perJob.set(files.jobId, newer + 1)
    if (Date.parse(files.endedAt) < oldestMs) expired.push({ ...files, reason: 'age' })
    else if (newer >= (policy.maxRunsPerJob ?? Number.POSITIVE_INFINITY)) {
      expired.push({ ...files, reason: 'count' })
    } else left.push(files)
  }
  const unfinished = all.filter((files) => files.endedAt === null)
  let bytes = [...left, ...unfinished].reduce((sum, { kept }) => sum + sizeOf(kept), 0)
  while (bytes > policy.maxBytes && left.length > 0) {
    const oldest = left.pop()!
    bytes -= sizeOf(oldest.kept)
    expired.push({ ...oldest, reason: 'size' })
  }
  return { expired, stays: [...left, ...unfinished] }
}

export function sizeOf(kept: KeptRun): number {
  return kept.logBytes + kept.artifactBytes
}

function isEnded(files: KeptFiles): files is KeptFiles & { endedAt: string } {
  return files.endedAt !== null
}
