import { GithubRepo } from '../../../contract/github-rule.ts'
import type { DockerJob, PipelineJob } from '../../../contract/index.ts'
import { placeOf } from '../../credentials/repo-place.ts'

/**
 * The repository on GitHub, `owner/name`, whose events begin runs of a job: the one that it names, else the one its code
 * comes from. `null` where neither is on GitHub; a server of one's own cannot be told from others and has to be named.
 */
export function repoOf(
  job: Partial<Pick<PipelineJob, 'github' | 'source'>> | Pick<DockerJob, 'github'>,
): string | null {
  if (job.github?.repo) return job.github.repo
  const place = 'source' in job && job.source ? placeOf(job.source.repo) : null
  if (place === null || !/^(?:github\.com|ssh\.github\.com|[\w-]+\.ghe\.com)$/i.test(place.host)) return null
  const repo = GithubRepo.safeParse(place.path)
  return repo.success ? repo.data : null
}
