import { OvenError } from '../errors.ts'
import type { Config } from '../ports/config-store.ts'
import type { HostCredentials } from '../ports/credentials.ts'
import type { GitKey } from '../ports/git-remote.ts'
import type { GithubApps } from '../ports/github-apps.ts'
import type { SecretReader } from '../ports/secret-reader.ts'
import type { GitChoice } from './choose-git.ts'

export interface GitOpener {
  host: HostCredentials
  secrets: SecretReader
  apps: GithubApps
  readConfig: () => Pick<Config, 'auth'>
}

/** A chosen git credential's value, ready to use. */
export interface OpenGit {
  key: GitKey
  /** When it ends; `null` when it does not, or nobody said. */
  expiresAt: string | null
}

/**
 * Gets a chosen credential's value: asks gh, reads the secret, or has GitHub mint a token for this repository alone.
 * Throws `credential-missing`, and what `GithubApps.mint` throws.
 */
export async function openGit(
  choice: GitChoice,
  { host, secrets, apps, readConfig }: GitOpener,
): Promise<OpenGit> {
  switch (choice.kind) {
    case 'github-login': {
      // A public repository can be read without one; a run that needs it says so itself.
      const token = await host.githubToken(choice.host)
      return { key: token === null ? { kind: 'none' } : { kind: 'token', token }, expiresAt: null }
    }
    case 'token':
      return { key: { kind: 'token', token: choice.value?.trim() ?? '' }, expiresAt: null }
    case 'deploy-key':
      return { key: { kind: 'deploy-key', privateKey: `${choice.value?.trim()}\n` }, expiresAt: null }
    case 'unknown':
      throw missing(
        `There is no secret named "${choice.name}", which "source.credentials" of the job names.`,
        choice.name,
      )
    case 'github-app': {
      const settings = readConfig().auth.githubApps[choice.name]!
      const privateKey = await secrets.read(settings.privateKey)
      if (privateKey === null) {
        throw missing(
          `There is no secret named "${settings.privateKey}", which should hold the private key of the GitHub App "${choice.name}".`,
          settings.privateKey,
        )
      }
      if (choice.repository === null) {
        throw new OvenError(
          'credential-missing',
          `The GitHub App "${choice.name}" gives tokens for repositories on GitHub; this job's source is a folder of this machine.`,
          { hint: 'Give the repository\'s address as "source.repo", or take "source.credentials" away.' },
        )
      }
      const { appId, installationId } = settings
      const apiUrl = settings.apiUrl ?? apiOf(choice.host)
      const { token, expiresAt } = await apps.mint(
        { appId, installationId, privateKey, apiUrl },
        choice.repository,
      )
      return { key: { kind: 'token', token }, expiresAt }
    }
  }
}

/** Where a GitHub answers its API (https://docs.github.com/enterprise-server/rest/using-the-rest-api/getting-started-with-the-rest-api). */
function apiOf(host: string): string {
  if (host === 'github.com') return 'https://api.github.com'
  return host.endsWith('.ghe.com') ? `https://api.${host}` : `https://${host}/api/v3`
}

function missing(message: string, name: string): OvenError {
  return new OvenError('credential-missing', message, { hint: `Set it with \`oven secrets set ${name}\`.` })
}
