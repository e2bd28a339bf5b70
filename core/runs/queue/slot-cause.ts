import type { Run, SlotCause } from '../../../contract/index.ts'

/**
 * Why a slot's run never started, from how it ended. `jobGone`: its job was removed, so that nothing told how to start it.
 */
export function slotCauseOf(
  { outcome, error }: Pick<Run, 'outcome' | 'error'>,
  { jobGone }: { jobGone: boolean },
): SlotCause {
  const code = error?.code ?? ''
  if (code === 'engine-down') return 'engine-down'
  if (isAuthCode(code)) return 'auth'
  if (/^budget/.test(code)) return 'budget'
  if (code === 'job-disabled') return 'disabled'
  if (outcome === 'cancelled') return 'cancelled'
  return jobGone ? 'disabled' : 'blocked'
}

/** Whether a run was refused for what it would have logged in with, which somebody else must mend. */
export function isAuthCode(code: string): boolean {
  return /^(?:login|key|credential|app|secret)-/.test(code) || code === 'repo-denied' || code === 'no-credit'
}
