import type { Fix, Job } from '../../contract/index.ts'
import type { Check } from '../readiness/checks.ts'
import { type SecretUse, secretsInEnv, usersOfSecrets } from './job-secrets.ts'
import type { Vault } from './vault.ts'

/** Whether the vault opens and holds what jobs name, and whether secrets lie about in `jobs.json`. */
export function createSecretChecks(options: {
  vault: Pick<Vault, 'list' | 'names'>
  jobs: () => Job[]
  auth: () => SecretUse['auth']
}): Check[] {
  const { vault, jobs, auth } = options
  const exposed = () =>
    jobs().flatMap((job) => {
      const names = secretsInEnv(job)
      return names.length > 0 ? [{ id: job.id, names }] : []
    })

  return [
    {
      id: 'secrets',
      title: 'Secrets',
      applicable: () => usersOfSecrets(jobs(), { auth: auth(), known: null }).size > 0 || holdsAny(vault),
      async check() {
        const { secrets, keptBy, problem } = await vault.list()
        if (problem) {
          const fixes = problem.hint ? [{ description: problem.hint, command: null }] : []
          return { passed: false, description: problem.message, fixes }
        }
        const good = new Set(secrets.flatMap(({ name, value }) => (value === null ? [] : [name])))
        const known = secrets.map(({ name }) => name)
        const wanting = [...usersOfSecrets(jobs(), { auth: auth(), known })].filter(
          ([name]) => !good.has(name),
        )
        if (wanting.length > 0) {
          const who = wanting.map(([name, users]) => `${name} (${users.join(', ')})`)
          const fixes = wanting.map(([name]) => ({
            description: `Set ${name}.`,
            command: `oven secrets set ${name}`,
          }))
          return {
            passed: false,
            description: `Jobs use secrets that are not set: ${who.join('; ')}.`,
            fixes,
          }
        }
        const count = secrets.length === 1 ? 'One secret opens' : `${secrets.length} secrets open`
        return { passed: true, description: `${count}; their key: ${keptBy}.`, fixes: [] }
      },
    },
    {
      id: 'secrets-in-env',
      title: 'Secrets in jobs.json',
      applicable: () => exposed().length > 0,
      async check() {
        const found = exposed()
        const who = found.map(({ id, names }) => `${id} (${names.join(', ')})`)
        const description = `The "env" of jobs holds what looks like secrets, where anyone sees them who reads jobs.json or its copies, and of docker jobs whoever may ask the engine: ${who.join('; ')}. They work and are masked in logs.`
        const fixes: Fix[] = found.map(({ id }) => ({
          description: `Move those of "${id}" into the vault; the job goes on using them.`,
          command: `oven secrets adopt ${id}`,
        }))
        // Nothing is broken: it is worth doing, and keeps no run from starting.
        return { passed: null, description, fixes }
      },
    },
  ]
}

function holdsAny(vault: Pick<Vault, 'names'>): boolean {
  try {
    return vault.names().length > 0
  } catch {
    return true
  }
}
