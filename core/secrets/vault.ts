import { notFound, OvenError } from '../errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { SecretsFile } from '../ports/secrets-file.ts'
import type { VaultKeys } from '../ports/vault-keys.ts'
import { resealed, runPlace } from './reseal.ts'
import { keyIdOf, seal, unseal } from './seal.ts'
import { parseVault, type VaultDocument } from './vault-document.ts'
import { secretDamaged, secretMissing, vaultEmpty, wrongKey } from './vault-errors.ts'

/**
 * The oven's secrets, encrypted in one file. Calls take turns, so none is lost to another. Throws `vault-broken`,
 * `vault-version`, `vault-locked` and `vault-wrong-key`, each naming the file and what to do; it is never changed then.
 */
export interface Vault {
  readonly path: string
  /** What can be told without the key. Throws when the file cannot be read. */
  names(): string[]
  list(): Promise<VaultListing>
  set(name: string, value: string): Promise<void>
  remove(name: string): Promise<void>
  /** The values of these names, noted as used. Throws `secret-missing` or `secret-damaged`, naming the first of them. */
  read(names: readonly string[]): Promise<Record<string, string>>
  /** Every value that a run still active may have been given, to be masked. */
  everything(): Promise<string[]>
  /** Keeps, sealed, what a run is about to be handed and nobody else keeps. Several calls add up. */
  remember(runId: string, values: readonly string[]): Promise<void>
  /** Whether something is kept for a run. Needs no key; false when the file cannot be read. */
  remembers(runId: string): boolean
  /** Lets go of what was kept for a run that has ended. Never throws: it goes with a later one then. */
  forget(runId: string): Promise<void>
  /**
   * Puts every value under a new key, in one write: whenever the host ends, the old key opens all or the new one does.
   * Throws `vault-empty`, `secret-damaged` (a value that does not open would be lost) and `vault-key-elsewhere`.
   */
  rotate(): Promise<{ secrets: number; keptBy: string }>
  /** All values that were opened or set since the host began. */
  seen(): readonly string[]
}

export interface VaultListing {
  secrets: { name: string; value: string | null; setAt: string; lastUsedAt: string | null }[]
  keptBy: string
  /** Why no value can be had. */
  problem: OvenError | null
}

export function createVault(options: {
  file: SecretsFile
  keys: VaultKeys
  installId: string
  clock: Clock
  /** Whether any run is active that may know a value. */
  hasActiveRuns: () => boolean
  /** Whether this one is. By default any may be. */
  isActive?: (runId: string) => boolean
}): Vault {
  const { file, keys, installId, clock } = options
  const opened = new Map<string, Buffer>()
  const seen = new Set<string>()
  let turn: Promise<unknown> = Promise.resolve()

  const now = () => new Date(clock.now()).toISOString()
  const load = () => parseVault(file.read(), file.path)

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work)
    turn = mine.catch(() => {})
    return mine
  }

  function save(document: VaultDocument): void {
    file.write(`${JSON.stringify(document, null, 2)}\n`)
  }

  /** The key that the document's values are under. */
  async function keyOf({ key }: VaultDocument): Promise<Buffer | null> {
    if (key === null) return null
    const known = opened.get(key.id)
    if (known) return known
    const found = await keys.open(key.source, key.id)
    if (keyIdOf(found) !== key.id) {
      throw wrongKey(keys.describe(key.source), file.path)
    }
    opened.set(key.id, found)
    return found
  }

  async function keyToWrite(document: VaultDocument): Promise<{ document: VaultDocument; key: Buffer }> {
    const kept = [document.secrets, document.handed, document.retired]
    const isEmpty = kept.every((part) => Object.keys(part).length === 0)
    // A key that nothing depends on is no loss; which is best may have changed since it was made.
    if (!isEmpty) {
      const key = await keyOf(document)
      if (key) return { document, key }
    }
    const { key, source } = await keys.create()
    const id = keyIdOf(key)
    opened.set(id, key)
    return { document: { ...document, key: { id, source } }, key }
  }

  /** Ties a value to its place: moved under another name or into another oven it does not open. */
  const bound = (document: Pick<VaultDocument, 'version' | 'key'>, name: string) =>
    `agent-oven secret\0${document.version}\0${installId}\0${document.key?.id}\0${name}`

  function open(document: VaultDocument, key: Buffer, name: string, sealed: { nonce: string; data: string }) {
    const value = unseal(key, bound(document, name), sealed)
    if (value !== null) seen.add(value)
    return value
  }

  /** Keeps what is about to go for as long as it may still turn up in a run's output. */
  function retire(document: VaultDocument, name: string): VaultDocument['retired'] {
    if (!options.hasActiveRuns()) return []
    const old = entryOf(document, name)
    return old ? [...document.retired, { name, nonce: old.nonce, data: old.data }] : document.retired
  }

  return {
    path: file.path,
    names: () => Object.keys(load().secrets),
    list: () =>
      inTurn(async () => {
        let document: VaultDocument | null = null
        let key: Buffer | null = null
        let problem: OvenError | null = null
        try {
          document = load()
          key = await keyOf(document)
        } catch (error) {
          if (!(error instanceof OvenError)) throw error
          problem = error
        }
        const secrets = Object.entries(document?.secrets ?? {}).map(([name, entry]) => ({
          name,
          value: key && open(document!, key, name, entry),
          setAt: entry.setAt,
          lastUsedAt: entry.lastUsedAt,
        }))
        return { secrets, keptBy: keys.describe(document?.key?.source ?? null), problem }
      }),
    set: (name, value) =>
      inTurn(async () => {
        const { document, key } = await keyToWrite(load())
        const entry = { ...seal(key, bound(document, name), value), setAt: now(), lastUsedAt: null }
        const secrets = Object.fromEntries([...Object.entries(document.secrets), [name, entry]])
        save({ ...document, secrets, retired: retire(document, name) })
        seen.add(value)
      }),
    remove: (name) =>
      inTurn(async () => {
        const document = load()
        if (!entryOf(document, name))
          throw notFound(`There is no secret "${name}".`, 'See `oven secrets list`.')
        const secrets = Object.fromEntries(Object.entries(document.secrets).filter(([key]) => key !== name))
        save({ ...document, secrets, retired: retire(document, name) })
      }),
    read: (names) =>
      inTurn(async () => {
        if (names.length === 0) return {}
        const document = load()
        for (const name of names) if (!entryOf(document, name)) throw secretMissing(name)
        const key = await keyOf(document)
        const values = names.map((name) => {
          const value = key && open(document, key, name, entryOf(document, name)!)
          if (value === null) throw secretDamaged(name, file.path)
          return [name, value] as const
        })
        noteUse(names)
        return Object.fromEntries(values)
      }),
    everything: () =>
      inTurn(async () => {
        const document = load()
        const key = await keyOf(document)
        if (!key) return []
        const all = [
          ...Object.entries(document.secrets).map(([name, entry]) => open(document, key, name, entry)),
          ...document.retired.map((entry) => open(document, key, entry.name, entry)),
          ...Object.entries(document.handed).flatMap(([runId, kept]) =>
            kept.map((sealed) => open(document, key, runPlace(runId), sealed)),
          ),
        ]
        return all.filter((value) => value !== null)
      }),
    remember: (runId, values) =>
      inTurn(async () => {
        if (values.length === 0) return
        const { document, key } = await keyToWrite(load())
        const sealed = values.map((value) => seal(key, bound(document, runPlace(runId)), value))
        const others = Object.entries(document.handed).filter(
          ([id]) => id === runId || (options.isActive?.(id) ?? true),
        )
        const handed = Object.fromEntries(others)
        save({ ...document, handed: { ...handed, [runId]: [...(handed[runId] ?? []), ...sealed] } })
        for (const value of values) seen.add(value)
      }),
    remembers(runId) {
      try {
        return Object.hasOwn(load().handed, runId)
      } catch {
        return false
      }
    },
    forget: (runId) =>
      inTurn(async () => {
        const document = load()
        if (!Object.hasOwn(document.handed, runId)) return
        const { [runId]: _gone, ...handed } = document.handed
        save({ ...document, handed })
      }).catch(() => {}),
    rotate: () => inTurn(rotate),
    seen: () => [...seen],
  }

  async function rotate(): Promise<{ secrets: number; keptBy: string }> {
    const document = load()
    const old = await keyOf(document)
    if (document.key === null || old === null) throw vaultEmpty(file.path)
    const { key, source, settle } = await keys.renew(document.key.source)
    const id = keyIdOf(key)
    save(
      resealed(document, {
        source: { id, source },
        open: (name, sealed) => open(document, old, name, sealed),
        seal: (next, name, value) => seal(key, bound(next, name), value),
        damaged: (name) => secretDamaged(name, file.path),
      }),
    )
    opened.clear()
    opened.set(id, key)
    settle()
    return { secrets: Object.keys(document.secrets).length, keptBy: keys.describe(source) }
  }

  function noteUse(names: readonly string[]): void {
    const document = load()
    const at = now()
    const used = Object.entries(document.secrets).map(([name, entry]) => [
      name,
      names.includes(name) ? { ...entry, lastUsedAt: at } : entry,
    ])
    try {
      save({ ...document, secrets: Object.fromEntries(used) })
    } catch {
      // When a secret was last used is not worth a run.
    }
  }
}

/** The names are the user's: `constructor` is one. */
function entryOf({ secrets }: VaultDocument, name: string) {
  return Object.hasOwn(secrets, name) ? secrets[name] : undefined
}
