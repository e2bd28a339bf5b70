import { mkdirSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import Conf from 'conf'
import { diskError } from './disk-error.ts'
import { ageMs, type FileMark, isSameMark, markOf, readText, replaceText, setAside } from './document-file.ts'
import { watchDocument } from './document-watcher.ts'
import { holdFile } from './held-file.ts'

export type Json = Record<string, unknown>

/** The part of `conf`, and so of `electron-store`, that a document is written through. */
export interface ConfLike {
  store: Json
}

/** Options for `conf` and `electron-store` alike; they name the file differently, so both names are given. */
export interface ConfOptions {
  cwd: string
  name: string
  configName: string
  fileExtension: string
  configFileMode: number
  accessPropertiesByDotNotation: boolean
  clearInvalidConfig: boolean
  serialize: (value: unknown) => string
}

export interface ConfDocumentOptions {
  /** Absolute path, ending in `.json`. */
  path: string
  /** Throws when a value is not of the document's shape; may answer it in another form. */
  parse: (value: unknown) => Json
  /** What comes of `base` when `mine` and `theirs` were made of it at the same time. */
  merge: (base: Json, mine: Json, theirs: Json) => Json
  /** What a document that is not there holds. */
  empty: Json
  onWarning: (sentence: string) => void
  /** The desktop passes one that makes an `electron-store`. */
  createStore?: (options: ConfOptions) => ConfLike
}

/** A file may be in the middle of being written; only when it has rested this long is it called broken. */
const SETTLE_MS = 250
/** File systems tell moments apart by a few ms; a file written so shortly before it was read may change unseen. */
const MARK_GRAIN_MS = 50

/**
 * One JSON file that people and other programs may edit as well. Reads are answered from memory until the file changed,
 * and their answers are frozen. A file that does not parse, or has not the right shape, is kept as
 * `<name>.broken-<time>`, and the last good state is used and put back; it lies in `<name>.last-good`, so that this
 * holds over restarts. Writes are atomic and applied to what the file holds at that moment.
 */
export class ConfDocument {
  readonly #options: ConfDocumentOptions
  readonly #listeners = new Set<() => void>()
  #store: ConfLike | null = null
  #state: { json: Json; text: string | null; mark: FileMark | null; readAt: number } | null = null
  #missingSince: number | null = null
  #stopWatching: (() => void) | null = null
  #recheck: NodeJS.Timeout | undefined
  #announcement: NodeJS.Timeout | undefined

  constructor(options: ConfDocumentOptions) {
    this.#options = options
  }

  /** Throws `file-refused` when the file cannot be read at all and nothing is known of it. */
  read(): Json {
    this.#look({ wait: this.#state === null })
    return this.#state!.json
  }

  /**
   * Replaces the document by what `change` makes of it. When somebody else wrote meanwhile, `change` is called again
   * with that; what they wrote into the file just as it was replaced is merged. Throws `disk-full` or `file-refused`, having changed nothing.
   */
  update(change: (json: Json) => Json): Json {
    for (;;) {
      this.#look({ wait: true })
      const before = this.#state!
      const json = this.#options.parse(change(before.json))
      if (serialize(json) === before.text) return before.json
      this.#look({ wait: true })
      if (this.#state!.text === before.text) return this.#replaceAndMerge(before, json)
    }
  }

  /** Writes `json` in the place of `known`; then again with what others wrote into the replaced file, until nobody did. */
  #replaceAndMerge(known: { json: Json; mark: FileMark | null }, json: Json): Json {
    let was = known
    let wanted = json
    for (;;) {
      const overwritten = this.#replace(wanted, was.mark)
      const accepted = this.#accept(wanted, serialize(wanted))
      if (overwritten === null) return accepted
      const base = was.json
      // Read back, since somebody may have written into this one as well by now.
      this.#look({ wait: true })
      was = this.#state!
      wanted = this.#options.parse(this.#options.merge(base, was.json, overwritten))
    }
  }

  /** Answers what somebody else wrote into the file that was replaced, or `null`. */
  #replace(json: Json, mark: FileMark | null): Json | null {
    const { path, parse } = this.#options
    const held = holdFile(path, mark)
    try {
      this.#write(json)
      const text = held.overwritten((edited) => parse(JSON.parse(edited)))
      return text === null ? null : parse(JSON.parse(text))
    } finally {
      held.release()
    }
  }

  /** Called after the file was changed by something else. The answer ends it. */
  onExternalChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    this.#stopWatching ??= this.#watch()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size > 0) return
      this.#stopWatching?.()
      this.#stopWatching = null
      clearTimeout(this.#recheck)
      clearTimeout(this.#announcement)
    }
  }

  #look({ wait }: { wait: boolean }): void {
    const { path } = this.#options
    for (;;) {
      try {
        const mark = markOf(path)
        if (this.#isKnown(mark)) return
        const text = mark === null ? null : readText(path)
        if (text === null ? this.#takeMissing() : this.#takeText(text, mark!)) return
      } catch (error) {
        if (this.#state === null || wait) throw diskError(error, path)
        this.#options.onWarning(`${diskError(error, path).message} What was known of it is used.`)
        return
      }
      if (!wait) {
        clearTimeout(this.#recheck)
        this.#recheck = setTimeout(() => this.#look({ wait: false }), SETTLE_MS).unref()
        return
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }

  #isKnown(mark: FileMark | null): boolean {
    const state = this.#state
    if (!state || !isSameMark(mark, state.mark)) return false
    if (mark === null) return true
    const restedMs = state.readAt - Number(mark.mtimeNs / 1_000_000n)
    return restedMs > MARK_GRAIN_MS || restedMs < 0
  }

  /** Both answer whether the matter is settled; if not, the file should be looked at again soon. */
  #takeMissing(): boolean {
    if (this.#state) {
      this.#missingSince ??= Date.now()
      // Editors that replace a file leave no file for a moment.
      if (Date.now() - this.#missingSince < SETTLE_MS) return false
      const { path } = this.#options
      this.#options.onWarning(
        `${basename(path)} was removed; the oven goes on without what it held. A copy is in ${basename(path)}.last-good.`,
      )
      this.#announce()
    }
    this.#missingSince = null
    this.#state = { json: freeze(this.#options.empty), text: null, mark: null, readAt: Date.now() }
    return true
  }

  #takeText(text: string, mark: FileMark): boolean {
    this.#missingSince = null
    const readAt = Date.now()
    if (this.#state?.text === text) {
      this.#state = { ...this.#state, mark, readAt }
      return true
    }
    let json: Json
    try {
      json = this.#options.parse(JSON.parse(text))
    } catch (error) {
      const age = ageMs(mark)
      if (age >= 0 && age < SETTLE_MS) return false
      this.#replaceBroken(error)
      return true
    }
    const isFirst = this.#state === null
    this.#state = { json: freeze(json), text, mark, readAt }
    this.#keepLastGood(text)
    if (!isFirst) this.#announce()
    return true
  }

  #replaceBroken(reason: unknown): void {
    const { path, onWarning } = this.#options
    const good = this.#state?.text ?? this.#readLastGood()
    const kept = basename(setAside(path))
    const why = reason instanceof SyntaxError ? 'is not valid JSON' : 'does not have the right shape'
    const json = good === null ? this.#options.empty : this.#options.parse(JSON.parse(good))
    onWarning(
      good === null
        ? `${basename(path)} ${why}; it was kept as ${kept}, and the oven begins with an empty one.`
        : `${basename(path)} ${why}; it was kept as ${kept}, and its last good state is in use.`,
    )
    this.#state = { json: freeze(json), text: null, mark: null, readAt: Date.now() }
    if (good === null) return
    try {
      this.#write(json)
      this.#accept(json, serialize(json))
    } catch (error) {
      onWarning(diskError(error, path).message)
    }
  }

  #write(json: Json): void {
    const { path, createStore } = this.#options
    const folder = dirname(path)
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      this.#store ??= (createStore ?? ((options: ConfOptions) => new Conf<Json>(options) as ConfLike))({
        cwd: folder,
        name: basename(path, '.json'),
        configName: basename(path, '.json'),
        fileExtension: 'json',
        configFileMode: 0o600,
        accessPropertiesByDotNotation: false,
        clearInvalidConfig: false,
        serialize,
      })
      this.#store.store = json
    } catch (error) {
      throw diskError(error, path)
    }
  }

  #accept(json: Json, text: string): Json {
    const mark = markOf(this.#options.path)
    this.#state = { json: freeze(json), text, mark, readAt: Date.now() }
    this.#keepLastGood(text)
    return this.#state.json
  }

  #readLastGood(): string | null {
    try {
      const text = readText(`${this.#options.path}.last-good`)
      if (text !== null) this.#options.parse(JSON.parse(text))
      return text
    } catch {
      return null
    }
  }

  #keepLastGood(text: string): void {
    const copy = `${this.#options.path}.last-good`
    try {
      if (readText(copy) !== text) replaceText(copy, text)
    } catch (error) {
      this.#options.onWarning(diskError(error, copy).message)
    }
  }

  #announce(): void {
    if (this.#listeners.size === 0) return
    clearTimeout(this.#announcement)
    this.#announcement = setTimeout(() => {
      for (const listener of this.#listeners) listener()
    }, 0).unref()
  }

  #watch(): () => void {
    const { path, onWarning } = this.#options
    try {
      this.#look({ wait: this.#state === null })
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      return watchDocument(path, () => this.#look({ wait: false }))
    } catch (error) {
      onWarning(`${diskError(error, path).message} Changes to it are seen when it is next read.`)
      return () => {}
    }
  }
}

function serialize(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const part of Object.values(value)) freeze(part)
  return Object.freeze(value)
}
