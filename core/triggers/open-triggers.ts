import type { JobService } from '../jobs/job-service.ts'
import type { OvenOptions } from '../oven-options.ts'
import type { OvenServices } from '../oven-services.ts'
import { namesKnown } from '../secrets/names-known.ts'
import { createCallServerState } from './call-server-state.ts'
import { createCallService } from './call-service.ts'
import { type GithubParts, openGithub } from './github/open-github.ts'
import { createTokenService } from './token-service.ts'

/** What calls from outside work with. `jobs` are the oven's, with what was made for a job going with it. */
export function openTriggers(
  options: GithubParts &
    Pick<OvenOptions, 'chains' | 'tokens'> & {
      jobs: JobService
    },
): {
  services: Pick<OvenServices, 'tokens' | 'calls' | 'callServer' | 'chains' | 'github'>
  jobs: JobService
} {
  const { jobs, changes, clock, vault, runs } = options
  const findJob = (id: string) => jobs.find(id)
  const tokens = createTokenService({
    store: options.tokens,
    vault,
    jobExists: (id) => findJob(id) !== null,
    changes,
    clock,
  })
  const calls = createCallService({
    calls: options.calls,
    payloads: options.payloads,
    tokens,
    findJob,
    findRun: (id) => runs.find(id),
    runs: options.runService,
    github: options.githubStore,
    changes,
    clock,
  })
  const { github } = openGithub(options)
  return {
    services: {
      tokens,
      calls,
      callServer: createCallServerState({
        config: options.config,
        secretNames: () => namesKnown(vault),
        changes,
      }),
      chains: options.chains,
      github,
    },
    jobs: {
      ...jobs,
      remove(id, how) {
        const answer = jobs.remove(id, how)
        tokens.forgetJob(id).catch(() => {})
        return answer
      },
    },
  }
}
