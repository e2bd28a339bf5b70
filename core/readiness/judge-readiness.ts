import type { Job, Readiness, ReadinessReason } from '../../contract/index.ts'
import type { CheckedFinding } from './checks.ts'
import type { JobCheck } from './job-checks.ts'

/** What the checks of a job come to for its next run, which begins at `nextDueAt` or, without one, now. */
export function judgeReadiness(
  job: Job,
  found: readonly { weight: JobCheck['weight']; result: CheckedFinding }[],
  facts: { nowMs: number; nextDueAt: string | null; timeoutSeconds: number },
): Readiness {
  const startMs = facts.nextDueAt === null ? facts.nowMs : Date.parse(facts.nextDueAt)
  const untilMs = startMs + facts.timeoutSeconds * 1000
  const blocking: ReadinessReason[] = []
  const risks: ReadinessReason[] = []
  for (const { weight, result } of found) {
    const { id, description, fixes, passed, code = null } = result
    if (passed === false && weight !== 'risk') blocking.push({ check: id, code, description, fixes })
    else if (passed !== true || result.isRisk) risks.push({ check: id, code, description, fixes })
    else if (result.expiresAt && Date.parse(result.expiresAt) < untilMs) {
      risks.push({ check: id, code: 'login-ending', ...endingSentence(result, startMs) })
    }
  }
  return {
    jobId: job.id,
    state: blocking.length > 0 ? 'blocked' : risks.length > 0 ? 'at-risk' : 'ready',
    nextDueAt: facts.nextDueAt,
    reasons: [...blocking, ...risks],
    checkedAt: found.map(({ result }) => result.checkedAt).sort()[0] ?? new Date(facts.nowMs).toISOString(),
  }
}

/** For the run's log and the badge: what a run is handed ends before the run must. */
export function endingSentence(
  { id, expiresAt }: Pick<CheckedFinding, 'id' | 'expiresAt'>,
  startMs: number,
): Pick<ReadinessReason, 'description' | 'fixes'> {
  const isBefore = Date.parse(expiresAt ?? '') <= startMs
  const when = isBefore ? 'before the next run begins' : 'while the run may still be at work'
  if (id !== 'claude:host-login') {
    return {
      description: `The Claude login ends at ${expiresAt}, ${when}.`,
      fixes: [{ description: 'Sign in again.', command: 'oven auth sign-in claude' }],
    }
  }
  return {
    description: `What runs are handed of the host's Claude login ends at ${expiresAt}, ${when}. Any use of Claude Code on this machine renews it.`,
    fixes: [
      { description: 'Use Claude Code here before then.', command: 'claude' },
      {
        description: 'Or sign in inside a container: that login renews itself.',
        command: 'oven auth sign-in claude',
      },
    ],
  }
}
