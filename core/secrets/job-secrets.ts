import type { FieldError, Job, PipelineJob } from '../../contract/index.ts'
import { planClaude } from '../credentials/choose-claude.ts'
import { sentence } from '../jobs/issue-sentence.ts'
import type { Config } from '../ports/config-store.ts'
import { CLAUDE_CREDENTIAL_NAMES, looksSecret } from '../runs/container/secret-env.ts'

/** What decides which secrets a job's runs pick up, beside the job. */
export interface SecretUse {
  auth: Pick<Config['auth'], 'defaultMode'> & { githubApps: Record<string, { privateKey: string }> }
  /** Names of all secrets; `null` when that cannot be told. */
  known: readonly string[] | null
}

/**
 * Every secret that a job needs: those handed to its processes, the one for its repository (of an App, its private key), and
 * the key for Claude that its mode picks up without a name.
 */
export function secretsNamedBy(job: Job, { auth, known }: SecretUse): string[] {
  const own = job.secrets ?? []
  if (job.type !== 'agent-pipeline') return [...new Set(own)]
  const name = job.source.credentials
  const app = name !== undefined && Object.hasOwn(auth.githubApps, name) ? auth.githubApps[name] : undefined
  const forSource = app?.privateKey ?? name
  return [
    ...new Set([...own, ...(forSource === undefined ? [] : [forSource]), ...claudeKeyOf(job, auth, known)]),
  ]
}

function claudeKeyOf(job: PipelineJob, auth: SecretUse['auth'], known: SecretUse['known']): string[] {
  const { mode, own } = planClaude(job, { auth })
  if (mode !== 'api-key' || own !== undefined || known === null) return []
  return [CLAUDE_CREDENTIAL_NAMES.find((name) => known.includes(name)) ?? 'ANTHROPIC_API_KEY']
}

/** For each secret the ids of the jobs that need it. */
export function usersOfSecrets(jobs: readonly Job[], use: SecretUse): Map<string, string[]> {
  const users = new Map<string, string[]>()
  for (const job of jobs) {
    for (const name of secretsNamedBy(job, use)) users.set(name, [...(users.get(name) ?? []), job.id])
  }
  return users
}

/** Names under `secrets` of a job that nobody has set. `known: null` when that cannot be told: nothing is refused then. */
export function unknownSecrets(job: Job, known: readonly string[] | null): FieldError[] {
  if (known === null) return []
  return (job.secrets ?? []).flatMap((name, index) => {
    if (known.includes(name)) return []
    const field = `secrets.${index}`
    const message = sentence(
      field,
      `must name a secret that is set; "${name}" is not. \`oven secrets set ${name}\` sets it`,
    )
    return [{ field, message }]
  })
}

/** The variables in a job's `env` that would better be secrets: there jobs.json holds them for anyone to read. */
export function secretsInEnv(job: Job): string[] {
  return Object.entries(job.env ?? {}).flatMap(([name, value]) => (looksSecret(name, value) ? [name] : []))
}
