import type { Job } from '../../contract/index.ts'
import { type Cage, EGRESS_IMAGE } from '../cage/cage.ts'
import type { Engine } from '../ports/engine.ts'
import type { Check } from './checks.ts'

/** Whether network allow-lists hold on this engine, tried anew at each look. For ovens with a job that has one. */
export function createEgressCheck(options: { engine: Engine; cage: Cage; jobs: () => Job[] }): Check {
  const { engine, cage, jobs } = options
  return {
    id: 'egress',
    title: 'Network allow-lists',
    applicable: () => jobs().some((job) => job.network === 'allowlist'),
    async check() {
      if ((await engine.probe()).status !== 'up') {
        return { passed: null, description: 'It cannot be tried without a container engine.', fixes: [] }
      }
      if (!(await engine.findImage(EGRESS_IMAGE))) {
        return {
          passed: null,
          description: `The image "${EGRESS_IMAGE}" is not built yet, so it was not tried.`,
          fixes: [{ description: 'Build it.', command: 'oven images build egress-proxy' }],
        }
      }
      const { holds, description } = await cage.prove({ anew: true })
      const wayOut = 'Use another engine, or set "network" of these jobs to "none" or "open".'
      return { passed: holds, description, fixes: holds ? [] : [{ description: wayOut, command: null }] }
    },
  }
}
