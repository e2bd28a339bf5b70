import type { AuthMode, LoginState } from '../../contract/index.ts'

/**
 * The logins of the machine the oven runs on. Implemented by `adapters/credentials`.
 * What it answers never leaves the host but over a container's standard input.
 */
export interface HostCredentials {
  /** What can be seen without using the logins: never claims that one works. */
  look(): Promise<LoginState[]>
  /**
   * What one run is handed: gh's token, and with `host-login` Claude's file, without the refresh token. With
   * `api-key` Claude's key stands in the job's env.
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
