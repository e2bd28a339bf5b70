import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'

/** What tells one state of a file from another without reading it. */
export interface FileMark {
  mtimeNs: bigint
  size: bigint
  inode: bigint
}

/** The file's mark, or `null` when it is not there. */
export function markOf(path: string): FileMark | null {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stat ? { mtimeNs: stat.mtimeNs, size: stat.size, inode: stat.ino } : null
}

export function isSameMark(one: FileMark | null, other: FileMark | null): boolean {
  if (one === null || other === null) return one === other
  return one.mtimeNs === other.mtimeNs && one.size === other.size && one.inode === other.inode
}

/** How long ago the file was last written, in ms. */
export function ageMs(mark: FileMark): number {
  return Date.now() - Number(mark.mtimeNs / 1_000_000n)
}

/** The text of a file without its byte-order mark, or `null` when it is not there. */
export function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').replace(/^\ufeff/, '')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Replaces a file whole, for its owner only: after a crash there is the old text or the new one. */
export function replaceText(path: string, text: string): void {
  const draft = `${path}.${process.pid}.draft`
  try {
    const file = openSync(draft, 'w', 0o600)
    try {
      writeSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/** Renames a file to `<path>.broken-<time>` and answers that name. */
export function setAside(path: string): string {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  let kept = `${path}.broken-${time}`
  for (let count = 2; markOf(kept) !== null; count++) kept = `${path}.broken-${time}-${count}`
  renameSync(path, kept)
  return kept
}
