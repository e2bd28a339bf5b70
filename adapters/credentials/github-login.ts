import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Fix, LoginState } from '../../contract/index.ts'

/** How long `gh` may take, and how long its answer is believed for display, in ms. */
const GH_DEADLINE_MS = 5000
const GH_ANSWER_MS = 60_000

/** gh's `hosts.yml`. Since gh 2.24 the token is only in it where the system has no keyring. */
const HostsFile = z.record(
  z.string(),
  z.looseObject({
    user: z.string().optional(),
    oauth_token: z.string().min(1).optional(),
    users: z
      .record(z.string(), z.looseObject({ oauth_token: z.string().min(1).optional() }).nullable())
      .optional(),
  }),
)

type GhAnswer = { kind: 'token'; token: string } | { kind: 'none' } | { kind: 'no-gh' } | { kind: 'silent' }

/** The GitHub login that gh keeps on this machine. Never uses the network: whether a token works, it does not say. */
export class GithubLogin {
  readonly #env: NodeJS.ProcessEnv
  readonly #now: () => number
  readonly #asked = new Map<string, { at: number; answer: Promise<GhAnswer> }>()

  constructor(options: { env: NodeJS.ProcessEnv; now: () => number }) {
    this.#env = options.env
    this.#now = options.now
  }

  async look(host: string, configFolder: string): Promise<LoginState> {
    const token = await readHostsToken(configFolder, host)
    const answer: GhAnswer = token ? { kind: 'token', token } : await this.#askSeldom(host, configFolder)
    return { id: 'github', expiresAt: null, ...describe(host, answer) }
  }

  /** The token as it is now, or `null` when there is none to be had. */
  async token(host: string, configFolder: string): Promise<string | null> {
    const answer = await this.#ask(host, configFolder)
    return answer.kind === 'token' ? answer.token : readHostsToken(configFolder, host)
  }

  #askSeldom(host: string, configFolder: string): Promise<GhAnswer> {
    const key = `${host}\n${configFolder}`
    const asked = this.#asked.get(key)
    if (asked && this.#now() - asked.at < GH_ANSWER_MS) return asked.answer
    const answer = this.#ask(host, configFolder)
    this.#asked.set(key, { at: this.#now(), answer })
    return answer
  }

  async #ask(host: string, configFolder: string): Promise<GhAnswer> {
    const result = await execa('gh', ['auth', 'token', '--hostname', host], {
      env: { ...this.#env, GH_CONFIG_DIR: configFolder, GH_PROMPT_DISABLED: '1', GH_NO_UPDATE_NOTIFIER: '1' },
      extendEnv: false,
      stdin: 'ignore',
      timeout: GH_DEADLINE_MS,
      forceKillAfterDelay: 500,
      reject: false,
    })
    if (result.timedOut) return { kind: 'silent' }
    if (result.code === 'ENOENT') return { kind: 'no-gh' }
    const token = result.exitCode === 0 ? result.stdout.trim() : ''
    return token === '' ? { kind: 'none' } : { kind: 'token', token }
  }
}

async function readHostsToken(configFolder: string, host: string): Promise<string | null> {
  try {
    const hosts = HostsFile.parse(parse(await readFile(join(configFolder, 'hosts.yml'), 'utf8')))
    const entry = hosts[host]
    return entry?.oauth_token ?? (entry?.user ? entry.users?.[entry.user]?.oauth_token : null) ?? null
  } catch {
    // Not there, not readable or not gh's: then gh itself is asked.
    return null
  }
}

function describe(host: string, answer: GhAnswer): Pick<LoginState, 'status' | 'description' | 'fixes'> {
  const signIn: Fix = {
    description: 'Sign in with the GitHub CLI on this machine.',
    command: host === 'github.com' ? 'gh auth login' : `gh auth login --hostname ${host}`,
  }
  switch (answer.kind) {
    case 'token':
      return {
        status: 'present',
        description: `A GitHub login for ${host} is present; whether it works is not known before a run has used it.`,
        fixes: [],
      }
    case 'none':
      return { status: 'missing', description: `The GitHub CLI holds no login for ${host}.`, fixes: [signIn] }
    case 'no-gh':
      return {
        status: 'missing',
        description: `The GitHub CLI is not installed on this machine, and no login for ${host} was found.`,
        fixes: [{ description: 'Install the GitHub CLI: https://cli.github.com', command: null }, signIn],
      }
    case 'silent':
      return {
        status: 'unknown',
        description: `The GitHub CLI did not say within ${GH_DEADLINE_MS / 1000} s whether it holds a login for ${host}.`,
        fixes: [{ description: 'See what holds it up.', command: `gh auth status --hostname ${host}` }],
      }
  }
}
