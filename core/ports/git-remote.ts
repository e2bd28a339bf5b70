/** With what a repository is reached. */
export type GitKey =
  | { kind: 'none' }
  | { kind: 'token'; token: string }
  | { kind: 'deploy-key'; privateKey: string }

/** What was seen of a repository. `code` is one of the run's own: `repo-denied`, `repo-missing`, `branch-missing`. */
export type RemoteLook =
  | { kind: 'seen' }
  | {
      kind: 'refused'
      code: 'repo-denied' | 'repo-missing' | 'branch-missing' | 'key-invalid'
      words: string
    }
  | { kind: 'unknown'; words: string }

/** Looks at a repository over the network, from the host. Implemented by `adapters/git`. */
export interface GitRemote {
  /** Whether this key may read the repository, and the branch is there. Answers within its deadline; never throws. */
  look(request: {
    repo: string
    branch: string
    key: GitKey
    knownHosts: readonly string[]
  }): Promise<RemoteLook>
}
