import type { Job } from '../../contract/index.ts'
import type { ConfigStore } from '../ports/config-store.ts'
import type { LoginLedger } from '../ports/login-ledger.ts'
import type { Notifier } from '../ports/notifier.ts'
import type { CheckedFinding } from '../readiness/checks.ts'

const DAY_MS = 24 * 3_600_000

/** A day before a login ends for good, and once, the user of a job that needs it is told. */
export function createEndingWarnings(deps: {
  ledger: LoginLedger
  config: ConfigStore
  notifier: Notifier
  /** Wall clock, ms since 1970. */
  now: () => number
}): (job: Job, found: readonly CheckedFinding[]) => void {
  const { ledger, config, notifier, now } = deps
  return (job, found) => {
    for (const { id, passed, endsAt } of found) {
      if (!endsAt || passed !== true || Date.parse(endsAt) - now() > DAY_MS) continue
      const rules = { ...config.read().notifications, ...job.notifications }
      if (!(rules.onAuthExpiry ?? rules.onFailure)) continue
      if (ledger.find(id)?.warnedOf === endsAt) continue
      ledger.noteWarned(id, endsAt)
      const command = id === 'claude:container-login' ? 'oven auth sign-in claude' : 'claude auth login'
      notifier.notify({
        title: 'Claude login ends soon',
        body: `It ends at ${endsAt}; ${job.name} and others that use it are refused from then on. Sign in again: ${command}`,
        runId: null,
        jobId: job.id,
      })
    }
  }
}
