import { linkSync, rmSync } from 'node:fs'
import { type FileMark, isSameMark, markOf, readText } from './document-file.ts'

export interface HeldFile {
  /**
   * What somebody wrote into the file since it was looked at, or `null` when nobody did. An edit that is under way is
   * waited for a little; what cannot be read then is given up.
   */
  overwritten(parse: (text: string) => unknown): string | null
  release(): void
}

/** An edit in place empties the file first and takes a few ms. */
const EDIT_MS = 100

/**
 * Keeps hold of a file that is about to be replaced, by a second name for it: who edits it in place meanwhile writes into
 * what we hold, not into nothing. `mark` is the file's as it was last read. Without a file, or where the file system has
 * no second names, nothing is held.
 */
export function holdFile(path: string, mark: FileMark | null): HeldFile {
  const held = `${path}.${process.pid}.held`
  rmSync(held, { force: true })
  let holds = false
  try {
    linkSync(path, held)
    holds = true
  } catch {
    // nothing to hold
  }
  return {
    overwritten(parse) {
      // A file that was written in place is the one we hold, and all that changed in it is our own.
      if (!holds || markOf(path)?.inode === markOf(held)?.inode) return null
      for (
        const until = Date.now() + EDIT_MS;
        ;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
      ) {
        if (isSameMark(markOf(held), mark)) return null
        try {
          const text = readText(held)
          if (text !== null) {
            parse(text)
            return text
          }
        } catch {
          // half written
        }
        if (Date.now() > until) return null
      }
    },
    release: () => rmSync(held, { force: true }),
  }
}
