import type { Job, OvenImage } from '../../contract/index.ts'
import type { ConfigStore } from '../ports/config-store.ts'
import type { Engine } from '../ports/engine.ts'
import type { Check } from './checks.ts'

/** The engine, and the image that pipelines run in. */
export function createOvenChecks(options: {
  engine: Engine
  config: ConfigStore
  images: () => Promise<OvenImage[]>
  jobs: () => Job[]
}): { engine: Check; runnerImage: Check } {
  const { engine, config, images, jobs } = options
  const hasPipelines = () => jobs().some((job) => job.type === 'agent-pipeline')

  const engineCheck: Check = {
    id: 'engine',
    title: 'Container engine',
    applicable: () => true,
    async check() {
      const state = await engine.probe()
      if (state.status === 'up') {
        return {
          passed: true,
          description: `Docker ${state.version} answers at ${state.endpoint} (${state.foundBy}), ${state.cpus} processors.`,
          fixes: [],
        }
      }
      if (state.status === 'unknown') return { passed: null, description: 'Not asked yet.', fixes: [] }
      const fixes = state.hint ? [{ description: state.hint, command: null }] : []
      return { passed: false, code: 'engine-down', description: state.reason, fixes }
    },
  }
  const runnerImage: Check = {
    id: 'runner-image',
    title: 'Runner image',
    applicable: hasPipelines,
    async check() {
      const name = config.read().pipeline.image
      const image = (await images()).find((candidate) => candidate.name === name)
      if (!image)
        return { passed: null, description: `"${name}" is not an image of the oven's own.`, fixes: [] }
      const command = `oven images build ${name.replace(/^agent-oven\//, '')}`
      if (!image.present) {
        return {
          passed: false,
          description: `The image "${name}" is not built yet.`,
          fixes: [{ description: 'Build it.', command }],
        }
      }
      const old = image.upToDate === false
      return {
        passed: true,
        description: old
          ? `The image "${name}" is there, built from older sources.`
          : `The image "${name}" is there.`,
        fixes: old ? [{ description: 'Build it anew.', command }] : [],
      }
    },
  }
  return { engine: engineCheck, runnerImage }
}
