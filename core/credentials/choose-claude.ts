import type { AuthMode, PipelineJob } from '../../contract/index.ts'
import type { Config } from '../ports/config-store.ts'
import { CLAUDE_CREDENTIAL_NAMES } from '../runs/container/secret-env.ts'

/** The one credential for Claude that a job's runs are handed. */
export type ClaudeChoice =
  | { kind: 'host-login'; id: 'claude:host-login' }
  | { kind: 'container-login'; id: 'claude:container-login' }
  | { kind: 'api-key'; id: string; variable: string; from: 'env' | 'secrets'; value: string | null }

/** What can be told of it without opening the vault. `own` is the key that the job itself names. */
export function planClaude(
  job: Pick<PipelineJob, 'auth' | 'env' | 'secrets'>,
  config: { auth: Pick<Config['auth'], 'defaultMode'> },
): { mode: AuthMode; own: string | undefined } {
  const named = (name: string) => Boolean(job.env?.[name]) || (job.secrets?.includes(name) ?? false)
  const own = CLAUDE_CREDENTIAL_NAMES.find(named)
  return { mode: job.auth ?? (own ? 'api-key' : config.auth.defaultMode), own }
}

/**
 * Which credential that is: the job's `auth`; else a key that the job itself names; else the settings' mode. A key is
 * looked for in the job's `env`, then among the secrets it names, then among all secrets; the first of the names that
 * Claude Code reads counts, as there.
 */
export async function chooseClaude(
  job: Pick<PipelineJob, 'auth' | 'env' | 'secrets'>,
  config: Pick<Config, 'auth'>,
  readSecret: (name: string) => Promise<string | null>,
): Promise<ClaudeChoice> {
  const { mode, own } = planClaude(job, config)
  if (mode === 'host-login') return { kind: mode, id: 'claude:host-login' }
  if (mode === 'container-login') return { kind: mode, id: 'claude:container-login' }
  if (own && job.env?.[own]) return key(own, 'env', job.env[own])
  for (const name of own ? [own] : CLAUDE_CREDENTIAL_NAMES) {
    const value = await readSecret(name)
    if (value !== null) return key(name, 'secrets', value)
  }
  return key(own ?? 'ANTHROPIC_API_KEY', 'secrets', null)
}

/** The environment with no credential for Claude but the chosen key. */
export function withOneCredential(
  env: Record<string, string>,
  choice: ClaudeChoice | null,
): Record<string, string> {
  const kept = { ...env }
  for (const name of CLAUDE_CREDENTIAL_NAMES) delete kept[name]
  if (choice?.kind === 'api-key' && choice.value !== null) kept[choice.variable] = choice.value
  return kept
}

function key(variable: string, from: 'env' | 'secrets', value: string | null): ClaudeChoice {
  return { kind: 'api-key', id: `claude:key:${variable}`, variable, from, value }
}
