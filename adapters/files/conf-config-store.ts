import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { OvenError } from '../../core/errors.ts'
import { Config, type ConfigStore } from '../../core/ports/config-store.ts'
import { ConfDocument, type ConfDocumentOptions, type Json } from './conf-document.ts'

const ConfigDocument = z.looseObject({})

/**
 * The settings in `config.json`. A wrong value in the file is told once, by its field, and its default used; the file
 * keeps it until somebody mends it. Unknown keys are kept.
 */
export class ConfConfigStore implements ConfigStore {
  readonly #document: ConfDocument
  readonly #onWarning: (sentence: string) => void
  #known: { json: Json; config: Config } | null = null

  constructor(options: Pick<ConfDocumentOptions, 'path' | 'onWarning' | 'createStore'>) {
    this.#onWarning = options.onWarning
    this.#document = new ConfDocument({
      ...options,
      empty: {},
      parse: (value) => ConfigDocument.parse(value),
      merge: mergeKeys,
    })
  }

  read(): Config {
    const json = this.#document.read()
    if (this.#known?.json !== json) {
      const { config, wrong } = readTolerantly(json)
      for (const { field, message } of wrong) {
        this.#onWarning(`config.json: "${field}" is not valid (${message}); its default is used.`)
      }
      this.#known = { json, config }
    }
    return this.#known.config
  }

  /**
   * Sets top-level keys; `null` or `undefined` takes one away. Throws `config-invalid`, naming the fields, when a key
   * that is set is wrong; keys that were wrong in the file before do not stand in the way.
   */
  write(changes: Record<string, unknown>): Config {
    const { wrong } = readTolerantly(withChanges({}, changes))
    if (wrong.length > 0) {
      throw new OvenError(
        'config-invalid',
        `The setting "${wrong[0]!.field}" is not valid: ${wrong[0]!.message}.`,
        {
          kind: 'INPUT_INVALID',
          hint: 'Correct the value; nothing was changed.',
          fields: wrong,
        },
      )
    }
    this.#document.update((json) => withChanges(json, changes))
    return this.read()
  }

  /** Called after the file was changed by something else. The answer ends it. */
  onExternalChange(listener: () => void): () => void {
    return this.#document.onExternalChange(listener)
  }
}

/** Keys that `mine` changed are taken from there, all others from `theirs`. */
function mergeKeys(base: Json, mine: Json, theirs: Json): Json {
  const changed = Object.keys({ ...base, ...mine }).filter((key) => !isDeepStrictEqual(base[key], mine[key]))
  return withChanges(theirs, Object.fromEntries(changed.map((key) => [key, mine[key]])))
}

function withChanges(json: Json, changes: Json): Json {
  const next: Json = { ...json }
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === undefined) delete next[key]
    else next[key] = value
  }
  return next
}

/** Takes every value that the schema refuses away until what is left is valid; says which. */
function readTolerantly(json: Json): { config: Config; wrong: { field: string; message: string }[] } {
  const wrong: { field: string; message: string }[] = []
  const left = structuredClone(json)
  for (;;) {
    const result = Config.safeParse(left)
    if (result.success) return { config: result.data, wrong }
    for (const { path, message } of result.error.issues) {
      wrong.push({ field: path.join('.'), message })
      remove(left, path)
    }
  }
}

function remove(json: Json, path: readonly PropertyKey[]): void {
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((at, key) => (at as Json | undefined)?.[key as string], json)
  if (parent) delete (parent as Json)[path.at(-1) as string]
}
