import type { Sealed } from './seal.ts'
import type { VaultDocument } from './vault-document.ts'

/** Where what a run was handed is bound to: no secret has a name like it. */
export const runPlace = (runId: string) => `run ${runId}`

/**
 * The document with every value under another key. A secret that does not open is refused (`damaged`), since it would be
 * lost; what was only kept to be masked and does not open is left out.
 */
export function resealed(
  document: VaultDocument,
  how: {
    source: NonNullable<VaultDocument['key']>
    open: (place: string, sealed: Sealed) => string | null
    seal: (next: Pick<VaultDocument, 'version' | 'key'>, place: string, value: string) => Sealed
    damaged: (name: string) => Error
  },
): VaultDocument {
  const next = { ...document, key: how.source }

  function again<T extends Sealed>(place: string, entry: T): T[] {
    const value = how.open(place, entry)
    return value === null ? [] : [{ ...entry, ...how.seal(next, place, value) }]
  }

  const secrets = Object.entries(document.secrets).map(([name, entry]) => {
    const [found] = again(name, entry)
    if (!found) throw how.damaged(name)
    return [name, found] as const
  })
  const handed = Object.entries(document.handed).map(
    ([runId, kept]) => [runId, kept.flatMap((entry) => again(runPlace(runId), entry))] as const,
  )
  return {
    ...next,
    secrets: Object.fromEntries(secrets),
    retired: document.retired.flatMap((entry) => again(entry.name, entry)),
    handed: Object.fromEntries(handed),
  }
}
