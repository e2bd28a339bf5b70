import { type FieldError, Settings } from '../../contract/index.ts'

/** `config.json`, its defaults filled in (contract/settings.ts). */
export const Config = Settings
export type Config = Settings

/** What is in the file itself, without defaults. */
export type ConfigFile = Readonly<Record<string, unknown>>

export interface ConfigStore {
  read(): Config
  /** Merges top-level keys and writes the file atomically. */
  write(changes: Record<string, unknown>): Config
}

/** The file as such, for those who change it key by key. */
export interface ConfigFileStore extends ConfigStore {
  readonly path: string
  readFile(): ConfigFile
  /** Values of the file that cannot be used; their defaults hold. */
  problems(): readonly FieldError[]
  /** Puts in its place what `change` makes of it, atomically; called again when somebody else wrote meanwhile. */
  rewrite(change: (file: ConfigFile) => Record<string, unknown>): void
  /** Called after something else changed the file. The answer ends it. */
  onExternalChange(listener: () => void): () => void
}
