import type { Run } from '../../../contract/index.ts'
import { addresses } from '../../app/route.ts'

const logins = new Set([
  'credential-missing',
  'key-invalid',
  'login-ended',
  'login-ending',
  'login-expired',
  'login-in-use',
  'login-missing',
  'login-revoked',
  'no-credit',
  'push-denied',
  'repo-denied',
])
const secrets = new Set(['key-missing', 'secret-missing', 'vault-broken', 'vault-locked'])
const settings = new Set([
  'agent-pipeline-missing',
  'disk-full',
  'disk-low',
  'engine-down',
  'image-build-failed',
])
const job = new Set([
  'branch-missing',
  'budget',
  'budget-spent',
  'child-out-of-memory',
  'command-missing',
  'command-refused',
  'image-missing',
  'input-invalid',
  'mount-missing',
  'out-of-memory',
  'pipeline-invalid',
  'pipeline-missing',
  'relaxation-refused',
  'repo-missing',
  'root-user',
  'timed-out',
])

/** The page on which what kept a run from its work can be mended, where there is one. */
export function fixOf(run: Pick<Run, 'error' | 'jobId'>): { label: string; href: string } | null {
  const code = run.error?.code ?? ''
  if (logins.has(code)) return { label: 'Open credentials', href: addresses.credentials }
  if (secrets.has(code)) return { label: 'Open secrets', href: addresses.secrets }
  if (settings.has(code)) return { label: 'Open settings', href: addresses.settings }
  if (job.has(code)) return { label: 'Edit the job', href: addresses.editJob(run.jobId) }
  return null
}
