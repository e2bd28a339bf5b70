import type { FieldError, Job } from '../../contract/index.ts'
import { sentence } from '../jobs/issue-sentence.ts'
import { looksSecret } from '../runs/container/secret-env.ts'

/** The GitHub Apps of the settings, each with the secret that holds its private key. */
export type AppKeys = Record<string, { privateKey: string }>

/** Every secret that a job needs: those handed to its processes, and the one for its repository, if by way of an App. */
export function secretsNamedBy(job: Job, apps: AppKeys): string[] {
  const name = job.type === 'agent-pipeline' ? job.source.credentials : undefined
  const forSource = name !== undefined && Object.hasOwn(apps, name) ? apps[name]!.privateKey : name
  return [...new Set([...(job.secrets ?? []), ...(forSource === undefined ? [] : [forSource])])]
}

/** For each secret the ids of the jobs that need it. */
export function usersOfSecrets(jobs: readonly Job[], apps: AppKeys): Map<string, string[]> {
  const users = new Map<string, string[]>()
  for (const job of jobs) {
    for (const name of secretsNamedBy(job, apps)) users.set(name, [...(users.get(name) ?? []), job.id])
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
