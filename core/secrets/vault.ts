import { notFound, OvenError } from '../errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { SecretsFile } from '../ports/secrets-file.ts'
import type { VaultKeys } from '../ports/vault-keys.ts'
import { keyIdOf, seal, unseal } from './seal.ts'
import { parseVault, type VaultDocument } from './vault-document.ts'

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
    const found = await keys.open(key.source)
    if (keyIdOf(found) !== key.id) {
      throw new OvenError(
        'vault-wrong-key',
        `The key at hand (${keys.describe(key.source)}) is not the one that the secrets in ${file.path} were encrypted with.`,
        {
          hint: 'Bring back the right key. Without it the values are lost: move the file away then, and set the secrets anew. Nothing was changed.',
        },
      )
    }
    opened.set(key.id, found)
    return found
  }

  async function keyToWrite(document: VaultDocument): Promise<{ document: VaultDocument; key: Buffer }> {
    const isEmpty = Object.keys(document.secrets).length + document.retired.length === 0
    try {
      const key = await keyOf(document)
      if (key) return { document, key }
    } catch (error) {
      // A key that nothing depends on is no loss.
      if (!isEmpty) throw error
    }
    const { key, source } = await keys.create()
    const id = keyIdOf(key)
    opened.set(id, key)
    return { document: { ...document, key: { id, source } }, key }
  }

  /** Ties a value to its place: moved under another name or into another oven it does not open. */
  const bound = (document: VaultDocument, name: string) =>
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
        for (const name of names) if (!entryOf(document, name)) throw missing(name)
        const key = await keyOf(document)
        const values = names.map((name) => {
          const value = key && open(document, key, name, entryOf(document, name)!)
          if (value === null) throw damaged(name, file.path)
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
        ]
        return all.filter((value) => value !== null)
      }),
    seen: () => [...seen],
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

function missing(name: string): OvenError {
  return new OvenError('secret-missing', `The secret "${name}" is not set.`, {
    hint: `Set it with \`oven secrets set ${name}\`, or in the window under Secrets.`,
  })
}

function damaged(name: string, path: string): OvenError {
  return new OvenError(
    'secret-damaged',
    `The secret "${name}" in ${path} was damaged, or moved there from elsewhere: it does not match its seal.`,
    {
      hint: `Set it anew with \`oven secrets set ${name}\`, or bring the file back from a backup. Nothing was changed.`,
    },
  )
}
