import type { CredentialKind, PipelineJob } from '../../contract/index.ts'
import type { Config } from '../ports/config-store.ts'
import { placeOf } from './repo-place.ts'

/** The credential with which a job's repository is reached. */
export type GitChoice =
  | { kind: 'github-login'; id: string; host: string }
  | { kind: 'token' | 'deploy-key' | 'unknown'; id: string; host: string; name: string; value: string | null }
  | { kind: 'github-app'; id: string; host: string; name: string; repository: string | null }

/**
 * By the name in `source.credentials`: a GitHub App of the settings, else a secret, which is a deploy key when it holds a
 * private key and a token otherwise. Without a name it is gh's login for the repository's server; a folder of this machine
 * is pushed to its own origin, most likely on github.com.
 */
export async function chooseGit(
  { source }: Pick<PipelineJob, 'source'>,
  config: Pick<Config, 'auth'>,
  readSecret: (name: string) => Promise<string | null>,
): Promise<GitChoice> {
  const place = placeOf(source.repo)
  const host = place?.host ?? 'github.com'
  const name = source.credentials
  if (name === undefined) return { kind: 'github-login', id: `git:host:${host}`, host }
  if (config.auth.githubApps[name]) {
    return { kind: 'github-app', id: `git:app:${name}`, host, name, repository: place?.path ?? null }
  }
  const value = await readSecret(name)
  return { kind: value === null ? 'unknown' : kindOf(value), id: `git:secret:${name}`, host, name, value }
}

function kindOf(value: string): Extract<CredentialKind, 'token' | 'deploy-key'> {
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(value) ? 'deploy-key' : 'token'
}
