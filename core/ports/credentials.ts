import type { AuthMode, LoginState } from '../../contract/index.ts'

/**
 * The logins of the machine the oven runs on. Implemented by `adapters/credentials`.
 * What it answers never leaves the host but over a container's standard input.
 */
export interface HostCredentials {
  /** What can be seen without using the logins: never claims that one works. */
  look(): Promise<LoginState[]>
  /**
   * What one run is handed. `host-login`: Claude's files, without the refresh token, and gh's token;
   * `api-key`: nothing of the host's (the keys stand in the job's env).
   * Throws `login-missing` or `login-expired` with the command that mends it.
   */
  collect(request: { mode: AuthMode; githubHost: string | null }): Promise<RunCredentials>
}

export interface RunCredentials {
  env: Record<string, string>
  files: { path: string; mode: string; bytes: Buffer }[]
  /** Every value that must never be seen again. */
  secrets: string[]
}
