import type { PipelineJob } from '../../contract/index.ts'
import type { Config } from '../ports/config-store.ts'
import type { LoginLedger, LoginMemory } from '../ports/login-ledger.ts'
import type { SecretReader } from '../ports/secret-reader.ts'
import { classifyAgentEnd } from '../runs/verdict/agent-errors.ts'
import type { Evidence } from '../runs/verdict/stage-tracker.ts'
import { chooseClaude } from './choose-claude.ts'
import { chooseGit } from './choose-git.ts'

/** Codes that tell of a credential, and not of the day's weather. */
const REFUSALS = new Set(['login-missing', 'login-expired', 'login-revoked', 'key-invalid', 'no-credit'])

interface Judged {
  passed: boolean | null
  description: string
  endsAt?: string | null
  isRisk?: boolean
}

/** What runs have taught about the logins they used. */
export interface LoginHistory {
  find(id: string): LoginMemory | null
  /** Takes in what became of a run's agents and pushes. Never throws. */
  learn(job: PipelineJob, evidence: Pick<Evidence, 'ends' | 'limits' | 'pushes'>): Promise<void>
  noteWorked(id: string, expiresAt?: string | null): void
  noteRefused(id: string, code: string): void
  /** Adds to what was seen when it last worked, or that it was refused since. */
  judge<Seen extends Judged>(id: string, seen: Seen): Seen
}

export function createLoginHistory(deps: {
  ledger: LoginLedger
  secrets: SecretReader
  readConfig: () => Pick<Config, 'auth'>
  /** Wall clock, ms since 1970. */
  now: () => number
  onChange: () => void
}): LoginHistory {
  const { ledger, secrets, readConfig } = deps
  const at = () => new Date(deps.now()).toISOString()
  const read = (name: string) => secrets.read(name)

  function noteWorked(id: string, expiresAt: string | null = null): void {
    ledger.noteWorked(id, at(), expiresAt)
    deps.onChange()
  }

  function noteRefused(id: string, code: string): void {
    ledger.noteRefused(id, at(), code)
    deps.onChange()
  }

  async function learnClaude(
    job: PipelineJob,
    { ends, limits }: Pick<Evidence, 'ends' | 'limits'>,
  ): Promise<void> {
    const last = ends.at(-1)
    if (!last) return
    const { id } = await chooseClaude(job, readConfig(), read)
    const code = classifyAgentEnd(last, limits)?.error.code ?? null
    const expiresAt = last.result?.credentialExpiresAt ?? null
    if (code === null || code === 'usage-limit') noteWorked(id, expiresAt)
    else if (REFUSALS.has(code)) noteRefused(id, code)
  }

  async function learnGit(job: PipelineJob, { pushes }: Pick<Evidence, 'pushes'>): Promise<void> {
    if (!pushes.some(({ ok }) => ok) || job.source.repo.startsWith('/') || job.source.repo.startsWith('~'))
      return
    noteWorked((await chooseGit(job, readConfig(), read)).id)
  }

  return {
    find: (id) => ledger.find(id),
    async learn(job, evidence) {
      try {
        await learnClaude(job, evidence)
        await learnGit(job, evidence)
      } catch {
        // What was learned is worth less than the run's end.
      }
    },
    noteWorked,
    noteRefused,
    judge(id, seen) {
      const known = ledger.find(id)
      if (!known || seen.passed !== true) return seen
      const { lastWorkedAt, lastRefusedAt, refusedAs } = known
      const since = lastWorkedAt === null ? '' : ` It last worked at ${lastWorkedAt}.`
      if (refusedAs !== null) {
        return {
          ...seen,
          isRisk: true,
          description: `${seen.description} A run was refused with it at ${lastRefusedAt} (${refusedAs}).${since}`,
        }
      }
      const description =
        lastWorkedAt === null ? `${seen.description} No run has used it yet.` : `${seen.description}${since}`
      return { ...seen, description, endsAt: seen.endsAt ?? known.expiresAt }
    },
  }
}
