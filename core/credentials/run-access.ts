import type { PipelineJob } from '../../contract/index.ts'
import { OvenError } from '../errors.ts'
import type { Config } from '../ports/config-store.ts'
import type { HostCredentials, RunCredentials } from '../ports/credentials.ts'
import type { GithubApps } from '../ports/github-apps.ts'
import type { SecretReader } from '../ports/secret-reader.ts'
import { secretValuesOf } from '../runs/container/secret-env.ts'
import { type ClaudeChoice, chooseClaude, withOneCredential } from './choose-claude.ts'
import { chooseGit, type GitChoice } from './choose-git.ts'
import { CLAUDE_HOME } from './container-login.ts'
import { gitLogin, handOverGit } from './hand-over-git.ts'
import { openGit } from './open-git.ts'

/** An App's token lasts an hour; it is replaced this long after it was minted, so that none in use is about to end. */
const RENEW_MS = 45 * 60_000

/** What a run is given to log in with. */
export interface RunAccess {
  /**
   * The job's `env` holds the secrets that it names, too. Exactly one credential for Claude is among what is answered;
   * none for a rehearsal, which calls nobody. Throws `login-missing`, `login-expired`, `key-missing`,
   * `credential-missing`, and what minting a token throws.
   */
  collect(job: PipelineJob, options: { rehearsal: boolean }): Promise<RunCredentials>
  /** For a run that another host began: what can be read again without asking anybody, to be masked. */
  secretsAgain(job: PipelineJob): Promise<string[]>
  /** For such a run: how its git login is renewed. */
  renewalOf(job: PipelineJob): Promise<RunCredentials['renewal']>
}

export function createRunAccess(deps: {
  host: HostCredentials
  secrets: SecretReader
  apps: GithubApps
  readConfig: () => Pick<Config, 'auth'>
}): RunAccess {
  const { host, secrets, readConfig } = deps

  const use = (name: string) => secrets.read(name, { use: true })

  async function claudeOf(
    choice: ClaudeChoice,
  ): Promise<Pick<RunCredentials, 'files' | 'secrets' | 'passing' | 'mounts' | 'plainEnv'>> {
    if (choice.kind === 'host-login') {
      const { bytes, secrets: values } = await host.collectClaude()
      return {
        files: [{ path: '.claude/.credentials.json', mode: '0600', bytes }],
        secrets: values,
        passing: values,
      }
    }
    if (choice.kind === 'container-login') {
      const source = readConfig().auth.claudeVolume
      return {
        files: [],
        secrets: [],
        mounts: [{ kind: 'volume', source, target: CLAUDE_HOME, readOnly: false }],
        plainEnv: { CLAUDE_CONFIG_DIR: CLAUDE_HOME },
      }
    }
    if (choice.value === null) throw keyMissing(choice.variable)
    return { files: [], secrets: [choice.value] }
  }

  async function gitOf(
    job: PipelineJob,
  ): Promise<Pick<RunCredentials, 'env' | 'files' | 'secrets' | 'passing' | 'renewal'>> {
    const config = readConfig()
    const choice = await chooseGit(job, config, use)
    const { key } = await openGit(choice, deps)
    const at = { repo: job.source.repo, host: choice.host, knownHosts: config.auth.knownHosts }
    const handed = handOverGit(key, at)
    const isPassing = choice.kind === 'github-app' || choice.kind === 'github-login'
    return { ...handed, passing: isPassing ? handed.secrets : [], renewal: renewalBy(job, choice) }
  }

  function renewalBy({ source }: PipelineJob, choice: GitChoice): RunCredentials['renewal'] {
    if (choice.kind !== 'github-app') return null
    return {
      everyMs: RENEW_MS,
      async renew() {
        const { key } = await openGit(choice, deps)
        const token = key.kind === 'token' ? key.token : ''
        return { bytes: gitLogin({ repo: source.repo, host: choice.host }, token), secrets: [token] }
      },
    }
  }

  async function secretsAgain(job: PipelineJob): Promise<string[]> {
    const own = secretValuesOf(job.env)
    const claude = await chooseClaude(job, readConfig(), secrets.read)
      .then(claudeOf)
      .catch(() => ({ secrets: [] }))
    const choice = await chooseGit(job, readConfig(), secrets.read).catch(() => null)
    if (choice === null || choice.kind === 'github-app') return [...own, ...claude.secrets]
    const { repo } = job.source
    const git = await openGit(choice, deps)
      .then(({ key }) => handOverGit(key, { repo, host: choice.host, knownHosts: [] }))
      .catch(() => ({ secrets: [] }))
    return [...own, ...claude.secrets, ...git.secrets]
  }

  return {
    secretsAgain,
    async renewalOf(job) {
      return renewalBy(job, await chooseGit(job, readConfig(), secrets.read))
    },
    async collect(job, { rehearsal }) {
      const own = job.env ?? {}
      const known = secretValuesOf(own)
      if (rehearsal) return { env: withOneCredential(own, null), files: [], secrets: known }
      const choice = await chooseClaude(job, readConfig(), use)
      const claude = await claudeOf(choice)
      const git = await gitOf(job)
      const env = withOneCredential(own, choice)
      return {
        env: { ...git.env, ...env },
        files: [...claude.files, ...git.files],
        secrets: [...known, ...claude.secrets, ...git.secrets],
        passing: [...(claude.passing ?? []), ...(git.passing ?? [])],
        mounts: claude.mounts ?? [],
        plainEnv: claude.plainEnv ?? {},
        renewal: git.renewal ?? null,
      }
    },
  }
}

export function keyMissing(variable: string): OvenError {
  return new OvenError('key-missing', `The job uses an API key, but there is no secret named ${variable}.`, {
    hint: `Set it with \`oven secrets set ${variable}\`, or set "auth" of the job to "host-login".`,
  })
}
