import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { Failure } from './failure.js'

/**
 * Reads `.agent-pipeline/pipelines/<name>.yml` as agent-pipeline 0.1.5 does. Only what keeps it from being
 * read at all is refused here; agent-pipeline itself judges the rest.
 */
export function readPipeline(repoFolder, name) {
  const folder = join(repoFolder, '.agent-pipeline', 'pipelines')
  const file = join(folder, `${name}.yml`)
  if (!existsSync(file)) throw missingPipeline(folder, name)
  let pipeline
  try {
    pipeline = parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw invalid(name, `its YAML cannot be read: ${String(error.message).split('\n')[0]}`)
  }
  if (!pipeline?.name) throw invalid(name, 'it has no name')
  if (!Array.isArray(pipeline.agents) || pipeline.agents.length === 0) throw invalid(name, 'it has no agents')
  if (pipeline.agents.some((agent) => typeof agent?.name !== 'string' || agent.name === '')) {
    throw invalid(name, 'one of its agents has no name')
  }
  return pipeline
}

/** The pipeline's stages as the plan record tells them. */
export function planStages(pipeline) {
  return pipeline.agents.map((agent) => ({
    name: agent.name,
    model: stageModel(pipeline, agent),
    dependsOn: Array.isArray(agent.dependsOn) ? agent.dependsOn.map(String) : [],
    enabled: agent.enabled !== false,
  }))
}

/**
 * agent-pipeline's rule: a stage's `runtime.options.model`, else its shorthand `model`, else the pipeline's
 * `runtime.options.model`, else its `runtime.model`; `null` leaves the choice to the agent's program. The
 * pipeline's model holds even for a stage with another runtime type.
 */
export function stageModel(pipeline, agent) {
  const chosen = optionOrShorthand(agent.runtime?.options, agent) || pipelineModel(pipeline)
  return chosen ? String(chosen) : null
}

function pipelineModel(pipeline) {
  return optionOrShorthand(pipeline.runtime?.options, pipeline.runtime)
}

function optionOrShorthand(options, shorthandOwner) {
  if (options && 'model' in options) return options.model
  return shorthandOwner?.model
}

function missingPipeline(folder, name) {
  const files = existsSync(folder) ? readdirSync(folder) : []
  if (files.includes(`${name}.yaml`)) {
    return new Failure(
      'pipeline-missing',
      `The pipeline "${name}" is a .yaml file, which agent-pipeline does not run.`,
      `Rename .agent-pipeline/pipelines/${name}.yaml to ${name}.yml.`,
    )
  }
  const names = files.filter((file) => file.endsWith('.yml')).map((file) => file.slice(0, -4))
  return new Failure(
    'pipeline-missing',
    `The repository has no pipeline "${name}" on this branch.`,
    names.length > 0
      ? `It has: ${names.sort().join(', ')}.`
      : 'It has no .agent-pipeline/pipelines folder; `agent-pipeline init` makes one.',
  )
}

function invalid(name, reason) {
  return new Failure(
    'pipeline-invalid',
    `The pipeline "${name}" cannot be run: ${reason}.`,
    `Look at .agent-pipeline/pipelines/${name}.yml.`,
  )
}
