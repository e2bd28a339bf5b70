import { posix } from 'node:path'
import { parse } from 'yaml'
import type { SourcePipeline, SourceStage } from '../../contract/index.ts'
import { isRecord } from '../jobs/known-fields.ts'
import { findProblems, problem } from './pipeline-problems.ts'

const MAX_STAGES = 200

/** A pipeline's file as read, and the agents' files that it names. */
export interface ReadPipeline {
  pipeline: SourcePipeline
  agentFiles: string[]
}

/**
 * Reads a pipeline's file as agent-pipeline 0.1.5 does, and says what would keep it from running or end it early. `text`
 * is `null` for a file too large to be read. `hasFile` is asked about agents' files once all are known: `finish`.
 */
export function readPipeline(
  file: string,
  text: string | null,
): ReadPipeline & {
  finish(hasFile: (path: string) => boolean): SourcePipeline
} {
  const { name, ext } = posix.parse(file)
  const empty: SourcePipeline = { name, description: null, file, stages: [], problems: [] }
  const broken = (message: string, hint: string) => {
    const pipeline = { ...empty, problems: [problem('error', [], message, hint)] }
    return { pipeline, agentFiles: [], finish: () => pipeline }
  }
  if (ext !== '.yml')
    return broken(`agent-pipeline lists ${file}, but does not run it.`, `Rename it to ${name}.yml.`)
  if (text === null) return broken(`${file} is too large to be a pipeline.`, 'Look what it holds.')
  let written: unknown
  try {
    written = parse(text)
  } catch (error) {
    const reason = String((error as Error).message)
      .split('\n')[0]!
      .replace(/:$/, '')
    return broken(`The YAML of ${file} cannot be read: ${reason}.`, 'Correct it and push the branch.')
  }
  if (!isRecord(written) || !written.name) return broken(`${file} has no "name".`, 'Give it one.')
  const agents = Array.isArray(written.agents) ? written.agents.filter(isRecord).slice(0, MAX_STAGES) : []
  if (agents.length === 0) return broken(`${file} has no "agents".`, 'Give it at least one.')

  const pipeline = {
    ...empty,
    description: descriptionOf(written.description, text),
    stages: agents.map((agent) => readStage(written, agent)),
  }
  return {
    pipeline,
    agentFiles: pipeline.stages.flatMap(({ agent }) => agentPath(agent) ?? []),
    finish(hasFile) {
      const hasAgent = (agent: string) => {
        const path = agentPath(agent)
        return path !== null && hasFile(path)
      }
      return { ...pipeline, problems: findProblems({ agents, stages: pipeline.stages, hasAgent }) }
    },
  }
}

function readStage(pipeline: Record<string, unknown>, agent: Record<string, unknown>): SourceStage {
  const { timeout, dependsOn } = agent
  return {
    name: textOf(agent.name) ?? '',
    agent: textOf(agent.agent),
    model: modelOf(pipeline, agent),
    dependsOn: Array.isArray(dependsOn) ? dependsOn.map(String) : [],
    enabled: agent.enabled !== false,
    timeoutSeconds: typeof timeout === 'number' && timeout > 0 ? timeout : null,
  }
}

/** The stage's own option, else its shorthand, else the pipeline's: as images/pipeline-runner/runner/pipeline-file.js. */
function modelOf(pipeline: Record<string, unknown>, agent: Record<string, unknown>): string | null {
  const from = (holder: unknown) => (isRecord(holder) ? holder : {})
  const own = from(from(agent.runtime).options)
  const shared = from(pipeline.runtime)
  const chosen = ('model' in own ? own.model : agent.model) || from(shared.options).model || shared.model
  return textOf(chosen)
}

/** Agents' paths are relative to the repository; one that leads out of it is not there. */
function agentPath(agent: string | null): string | null {
  if (agent === null) return null
  const path = posix.normalize(agent).replace(/^\.\//, '')
  return path === '' || path === '.' || path.startsWith('/') || path.startsWith('../') ? null : path
}

/** A `description`, which agent-pipeline ignores, or else the comment at the top of the file. */
function descriptionOf(written: unknown, text: string): string | null {
  const given = textOf(written)?.trim()
  if (given) return given.slice(0, 500)
  const lines = text.split('\n')
  const first = lines.findIndex((line) => line.trim() !== '' && line.trim() !== '---')
  const comment: string[] = []
  for (const line of lines.slice(Math.max(first, 0))) {
    const match = /^#+\s?(.*)$/.exec(line)
    if (match === null || match[1]!.trim() === '') break
    comment.push(match[1]!.trim())
  }
  return comment.join(' ').slice(0, 500) || null
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}
