import type { DockerJob, PipelineJob } from '../../../contract/index.ts'
import { chooseGit, type GitChoice } from '../../credentials/choose-git.ts'
import { type GitOpener, openGit } from '../../credentials/open-git.ts'
import { OvenError } from '../../errors.ts'
import type { Config } from '../../ports/config-store.ts'
import type { GithubAccess } from '../../ports/github-api.ts'
import { repoOf } from './repo-of.ts'

type AnyJob = PipelineJob | DockerJob

/** An App's token is asked for anew so long before it ends. */
const SPARE_MS = 10 * 60_000

/** What an App's token is for here: to look what happened, and to tell how runs go. */
const ASKING = {
  actions: 'read',
  contents: 'read',
  issues: 'write',
  pull_requests: 'write',
  statuses: 'write',
} as const

/** Where GitHub is asked for a job, and as who. */
export type GithubAccessOf = (job: AnyJob) => Promise<GithubAccess>

/**
 * Asks as who the job's repository is reached: a token or an App; else with the oven's own token, else with gh's login, as for
 * docker jobs and where a deploy key opens the repository, since a key opens nothing else. What belongs to another server
 * than the one that is asked is never shown to it. Throws `credential-missing`, and what opening the credential throws.
 */
export function createGithubAccess(
  deps: Omit<GitOpener, 'readConfig'> & {
    readConfig: () => Pick<Config, 'auth' | 'github'>
    now: () => number
  },
): GithubAccessOf {
  const apps: GitOpener['apps'] = {
    mint: (app, repository) => deps.apps.mint(app, repository, ASKING),
  }
  const minted = new Map<string, { token: string; endsAt: number }>()

  async function tokenOf(choice: GitChoice): Promise<string | null> {
    const key = choice.kind === 'github-app' ? `${choice.name} ${choice.repository}` : null
    const known = key === null ? undefined : minted.get(key)
    if (known && known.endsAt - SPARE_MS > deps.now()) return known.token
    const { key: opened, expiresAt } = await openGit(choice, { ...deps, apps })
    if (opened.kind !== 'token') return null
    if (key !== null && expiresAt !== null) {
      minted.set(key, { token: opened.token, endsAt: Date.parse(expiresAt) })
    }
    return opened.token
  }

  // Not noted as used: that would write the secrets' file at every question.
  const read = (name: string) => deps.secrets.read(name)

  /** The oven's own, else gh's. One that is named and not set is told, as everywhere else. */
  async function sharedToken(name: string | undefined, host: string): Promise<string | null> {
    if (name === undefined) return await tokenOf({ kind: 'github-login', id: `git:host:${host}`, host })
    const value = await read(name)
    if (value !== null) return value.trim()
    throw new OvenError(
      'credential-missing',
      `There is no secret named "${name}", which "github.token" names.`,
      {
        hint: `Set it with \`oven secrets set ${name}\`.`,
      },
    )
  }

  return async (job) => {
    const config = deps.readConfig()
    const { apiUrl } = config.github
    const host = webHostOf(apiUrl)
    const choice = job.type === 'agent-pipeline' ? await chooseGit(job, config, read) : null
    const isOfHost = choice?.host.replace(/^ssh\.(?=github\.com$)/, '') === host
    if (choice === null || !isOfHost || choice.kind === 'deploy-key' || choice.kind === 'github-login') {
      return { apiUrl, token: await sharedToken(config.github.token, host) }
    }
    if (choice.kind !== 'github-app') return { apiUrl, token: await tokenOf(choice) }
    return { apiUrl, token: await tokenOf({ ...choice, repository: repoOf(job) ?? choice.repository }) }
  }
}

/**
 * The server whose API that is
 * (https://docs.github.com/enterprise-server/rest/using-the-rest-api/getting-started-with-the-rest-api).
 */
export function webHostOf(apiUrl: string): string {
  const { hostname } = new URL(apiUrl)
  if (hostname === 'api.github.com') return 'github.com'
  return hostname.endsWith('.ghe.com') ? hostname.replace(/^api\./, '') : hostname
}
