import type { Job } from '../../contract/index.ts'

/** A job to be added beside the one it is taken from: under a free id, and switched off. */
export function copyOf(job: Job, taken: ReadonlySet<string>): Job {
  let id = `${job.id}-copy`
  for (let count = 2; taken.has(id); count++) id = `${job.id}-copy-${count}`
  return { ...job, id, name: `${job.name} (copy)`, enabled: false }
}
