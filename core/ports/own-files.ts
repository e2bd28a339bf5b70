/** Sizes of the oven's own folder. Implemented by `adapters/files`. */
export interface OwnFiles {
  /** The database with what belongs to it. */
  databaseBytes(): Promise<number>
  /** Room left on its disk, or `null` when that cannot be told. */
  freeBytes(): Promise<number | null>
}
