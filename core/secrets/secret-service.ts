import type { InferContractRouterInputs } from '@orpc/contract'
import type { contract, SecretList, SecretView } from '../../contract/index.ts'
import type { ChangeHub } from '../changes/change-hub.ts'
import { OvenError } from '../errors.ts'
import type { JobService } from '../jobs/job-service.ts'
import { checkSecret } from './check-secret.ts'
import { type SecretUse, secretsInEnv, usersOfSecrets } from './job-secrets.ts'
import type { Vault } from './vault.ts'
import { isWebhookSecret } from './webhook-secret-name.ts'

type Inputs = InferContractRouterInputs<typeof contract>['secrets']

/** What people may do with secrets. Values go in and are never answered. */
export interface SecretService {
  list(): Promise<SecretList>
  set(input: Inputs['set']): Promise<SecretView>
  remove(input: Inputs['remove']): Promise<{ removed: string; usedBy: string[] }>
  adopt(input: Inputs['adopt']): Promise<{ moved: string[] }>
  rotateKey(): Promise<{ secrets: number; keptBy: string }>
}

/** Four characters of so long a value leave it as hard to guess as before. */
const LEAST_LENGTH_TO_SHOW = 20

export function createSecretService(options: {
  vault: Vault
  jobs: Pick<JobService, 'listJobs' | 'show' | 'update'>
  auth: () => SecretUse['auth']
  changes: Pick<ChangeHub, 'emit'>
  /** Names of the channels for messages that use a secret. By default none. */
  channelsUsing?: (name: string) => readonly string[]
}): SecretService {
  const { vault, jobs, auth, changes, channelsUsing = () => [] } = options

  async function list(): Promise<SecretList> {
    const { secrets, keptBy, problem } = await vault.list()
    const known = problem?.code === 'vault-broken' ? null : secrets.map(({ name }) => name)
    const users = usersOfSecrets(jobs.listJobs(), { auth: auth(), known })
    const isSet = new Set(known)
    return {
      secrets: secrets
        .filter(({ name }) => !isWebhookSecret(name))
        .map(({ name, value, setAt, lastUsedAt }) => ({
          name,
          ending: value === null ? null : endingOf(value),
          setAt,
          lastUsedAt,
          usedBy: users.get(name) ?? [],
          fault: value === null && problem === null ? 'It does not match its seal: set it anew.' : null,
        }))
        .sort((a, b) => a.name.localeCompare(b.name)),
      missing: [...users]
        .filter(([name]) => !isSet.has(name) && problem?.code !== 'vault-broken')
        .map(([name, usedBy]) => ({ name, usedBy })),
      file: vault.path,
      keptBy,
      problem: problem && { message: problem.message, hint: problem.hint },
    }
  }

  async function set({ name, value }: Inputs['set']): Promise<SecretView> {
    checkSecret({ name, value })
    await vault.set(name, value)
    changes.emit({ type: 'secret' })
    return (await list()).secrets.find((secret) => secret.name === name)!
  }

  return {
    list,
    set,
    async remove({ name, force }) {
      const known = vault.names()
      const usedBy = usersOfSecrets(jobs.listJobs(), { auth: auth(), known }).get(name) ?? []
      if (usedBy.length > 0 && !force && known.includes(name)) throw inUse(name, usedBy)
      const [channel] = channelsUsing(name)
      if (channel !== undefined && !force && known.includes(name)) throw inUseBy(name, channel)
      await vault.remove(name)
      changes.emit({ type: 'secret' })
      return { removed: name, usedBy }
    },
    async adopt({ id, names }) {
      const { job } = jobs.show(id)
      const env = job.env ?? {}
      const moved = names ?? secretsInEnv(job)
      for (const name of moved) {
        if (!Object.hasOwn(env, name)) throw notInEnv(id, name)
        checkSecret({ name, value: env[name]! })
      }
      if (moved.length === 0) return { moved }
      await refuseOthers(moved, env)
      for (const name of moved) await vault.set(name, env[name]!)
      const left = Object.entries(env).filter(([name]) => !moved.includes(name))
      jobs.update(id, {
        env: left.length > 0 ? Object.fromEntries(left) : null,
        secrets: [...new Set([...(job.secrets ?? []), ...moved])],
      })
      changes.emit({ type: 'secret' })
      return { moved }
    },
    async rotateKey() {
      const rotated = await vault.rotate()
      changes.emit({ type: 'secret' })
      return rotated
    },
  }

  /** A secret of that name with another value belongs to somebody else. */
  async function refuseOthers(names: readonly string[], env: Record<string, string>): Promise<void> {
    const { secrets, problem } = await vault.list()
    if (problem) throw problem
    const taken = secrets.find(({ name, value }) => names.includes(name) && value !== env[name])
    if (!taken) return
    throw new OvenError('secret-exists', `There is a secret "${taken.name}" already, with another value.`, {
      kind: 'CONFLICT',
      hint: `If the job is to use that one, take "${taken.name}" out of its "env" and name it in its "secrets". Nothing was changed.`,
    })
  }
}

function endingOf(value: string): string | null {
  const shown = value.trim()
  return shown.length < LEAST_LENGTH_TO_SHOW || shown.includes('\n') ? null : shown.slice(-4)
}

function inUse(name: string, usedBy: readonly string[]): OvenError {
  const who = usedBy.map((id) => `"${id}"`).join(', ')
  const jobs = usedBy.length === 1 ? `the job ${who}` : `the jobs ${who}`
  return new OvenError('secret-in-use', `The secret "${name}" is used by ${jobs}.`, {
    kind: 'CONFLICT',
    hint: 'Take it out of what they name ("secrets", "source.credentials", "auth") first, or remove it all the same with --force: their runs are blocked then.',
  })
}

function inUseBy(name: string, channel: string): OvenError {
  return new OvenError('secret-in-use', `The secret "${name}" is used by the channel "${channel}".`, {
    kind: 'CONFLICT',
    hint: 'Remove the channel first, or remove it all the same with --force: messages to it wait then.',
  })
}

function notInEnv(id: string, name: string): OvenError {
  return new OvenError('input-invalid', `The job "${id}" has no variable "${name}" in its "env".`, {
    kind: 'INPUT_INVALID',
    fields: [{ field: 'names', message: `There is no variable "${name}" in the job's "env".` }],
  })
}
