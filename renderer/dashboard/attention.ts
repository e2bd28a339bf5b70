import type { Fix, JobView, RunSummary, Status } from '../../contract/index.ts'
import { addresses } from '../app/route.ts'
import { runTone, runWords, type Tone } from '../format/words.ts'

/** One thing that needs the user: what, why, and what to do about it. */
export interface AttentionItem {
  key: string
  tone: Extract<Tone, 'failed' | 'attention'>
  title: string
  /** When it happened, as an instant. */
  at: string | null
  detail: string | null
  fixes: Fix[]
  link: { href: string; label: string } | null
}

/** A failed run asks for attention for two days, or until the job's next run. */
const FAILED_RUN_MS = 48 * 3_600_000

const loginNames = { claude: 'Claude', github: 'GitHub' }

/** What needs the user now, the gravest first: the engine, the logins, the oven's own warnings, runs that did not succeed. */
export function findAttention(status: Status | undefined, jobs: JobView[], now: number): AttentionItem[] {
  return [
    ...(status ? [...ofEngine(status), ...ofLogins(status, jobs), ...ofWarnings(status)] : []),
    ...ofRuns(jobs, now),
  ]
}

function ofEngine({ engine }: Status): AttentionItem[] {
  if (engine.status !== 'down') return []
  return [
    {
      key: 'engine',
      tone: 'failed',
      title: 'No container engine answers',
      at: null,
      detail: engine.reason,
      fixes: engine.hint === null ? [] : [{ description: engine.hint, command: null }],
      link: null,
    },
  ]
}

function ofLogins({ logins }: Status, jobs: JobView[]): AttentionItem[] {
  if (!jobs.some(({ job }) => job.type === 'agent-pipeline')) return []
  return logins
    .filter((login) => login.status === 'expired' || login.status === 'missing')
    .map((login) => ({
      key: `login-${login.id}`,
      tone: 'attention' as const,
      title: `${loginNames[login.id]} login ${login.status}`,
      at: null,
      detail: login.description,
      fixes: login.fixes,
      link: null,
    }))
}

function ofWarnings({ warnings }: Status): AttentionItem[] {
  return warnings.map((warning) => ({
    key: `warning-${warning}`,
    tone: 'attention' as const,
    title: warning,
    at: null,
    detail: null,
    fixes: [],
    link: null,
  }))
}

function ofRuns(jobs: JobView[], now: number): AttentionItem[] {
  return jobs
    .map(({ lastRun }) => lastRun)
    .filter((run): run is RunSummary => run !== null && needsLook(run, now))
    .sort((a, b) => (b.finishedAt ?? '').localeCompare(a.finishedAt ?? ''))
    .map((run) => ({
      key: `run-${run.id}`,
      tone: runTone(run) === 'failed' ? ('failed' as const) : ('attention' as const),
      title: `${run.jobName} #${run.number}: ${runWords(run).toLowerCase()}`,
      at: run.finishedAt,
      detail: run.error === null ? null : [run.error.message, run.error.hint].filter(Boolean).join(' '),
      fixes: [],
      link: { href: addresses.run(run.id), label: 'Open the run' },
    }))
}

function needsLook(run: RunSummary, now: number): boolean {
  const tone = runTone(run)
  if (tone !== 'failed' && tone !== 'attention') return false
  return run.finishedAt !== null && now - Date.parse(run.finishedAt) < FAILED_RUN_MS
}
