import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { FieldError } from '../../contract/index.ts'
import { readConfig } from '../../core/config/read-config.ts'
import { OvenError } from '../../core/errors.ts'
import type { Config, ConfigFile, ConfigFileStore } from '../../core/ports/config-store.ts'
import { ConfDocument, type ConfDocumentOptions, type Json } from './conf-document.ts'

const ConfigDocument = z.looseObject({})

/**
 * The settings in `config.json`. A wrong value in the file is told once, by its field, and its default used; the file
 * keeps it until somebody mends it. Unknown keys are kept.
 */
export class ConfConfigStore implements ConfigFileStore {
  readonly path: string
  readonly #document: ConfDocument
  readonly #onWarning: (sentence: string) => void
  #known: { json: Json; config: Config; problems: FieldError[] } | null = null

  constructor(options: Pick<ConfDocumentOptions, 'path' | 'onWarning' | 'createStore'>) {
    this.path = options.path
    this.#onWarning = options.onWarning
    this.#document = new ConfDocument({
      ...options,
      empty: {},
      parse: (value) => ConfigDocument.parse(value),
      merge: mergeKeys,
    })
  }

  read(): Config {
    return this.#read().config
  }

  problems(): readonly FieldError[] {
    return this.#read().problems
  }

  readFile(): ConfigFile {
    return this.#document.read()
  }

  /**
   * Sets top-level keys; `null` or `undefined` takes one away. Throws `config-invalid`, naming the fields, when a key
   * that is set is wrong; keys that were wrong in the file before do not stand in the way.
   */
  write(changes: Record<string, unknown>): Config {
    const { problems } = readConfig(withChanges({}, changes))
    if (problems.length > 0) {
      throw new OvenError('config-invalid', problems[0]!.message, {
        kind: 'INPUT_INVALID',
        hint: 'Correct the value; nothing was changed.',
        fields: problems,
      })
    }
    this.rewrite((json) => withChanges(json, changes))
    return this.read()
  }

  rewrite(change: (file: ConfigFile) => Record<string, unknown>): void {
    this.#document.update(change)
  }

  /** Called after the file was changed by something else. The answer ends it. */
  onExternalChange(listener: () => void): () => void {
    return this.#document.onExternalChange(listener)
  }

  #read(): { config: Config; problems: FieldError[] } {
    const json = this.#document.read()
    if (this.#known?.json !== json) {
      const { config, problems } = readConfig(json)
      for (const { message } of problems) this.#onWarning(`config.json: ${message} Its default is used.`)
      this.#known = { json, config, problems }
    }
    return this.#known
  }
}

/** Keys that `mine` changed are taken from there, all others from `theirs`. */
function mergeKeys(base: Json, mine: Json, theirs: Json): Json {
  const changed = Object.keys({ ...base, ...mine }).filter((key) => !isDeepStrictEqual(base[key], mine[key]))
  return withChanges(theirs, Object.fromEntries(changed.map((key) => [key, mine[key]])))
}

function withChanges(json: ConfigFile, changes: Json): Json {
  const next: Json = { ...json }
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === undefined) delete next[key]
    else next[key] = value
  }
  return next
}
