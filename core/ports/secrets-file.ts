/** Where the vault keeps its text: `secrets.json` in the oven's folder, for its owner only. Implemented by `adapters/secrets`. */
export interface SecretsFile {
  /** For sentences. */
  readonly path: string
  /** `null` when there is none. Throws `file-refused`. */
  read(): string | null
  /** Replaces it whole: after a crash there is the old text or the new one. Throws `disk-full` or `file-refused`. */
  write(text: string): void
}
