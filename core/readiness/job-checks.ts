import type { Job } from '../../contract/index.ts'
import { planClaude } from '../credentials/choose-claude.ts'
import { placeOf } from '../credentials/repo-place.ts'
import type { Check } from './checks.ts'
import { type ClaudeLookers, lookAtClaude } from './claude-check.ts'
import type { createHostChecks } from './host-checks.ts'
import { lookAtRepository, type RepositoryLookers } from './repository-check.ts'

/** A check and what its failure means: `refuses` a run before it begins, `spoils` it, or is only a `risk`. */
export interface JobCheck {
  check: Check
  weight: 'refuses' | 'spoils' | 'risk'
}

export interface JobCheckOptions {
  engine: Check
  runnerImage: Check
  host: ReturnType<typeof createHostChecks>
  claude: ClaudeLookers
  repository: RepositoryLookers
  /** Names of all secrets; `null` when that cannot be told. */
  secretNames: () => readonly string[] | null
}

/** The checks of one job. Checks of the same id look at the same thing, whichever job they are of. */
export function jobChecks(job: Job, options: JobCheckOptions): JobCheck[] {
  const { engine, runnerImage, host } = options
  const checks: JobCheck[] = [
    { check: engine, weight: 'spoils' },
    { check: host.disk, weight: 'refuses' },
    { check: host.clock, weight: 'risk' },
  ]
  if (job.secrets?.length) checks.push({ check: secretsCheck(job, options), weight: 'spoils' })
  if (job.type === 'docker') return checks.filter(({ check }) => check.applicable())
  const place = placeOf(job.source.repo)
  if (job.image === undefined) checks.push({ check: runnerImage, weight: 'risk' })
  checks.push({ check: claudeCheck(job, options), weight: 'refuses' })
  checks.push({ check: host.network(place?.host ?? null), weight: 'risk' })
  if (place) checks.push({ check: repositoryCheck(job, options), weight: 'refuses' })
  return checks.filter(({ check }) => check.applicable())
}

function claudeCheck(job: Extract<Job, { type: 'agent-pipeline' }>, { claude }: JobCheckOptions): Check {
  const { mode, own } = planClaude(job, claude.readConfig())
  const whose = mode === 'api-key' && own && job.env?.[own] ? `:${job.id}` : ''
  return {
    id: mode === 'api-key' ? `claude:key:${own ?? 'secrets'}${whose}` : `claude:${mode}`,
    title: `Claude, ${mode}`,
    applicable: () => true,
    check: () => lookAtClaude(job, claude),
  }
}

function repositoryCheck(
  job: Extract<Job, { type: 'agent-pipeline' }>,
  { repository }: JobCheckOptions,
): Check {
  const { repo, branch, credentials = 'gh' } = job.source
  return {
    id: `repository:${repo}#${branch}@${credentials}${job.network === 'allowlist' ? '!' : ''}`,
    title: `Repository ${repo}`,
    applicable: () => true,
    check: () => lookAtRepository(job, repository),
  }
}

function secretsCheck(job: Job, { secretNames }: JobCheckOptions): Check {
  return {
    id: `secrets:${job.secrets?.join(',')}`,
    title: `Secrets of ${job.id}`,
    applicable: () => true,
    async check() {
      const known = secretNames()
      if (known === null) return { passed: null, description: 'The secrets cannot be opened.', fixes: [] }
      const missing = (job.secrets ?? []).filter((name) => !known.includes(name))
      if (missing.length === 0) return { passed: true, description: 'All are set.', fixes: [] }
      return {
        passed: false,
        code: 'secret-missing',
        description: `Secrets of the job are not set: ${missing.join(', ')}.`,
        fixes: missing.map((name) => ({ description: `Set ${name}.`, command: `oven secrets set ${name}` })),
      }
    },
  }
}
