import type { DockerJob, PipelineJob } from '../../../contract/index.ts'
import { chooseGit, type GitChoice } from '../../credentials/choose-git.ts'
import { type GitOpener, openGit } from '../../credentials/open-git.ts'
import type { Config } from '../../ports/config-store.ts'
import type { GithubAccess } from '../../ports/github-api.ts'
import { repoOf } from './repo-of.ts'

type AnyJob = PipelineJob | DockerJob

/** An App's token is asked for anew so long before it ends. */
const SPARE_MS = 10 * 60_000

/** Where GitHub is asked for a job, and as who. */
export type GithubAccessOf = (job: AnyJob) => Promise<GithubAccess>

/**
 * Asks as who the job's repository is reached: a token, an App, or gh's login; also gh's for a docker job and where a deploy
 * key opens the repository, since a key opens nothing else. What belongs to another server than the one that is asked is
 * never shown to it. Throws what opening the credential throws.
 */
export function createGithubAccess(
  deps: Omit<GitOpener, 'readConfig'> & {
    readConfig: () => Pick<Config, 'auth' | 'github'>
    now: () => number
  },
): GithubAccessOf {
  const minted = new Map<string, { token: string; endsAt: number }>()

  async function tokenOf(choice: GitChoice): Promise<string | null> {
    const key = choice.kind === 'github-app' ? `${choice.name} ${choice.repository}` : null
    const known = key === null ? undefined : minted.get(key)
    if (known && known.endsAt - SPARE_MS > deps.now()) return known.token
    const { key: opened, expiresAt } = await openGit(choice, deps)
    if (opened.kind !== 'token') return null
    if (key !== null && expiresAt !== null) {
      minted.set(key, { token: opened.token, endsAt: Date.parse(expiresAt) })
    }
    return opened.token
  }

  return async (job) => {
    const config = deps.readConfig()
    const { apiUrl } = config.github
    const host = webHostOf(apiUrl)
    const login: GitChoice = { kind: 'github-login', id: `git:host:${host}`, host }
    const choice =
      job.type === 'agent-pipeline'
        ? await chooseGit(job, config, (name) => deps.secrets.read(name, { use: true }))
        : login
    const isOfHost = choice.host.replace(/^ssh\.(?=github\.com$)/, '') === host
    if (!isOfHost || choice.kind === 'deploy-key') return { apiUrl, token: await tokenOf(login) }
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
