import type { Job, LoginState } from '../../contract/index.ts'
import type { Config } from '../ports/config-store.ts'
import type { HostCredentials } from '../ports/credentials.ts'
import type { CheckedFinding } from '../readiness/checks.ts'
import { planClaude } from './choose-claude.ts'

/**
 * The logins in a few words, for what is always in sight: the host's own, and in place of its Claude login the credential
 * that jobs do use, when none uses that one.
 */
export function createLoginStates(deps: {
  host: Pick<HostCredentials, 'look'>
  jobs: () => Job[]
  readConfig: () => Pick<Config, 'auth'>
}) {
  const { host, jobs, readConfig } = deps
  const known = new Map<string, CheckedFinding>()

  function claudeInUse(): CheckedFinding | null {
    const pipelines = jobs().filter((job) => job.type === 'agent-pipeline' && job.enabled)
    const modes = pipelines.map((job) => job.type === 'agent-pipeline' && planClaude(job, readConfig()).mode)
    if (pipelines.length === 0 || modes.includes('host-login')) return null
    const found = [...known.values()]
    return found.find(({ passed }) => passed !== true) ?? found[0] ?? null
  }

  return {
    /** To be told of what checks saw. */
    seen(found: readonly CheckedFinding[]): void {
      for (const finding of found) {
        if (finding.id.startsWith('claude:') && finding.id !== 'claude:host-login')
          known.set(finding.id, finding)
      }
    },
    async list(): Promise<LoginState[]> {
      const states = await host.look()
      const used = claudeInUse()
      return used === null ? states : states.map((state) => (state.id === 'claude' ? toState(used) : state))
    },
  }
}

function toState({ passed, code, description, fixes, expiresAt = null }: CheckedFinding): LoginState {
  const bad = code === 'login-expired' ? 'expired' : 'missing'
  const status = passed === null ? 'unknown' : passed ? 'present' : bad
  return { id: 'claude', status, description, expiresAt, fixes }
}
