import type { GitKey } from './git-remote.ts'

/** Where a repository is, and with what it is reached: over the network, or as a folder of this machine. */
export type SourcePlace =
  | { kind: 'remote'; repo: string; key: GitKey; knownHosts: readonly string[] }
  | { kind: 'local'; path: string }

/** What was had of a repository, or why it was not. `words` are git's own, in one line. */
export type SourceAnswer<T> =
  | { kind: 'seen'; value: T }
  | {
      kind: 'refused'
      code:
        | 'repo-missing'
        | 'repo-denied'
        | 'branch-missing'
        | 'key-invalid'
        | 'network'
        | 'too-large'
        | 'git-missing'
        | 'other'
      words: string
    }

/** A branch's files at one commit. Valid only inside the call that it was handed to. */
export interface SourceTree {
  commit: string
  /** Paths of the files directly in a folder, in the order of their names; none when there is no such folder. */
  list(folder: string): Promise<string[]>
  /** Texts by path; a file larger than `maxBytes` is left out. */
  read(paths: readonly string[], options: { maxBytes: number }): Promise<Map<string, string>>
  /** Those of the paths that are files. */
  existing(paths: readonly string[]): Promise<Set<string>>
}

/** Looks into repositories, near and far. Implemented by `adapters/git`. Bounded in time and size; never asks the user. */
export interface SourceReader {
  branches(place: SourcePlace): Promise<SourceAnswer<{ names: string[]; defaultBranch: string | null }>>
  /** Fetches what is needed of the branch's newest commit, hands it over, and leaves nothing behind. */
  withTree<T>(
    place: SourcePlace,
    branch: string,
    work: (tree: SourceTree) => Promise<T>,
  ): Promise<SourceAnswer<T>>
}
