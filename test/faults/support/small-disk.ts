import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk of its own, in memory, that a test fills and empties (root on Linux only). */
export interface SmallDisk {
  path: string
  /** Takes every byte that is left. */
  fill(): void
  /** Gives back what `fill` took. */
  empty(): void
  resize(mib: number): void
  remove(): void
}

/** Mounts one of so many MiB, at a scratch folder unless told where. */
export function mountSmallDisk(mib: number, at?: string): SmallDisk {
  const path = at ?? mkdtempSync(join(tmpdir(), 'oven-disk-'))
  mkdirSync(path, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mib}m,mode=0755`, 'tmpfs', path])
  const ballast = join(path, '.ballast')
  return {
    path,
    fill() {
      const file = openSync(ballast, 'a')
      try {
        // Down to the last page, the smallest that a file can take.
        for (const bytes of [1024 * 1024, 64 * 1024, 4096]) {
          try {
            for (;;) if (writeSync(file, Buffer.alloc(bytes)) < bytes) break
          } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
          }
        }
      } finally {
        closeSync(file)
      }
    },
    empty: () => rmSync(ballast, { force: true }),
    resize: (size) => void execFileSync('mount', ['-o', `remount,size=${size}m`, path]),
    remove() {
      execFileSync('umount', ['--lazy', path])
      if (at === undefined) rmSync(path, { recursive: true, force: true })
    },
  }
}
