import type { Job } from '../../contract/index.ts'

/** What happens when a job is due while a run of it is active: as it says, else by its type. */
export function overlapOf(job: Job): 'skip' | 'queue' | 'allow' {
  return job.overlap ?? (job.type === 'docker' ? 'skip' : 'allow')
}
