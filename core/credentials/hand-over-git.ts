import type { RunCredentials } from '../ports/credentials.ts'
import type { GitKey } from '../ports/git-remote.ts'
import { authorityOf, httpsAddress, placeOf, sshAddress } from './repo-place.ts'

/** Where the runner image looks for them, below its home (images/pipeline-runner/README.md). */
export const GIT_LOGIN_FILE = '.oven/git-login'
const DEPLOY_KEY_FILE = '.ssh/oven-deploy-key'
const RUNNER_HOME = '/home/oven'

/** What puts a git credential into a run's hands: files in its tmpfs home and the environment of its processes. */
export function handOverGit(
  key: GitKey,
  { repo, host, knownHosts }: { repo: string; host: string; knownHosts: readonly string[] },
): Pick<RunCredentials, 'env' | 'files' | 'secrets'> {
  if (key.kind === 'none') return { env: {}, files: [], secrets: [] }
  if (key.kind === 'token') {
    const rules =
      host === 'github.com' ? [] : rewrites(`https://${host}/`, [`git@${host}:`, `ssh://git@${host}/`])
    return {
      env: { ...githubEnv(host, key.token), ...gitConfig(rules) },
      files: [{ path: GIT_LOGIN_FILE, mode: '0600', bytes: gitLogin({ repo, host }, key.token) }],
      secrets: [key.token],
    }
  }
  // The image sends github.com's ssh addresses to https, for tokens: the whole address is the longer match.
  const place = placeOf(repo)
  const target = sshAddress(repo)
  const rules =
    place?.plain === true ? rewrites(target, [...new Set([repo, target, httpsAddress(repo)])]) : []
  return {
    env: { GIT_SSH_COMMAND: sshCommand(), ...gitConfig(rules) },
    files: [
      { path: DEPLOY_KEY_FILE, mode: '0600', bytes: Buffer.from(key.privateKey) },
      {
        path: '.ssh/known_hosts',
        mode: '0600',
        bytes: Buffer.from(knownHosts.map((line) => `${line}\n`).join('')),
      },
    ],
    secrets: secretLines(key.privateKey),
  }
}

/** The file that git's helper and gh read in the container: server (with its port, where it has one), user name, token. */
export function gitLogin({ repo, host }: { repo: string; host: string }, token: string): Buffer {
  return Buffer.from(`${authorityOf(repo) ?? host}\n${userNameAt(host)}\n${token}\n`)
}

/** A key may be shown line by line: each is masked, and the whole. */
function secretLines(privateKey: string): string[] {
  const lines = privateKey.split('\n').filter((line) => line.length >= 16 && !line.startsWith('-----'))
  return [privateKey.trim(), ...lines]
}

/** What the servers ask for beside a token: GitHub takes any name, the others these. */
function userNameAt(host: string): string {
  if (host === 'bitbucket.org') return 'x-token-auth'
  return host === 'gitlab.com' || host.startsWith('gitlab.') ? 'oauth2' : 'x-access-token'
}

/** The variables that gh reads a token from (https://cli.github.com/manual/gh_help_environment). */
function githubEnv(host: string, token: string): Record<string, string> {
  if (host === 'github.com' || host.endsWith('.ghe.com')) return { GH_TOKEN: token, GH_HOST: host }
  return { GH_ENTERPRISE_TOKEN: token, GH_HOST: host }
}

function sshCommand(): string {
  const options = ['BatchMode=yes', 'IdentitiesOnly=yes', 'StrictHostKeyChecking=yes', 'ConnectTimeout=20']
  return `ssh -i ${RUNNER_HOME}/${DEPLOY_KEY_FILE} ${options.map((option) => `-o ${option}`).join(' ')}`
}

type Rule = [key: string, value: string]

function rewrites(target: string, addresses: readonly string[]): Rule[] {
  return addresses.map((address) => [`url.${target}.insteadOf`, address])
}

/** Settings of git by environment (https://git-scm.com/docs/git-config#ENVIRONMENT). */
function gitConfig(rules: readonly Rule[]): Record<string, string> {
  if (rules.length === 0) return {}
  const pairs = rules.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ])
  return { GIT_CONFIG_COUNT: String(rules.length), ...Object.fromEntries(pairs) }
}
