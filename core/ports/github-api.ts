/** Where GitHub is asked, and as who. A token of `null` asks as a stranger, who sees public repositories alone. */
export interface GithubAccess {
  /** `https://api.github.com`, or a GitHub Enterprise server's `https://host/api/v3`. */
  apiUrl: string
  token: string | null
}

/** https://docs.github.com/rest/collaborators/collaborators#get-repository-permissions-for-a-user */
export type GithubPermission = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none'

export interface GithubStatus {
  sha: string
  state: 'pending' | 'success' | 'failure' | 'error'
  /** At most 140 characters. */
  description: string
  /** The same for every status of one job, so that the newest takes the place of the one before. */
  context: string
  targetUrl: string | null
}

export interface GithubPage {
  /** False: it is as it was when the `etag` was answered, and `body` is `null`. With a token that costs nothing of the limit. */
  isChanged: boolean
  body: unknown
  etag: string | null
  /** How long GitHub asks to wait before the next time (`X-Poll-Interval`). */
  pollSeconds: number | null
  /** Of the page after it; `null` for the last one. */
  nextPath: string | null
  /** By GitHub's own clock. */
  answeredAt: string | null
  /** How many requests are left until `resetAt`, by GitHub's clock. */
  remaining: number | null
  resetAt: string | null
}

/**
 * GitHub's REST API, as far as the oven asks it (https://docs.github.com/rest). Implemented by `adapters/github`. Every call may
 * throw an `OvenError` `github-denied` (the token may not, or is wrong), `github-not-found`, `github-limited` (with `retryAt`,
 * an instant), `github-failed` (GitHub answered with an error of its own, or nonsense) or `network`.
 * `repo` is `owner/name`.
 */
export interface GithubApi {
  permissionOf(access: GithubAccess, repo: string, login: string): Promise<GithubPermission>
  /** Of a pull request, or between two commits: the names of the files changed; `null` when there are more than it lists. */
  changedFiles(
    access: GithubAccess,
    repo: string,
    of: { pullRequest: number } | { from: string; to: string },
  ): Promise<string[] | null>
  /** One page of a list, or one thing, by its path. `etag` is what the last answer bore. */
  read(access: GithubAccess, path: string, options: { etag: string | null }): Promise<GithubPage>
  createComment(access: GithubAccess, repo: string, number: number, text: string): Promise<{ id: number }>
  /** Throws `github-not-found` when somebody removed it. */
  updateComment(access: GithubAccess, repo: string, id: number, text: string): Promise<void>
  createStatus(access: GithubAccess, repo: string, status: GithubStatus): Promise<void>
}
