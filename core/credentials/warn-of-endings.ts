import type { Job } from '../../contract/index.ts'
import type { Announcer } from '../notifications/announcer.ts'
import { rulesFor } from '../notifications/rules.ts'
import type { ConfigStore } from '../ports/config-store.ts'
import type { LoginLedger } from '../ports/login-ledger.ts'
import type { CheckedFinding } from '../readiness/checks.ts'

const DAY_MS = 24 * 3_600_000

/** A day before a login ends for good, and once, the user of a job that needs it is told. */
export function createEndingWarnings(deps: {
  ledger: LoginLedger
  config: ConfigStore
  announcer: Pick<Announcer, 'announce'>
  /** Wall clock, ms since 1970. */
  now: () => number
}): (job: Job, found: readonly CheckedFinding[]) => void {
  const { ledger, config, announcer, now } = deps
  return (job, found) => {
    for (const { id, passed, endsAt } of found) {
      if (!endsAt || passed !== true || Date.parse(endsAt) - now() > DAY_MS) continue
      if (!rulesFor(config.read().notifications, job).wants['auth-expiry']) continue
      if (ledger.find(id)?.warnedOf === endsAt) continue
      const command = id === 'claude:container-login' ? 'oven auth sign-in claude' : 'claude auth login'
      announcer.announce(
        'auth-expiry',
        {
          title: 'Claude login ends soon',
          body: `It ends at ${endsAt}; ${job.name} and others that use it are refused from then on. Sign in again: ${command}`,
          runId: null,
          jobId: job.id,
        },
        { key: `ending:${id}:${endsAt}` },
      )
      ledger.noteWarned(id, endsAt)
    }
  }
}
