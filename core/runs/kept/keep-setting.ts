import type { DockerJob, PipelineJob, Run, RunSetting } from '../../../contract/index.ts'
import type { RunLimits } from '../container/run-container.ts'
import { maskStrings } from '../output/mask-strings.ts'
import type { Masker } from '../output/masker.ts'
import type { RunDependencies } from '../run-dependencies.ts'

/** The name of the artifact in which it is kept. */
export const SETTING_FILE = 'setting.json'

/**
 * Keeps what a run is started with beside its log, since the job may be another one tomorrow. Of `env` only the names are
 * kept. That it cannot be kept is said, and keeps no run from beginning.
 */
export async function keepSetting(
  deps: Pick<RunDependencies, 'logs' | 'engine' | 'clock' | 'onWarning'>,
  run: Run,
  how: { job: PipelineJob | DockerJob; limits: RunLimits; masker: Masker },
): Promise<void> {
  const { env, ...job } = how.job
  const state = deps.engine.state()
  const { timeoutSeconds, memoryBytes, cpus } = how.limits
  const setting: RunSetting = {
    at: new Date(deps.clock.now()).toISOString(),
    job,
    env: Object.keys(env ?? {}),
    limits: { timeoutSeconds, memoryBytes, cpus },
    engine:
      state.status === 'up'
        ? { version: state.version, apiVersion: state.apiVersion, os: state.os, arch: state.arch }
        : null,
  }
  const text = `${JSON.stringify(maskStrings(setting, how.masker), null, 2)}\n`
  try {
    await deps.logs.keepArtifact(run.id, SETTING_FILE, Buffer.from(text))
  } catch (error) {
    deps.onWarning(
      `What ${run.jobName} #${run.number} was started with could not be kept: ${(error as Error).message}`,
    )
  }
}
