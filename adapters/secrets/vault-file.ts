import { chmodSync, statSync } from 'node:fs'
import type { SecretsFile } from '../../core/ports/secrets-file.ts'
import { diskError } from '../files/disk-error.ts'
import { readText, replaceText } from '../files/document-file.ts'

/** `secrets.json`, mode 0600. A file that others may read is closed to them when it is read. */
export class VaultFile implements SecretsFile {
  readonly path: string

  constructor(options: { path: string }) {
    this.path = options.path
  }

  read(): string | null {
    try {
      const text = readText(this.path)
      if (text !== null && (statSync(this.path).mode & 0o077) !== 0) chmodSync(this.path, 0o600)
      return text
    } catch (error) {
      throw diskError(error, this.path)
    }
  }

  write(text: string): void {
    try {
      replaceText(this.path, text)
    } catch (error) {
      throw diskError(error, this.path)
    }
  }
}
