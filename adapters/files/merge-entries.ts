import { isDeepStrictEqual } from 'node:util'
import { OvenError } from '../../core/errors.ts'
import type { JobFileEntry } from '../../core/ports/job-store.ts'

/**
 * Applies the change from `base` to `mine` to `theirs`, job by job: what only one side changed is taken from that side.
 * Throws `file-changed` when both changed the same job and do not agree.
 */
export function mergeEntries(
  base: readonly JobFileEntry[],
  mine: readonly JobFileEntry[],
  theirs: readonly JobFileEntry[],
): JobFileEntry[] {
  if (isDeepStrictEqual(base, theirs)) return [...mine]
  const [was, ours, found] = [byKey(base), byKey(mine), byKey(theirs)]
  const merged: JobFileEntry[] = []
  for (const key of new Set([...ours.keys(), ...found.keys(), ...was.keys()])) {
    const entry = choose(key, was.get(key), ours.get(key), found.get(key))
    if (entry) merged.push(entry)
  }
  return merged
}

function choose(
  key: string,
  was: JobFileEntry | undefined,
  ours: JobFileEntry | undefined,
  found: JobFileEntry | undefined,
): JobFileEntry | undefined {
  if (isDeepStrictEqual(ours, was)) return found
  if (isDeepStrictEqual(found, was) || isDeepStrictEqual(found, ours)) return ours
  throw new OvenError(
    'file-changed',
    `Job "${key}" was changed in jobs.json by somebody else at the same moment.`,
    { kind: 'CONFLICT', hint: 'Look at the job as it is now, then make the change again.' },
  )
}

/** Files made by hand may name an id twice, or not at all; each such entry is followed by its count. */
function byKey(entries: readonly JobFileEntry[]): Map<string, JobFileEntry> {
  const map = new Map<string, JobFileEntry>()
  for (const entry of entries) {
    const id = String(entry.id)
    let key = id
    for (let count = 2; map.has(key); count++) key = `${id} (${count})`
    map.set(key, entry)
  }
  return map
}
