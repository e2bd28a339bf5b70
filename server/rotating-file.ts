import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

export interface RotatingFile {
  write(line: string): void
  close(): void
}

/**
 * A log file that stays small: at `maxBytes` it becomes `<path>.1`, that one `.2`, up to `keep`; the oldest goes.
 * A disk that refuses loses lines, never the host.
 */
export function openRotatingFile(path: string, options: { maxBytes: number; keep: number }): RotatingFile {
  let fd: number | null = null
  let size = 0

  function open(): number {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const opened = openSync(path, 'a', 0o600)
    size = fstatSync(opened).size
    return opened
  }

  function rotate(): void {
    if (fd !== null) closeSync(fd)
    fd = null
    rmSync(`${path}.${options.keep}`, { force: true })
    for (let number = options.keep - 1; number >= 1; number--)
      moveIfThere(`${path}.${number}`, `${path}.${number + 1}`)
    moveIfThere(path, `${path}.1`)
  }

  return {
    write(line) {
      try {
        fd ??= open()
        const bytes = Buffer.from(line)
        if (size > 0 && size + bytes.length > options.maxBytes) {
          rotate()
          fd = open()
        }
        size += writeSync(fd, bytes)
      } catch {
        // nowhere left to complain
      }
    },
    close() {
      if (fd !== null) closeSync(fd)
      fd = null
    },
  }
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
