import { homedir } from 'node:os'
import { join } from 'node:path'
import type { LoginState } from '../../contract/index.ts'
import type { Config } from '../../core/ports/config-store.ts'
import type { HostCredentials } from '../../core/ports/credentials.ts'
import { type ClaudeLookup, collectClaudeLogin, findClaudeLogin } from './claude-login.ts'
import { GithubLogin } from './github-login.ts'

export interface HostCredentialsOptions {
  /** Asked each time, so that a changed setting counts at once. */
  readConfig: () => Pick<Config, 'auth'>
  homeFolder?: string
  env?: NodeJS.ProcessEnv
  platform?: NodeJS.Platform
  /** Wall clock, ms since 1970. */
  now?: () => number
}

/**
 * The logins of this machine's user, as Claude Code and the GitHub CLI keep them. API keys of the oven's own environment
 * are never handed on: a job that is to use one names it.
 */
export class HostCredentialsReader implements HostCredentials {
  readonly #readConfig: () => Pick<Config, 'auth'>
  readonly #homeFolder: string
  readonly #env: NodeJS.ProcessEnv
  readonly #platform: NodeJS.Platform
  readonly #now: () => number
  readonly #github: GithubLogin

  constructor(options: HostCredentialsOptions) {
    this.#readConfig = options.readConfig
    this.#homeFolder = options.homeFolder ?? homedir()
    this.#env = options.env ?? process.env
    this.#platform = options.platform ?? process.platform
    this.#now = options.now ?? Date.now
    this.#github = new GithubLogin({ env: this.#env, now: this.#now })
  }

  async look(): Promise<LoginState[]> {
    const [claude, github] = await Promise.all([
      findClaudeLogin(this.#claude()),
      this.lookGithub('github.com'),
    ])
    return [claude.state, github]
  }

  lookGithub(host: string): Promise<LoginState> {
    return this.#github.look(host, this.#githubFolder())
  }

  collectClaude(): Promise<{ bytes: Buffer; secrets: string[] }> {
    return collectClaudeLogin(this.#claude())
  }

  githubToken(host: string): Promise<string | null> {
    return this.#github.token(host, this.#githubFolder())
  }

  #claude(): ClaudeLookup {
    const set = this.#readConfig().auth.claudeCredPath
    const path = set ? this.#expand(set) : this.#env.CLAUDE_CONFIG_DIR || join(this.#homeFolder, '.claude')
    return { path, platform: this.#platform, now: this.#now() }
  }

  #githubFolder(): string {
    const set = this.#readConfig().auth.ghCredPath
    if (set) return this.#expand(set)
    if (this.#env.GH_CONFIG_DIR) return this.#env.GH_CONFIG_DIR
    return join(this.#env.XDG_CONFIG_HOME || join(this.#homeFolder, '.config'), 'gh')
  }

  #expand(path: string): string {
    return path === '~' || path.startsWith('~/') ? join(this.#homeFolder, path.slice(1)) : path
  }
}
