import type { LoginState } from '../../contract/index.ts'
import type { ContainerMount } from './engine.ts'

/**
 * The logins of the machine the oven runs on. Implemented by `adapters/credentials`.
 * What it answers never leaves the host but over a container's standard input.
 */
export interface HostCredentials {
  /** What can be seen without using the logins: never claims that one works. Of gh, its login for github.com. */
  look(): Promise<LoginState[]>
  lookGithub(host: string): Promise<LoginState>
  /**
   * Claude's file as a run is handed it: without the refresh token.
   * Throws `login-missing` or `login-expired` with the command that mends it.
   */
  collectClaude(): Promise<{ bytes: Buffer; secrets: string[] }>
  /** gh's token as it is now. */
  githubToken(host: string): Promise<string | null>
}

/** What one run is handed to log in with. */
export interface RunCredentials {
  /** Of the processes in the container, over its standard input. */
  env: Record<string, string>
  /** Below the container's home. */
  files: { path: string; mode: string; bytes: Buffer }[]
  /** Every value that must never be seen again. */
  secrets: string[]
  /** Those among them that are kept nowhere else, or may be others when asked for again: a host that takes the run up needs them. */
  passing?: string[]
  mounts?: ContainerMount[]
  /** Of the container's own configuration, which anybody may read. */
  plainEnv?: Record<string, string>
  /** Set when its git login ends before a long run does: answers a new one. */
  renewal?: { everyMs: number; renew: () => Promise<{ bytes: Buffer; secrets: string[] }> } | null
}
