import type { ChangeHub } from '../changes/change-hub.ts'
import type { JobService } from '../jobs/job-service.ts'
import type { OvenOptions } from '../oven-options.ts'
import type { OvenServices } from '../oven-services.ts'
import type { RunService } from '../runs/run-service.ts'
import { createCallServerState } from './call-server-state.ts'
import { createCallService } from './call-service.ts'
import { createTokenService } from './token-service.ts'

/** What calls from outside work with. `jobs` are the oven's, with what was made for a job going with it. */
export function openTriggers(
  options: Pick<
    OvenOptions,
    'tokens' | 'calls' | 'payloads' | 'chains' | 'runs' | 'vault' | 'config' | 'clock'
  > & {
    jobs: JobService
    runService: Pick<RunService, 'start'>
    changes: ChangeHub
  },
): { services: Pick<OvenServices, 'tokens' | 'calls' | 'callServer' | 'chains'>; jobs: JobService } {
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
    changes,
    clock,
  })
  return {
    services: {
      tokens,
      calls,
      callServer: createCallServerState({ config: options.config, changes }),
      chains: options.chains,
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
