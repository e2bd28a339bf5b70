import type {
  AttentionAction,
  AttentionItem,
  AttentionKind,
  Job,
  Readiness,
  ReadinessReason,
} from '../../contract/index.ts'

interface Group {
  reason: ReadinessReason
  isBlocking: boolean
  jobs: Job[]
}

/**
 * What stands in the way of the next runs of enabled jobs, one item for each cause whatever the number of jobs. Of jobs
 * without a schedule only logins are told: of anything else a click will. The engine has an item of its own.
 */
export function findUnreadyJobs(deps: {
  jobs: readonly Job[]
  peek: (jobId: string) => Readiness | null
}): AttentionItem[] {
  const groups = new Map<string, Group>()
  for (const job of deps.jobs) {
    const readiness = job.enabled ? deps.peek(job.id) : null
    if (readiness === null || readiness.state === 'ready') continue
    for (const reason of readiness.reasons) {
      if (reason.check === 'engine') continue
      if (readiness.nextDueAt === null && !isLogin(reason)) continue
      const isBlocking = readiness.state === 'blocked' && reason.code !== 'login-ending'
      const key = `${isBlocking ? 'blocked' : 'at-risk'}:${reason.check}:${reason.code ?? ''}`
      const group = groups.get(key)
      if (group === undefined) groups.set(key, { reason, isBlocking, jobs: [job] })
      else group.jobs.push(job)
    }
  }
  return [...groups].map(([key, group]) => itemOf(key, group))
}

const isLogin = ({ check }: ReadinessReason) => check.startsWith('claude:')

function itemOf(key: string, { reason, isBlocking, jobs }: Group): AttentionItem {
  const kind = kindOf(reason, isBlocking)
  return {
    id: `ready:${key}`,
    kind,
    tone: 'attention',
    title: titleOf(kind, jobs),
    detail: kind.startsWith('login') ? `${reason.description} ${usedBy(jobs)}` : reason.description,
    fixes: reason.fixes,
    since: null,
    action: actionOf(reason, jobs),
    dismissible: !isBlocking,
  }
}

function kindOf(reason: ReadinessReason, isBlocking: boolean): AttentionKind {
  if (isLogin(reason)) return isBlocking ? 'login-ended' : 'login-ending'
  return isBlocking ? 'job-blocked' : 'job-at-risk'
}

function titleOf(kind: AttentionKind, jobs: readonly Job[]): string {
  const who = jobs.length === 1 ? jobs[0]!.name : `${jobs.length} jobs`
  switch (kind) {
    case 'login-ended':
      return 'The Claude login does not hold'
    case 'login-ending':
      return 'The Claude login may not last'
    case 'job-blocked':
      return `${who} will be blocked at the next run`
    default:
      return `${who} may not run`
  }
}

function usedBy(jobs: readonly Job[]): string {
  const [first, second] = jobs
  if (second === undefined) return `${first!.name} uses it.`
  return jobs.length === 2 ? `${first!.name} and ${second.name} use it.` : `${jobs.length} jobs use it.`
}

function actionOf({ check }: ReadinessReason, jobs: readonly Job[]): AttentionAction {
  if (check === 'claude:container-login') return { kind: 'sign-in', label: 'Sign in', login: 'claude' }
  if (check.startsWith('claude:') || check.startsWith('git:') || check.startsWith('repository:'))
    return { kind: 'open-page', label: 'Open credentials', page: 'credentials' }
  if (check.startsWith('secrets')) return { kind: 'open-page', label: 'Open secrets', page: 'secrets' }
  if (jobs.length === 1) return { kind: 'open-job', label: 'Open the job', jobId: jobs[0]!.id }
  return { kind: 'open-page', label: 'Open jobs', page: 'jobs' }
}
