import type { DockerJob, PipelineJob } from '../../../contract/index.ts'
import { OvenError } from '../../errors.ts'
import type { GithubAccess, GithubApi } from '../../ports/github-api.ts'
import type { GithubOrigin, GithubWork } from '../../ports/github-store.ts'
import type { GithubAccessOf } from './github-access.ts'
import { matchRule } from './match-rule.ts'

type AnyJob = PipelineJob | DockerJob

/** A writer who no longer is one is believed no longer than this. */
const REMEMBERED_MS = 60_000
const MOST_REMEMBERED = 1000
const MAY_WRITE = ['admin', 'maintain', 'write']

/** Whether an event begins a run of a job. */
export interface GithubDecider {
  /** Without asking anybody: whether any of its rules may ask for it. */
  mayMatch(job: AnyJob, work: GithubWork): boolean
  /**
   * Asks GitHub where that is needed. Throws `github-not-permitted` for who may not begin runs of it, and what asking GitHub
   * and opening its credential throw.
   */
  isMeant(job: AnyJob, event: { origin: GithubOrigin; work: GithubWork }): Promise<boolean>
}

export function createGithubDecider(deps: {
  api: Pick<GithubApi, 'permissionOf' | 'changedFiles'>
  accessOf: GithubAccessOf
  now: () => number
}): GithubDecider {
  const { api, accessOf, now } = deps
  const writers = new Map<string, number>()

  async function mayWrite(access: GithubAccess, repo: string, login: string): Promise<boolean> {
    if (login === '') return false
    const key = `${access.apiUrl} ${repo} ${login}`.toLowerCase()
    const known = writers.get(key)
    if (known !== undefined && now() - known < REMEMBERED_MS) return true
    try {
      if (!MAY_WRITE.includes(await api.permissionOf(access, repo, login))) return false
    } catch (error) {
      // GitHub does not know such a collaborator: a bot, or somebody who is gone.
      if (error instanceof OvenError && error.code === 'github-not-found') return false
      throw error
    }
    writers.delete(key)
    writers.set(key, now())
    if (writers.size > MOST_REMEMBERED) writers.delete(writers.keys().next().value!)
    return true
  }

  const verdictsOf = ({ github }: AnyJob, facts: GithubWork['facts']) =>
    (github?.on ?? []).map((rule) => matchRule(rule, facts))

  return {
    mayMatch: (job, { facts, jobs }) =>
      (jobs?.includes(job.id) ?? true) && verdictsOf(job, facts).some((verdict) => verdict !== 'no'),
    async isMeant(job, { origin, work }) {
      const { repo } = origin
      const verdicts = verdictsOf(job, work.facts)
      if (!verdicts.includes('yes')) {
        if (!verdicts.includes('ask-paths')) return false
        const access = await accessOf(job)
        const paths = work.compare ? await api.changedFiles(access, repo, work.compare) : null
        // More files than GitHub lists: rather a run too many than one that never comes.
        if (paths !== null && !verdictsOf(job, { ...work.facts, paths }).includes('yes')) return false
      }
      if (job.github?.by === 'anyone' || work.people.length === 0) return true
      const access = await accessOf(job)
      for (const login of work.people) {
        if (!(await mayWrite(access, repo, login))) throw notPermitted(login, origin)
      }
      return true
    },
  }
}

function notPermitted(login: string, { repo }: GithubOrigin): OvenError {
  const who = login === '' ? 'Somebody whom GitHub does not name' : `@${login.slice(0, 100)}`
  return new OvenError('github-not-permitted', `${who} may not write to ${repo}, so this begins no run.`, {
    kind: 'CONFLICT',
    hint: 'Look at what it says, and deliver it again from here if it is to be done. The field "github.by" of the job says whose doing begins runs.',
  })
}
