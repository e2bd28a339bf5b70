import type { PipelineProblem, SourceStage } from '../../contract/index.ts'
import { closestName } from '../jobs/known-fields.ts'
import { listed } from '../schedule/phrases.ts'

/** What agent-pipeline 0.1.5 gives a stage without a `timeout`, whatever its documentation says. */
const UNSAID_TIMEOUT_SECONDS = 120

const ON_FAIL = ['stop', 'continue', 'warn']

/** What keeps a pipeline's stages from running, or ends them early. `agents` are the stages as written. */
export function findProblems({
  agents,
  stages,
  hasAgent,
}: {
  agents: readonly Record<string, unknown>[]
  stages: readonly SourceStage[]
  hasAgent: (agent: string) => boolean
}): PipelineProblem[] {
  return [
    ...nameProblems(stages),
    ...stages.flatMap((stage) => agentProblems(stage, hasAgent)),
    ...stages.flatMap((stage) => dependencyProblems(stage, stages)),
    ...circleProblems(stages),
    ...agents.flatMap((agent, index) => onFailProblems(agent.onFail, stages[index]!)),
    ...timeoutProblems(stages),
  ]
}

export function problem(
  level: PipelineProblem['level'],
  stages: string[],
  message: string,
  hint: string,
): PipelineProblem {
  return { level, stages, message, hint }
}

function nameProblems(stages: readonly SourceStage[]): PipelineProblem[] {
  const names = stages.map(({ name }) => name)
  const nameless = names.some((name) => name === '')
    ? [problem('error', [], 'A stage has no "name".', 'Give every entry of "agents" one.')]
    : []
  const repeated = [...new Set(names.filter((name, index) => name !== '' && names.indexOf(name) < index))]
  return [
    ...nameless,
    ...repeated.map((name) =>
      problem('error', [name], `Two stages are named "${name}".`, 'Give each a name of its own.'),
    ),
  ]
}

function agentProblems(
  { name, agent }: SourceStage,
  hasAgent: (agent: string) => boolean,
): PipelineProblem[] {
  if (agent === null)
    return [
      problem(
        'error',
        [name],
        `The stage "${name}" names no agent.`,
        'Give it the path of an agent as "agent".',
      ),
    ]
  if (hasAgent(agent)) return []
  return [
    problem(
      'error',
      [name],
      `The agent of "${name}", ${agent}, is not in the repository.`,
      'Correct the path, or commit and push the file.',
    ),
  ]
}

function dependencyProblems(
  { name, dependsOn }: SourceStage,
  stages: readonly SourceStage[],
): PipelineProblem[] {
  const names = stages.map((stage) => stage.name)
  return dependsOn
    .filter((other) => !names.includes(other))
    .map((other) => {
      const meant = closestName(other, names)
      const hint = meant === null ? `There are: ${listed(names)}.` : `Did you mean "${meant}"?`
      return problem('error', [name], `The stage "${name}" waits for "${other}", which is no stage.`, hint)
    })
}

/** Stages that wait for each other: what is left when all that can begin have. */
function circleProblems(stages: readonly SourceStage[]): PipelineProblem[] {
  const known = new Set(stages.map(({ name }) => name))
  let left = [...stages]
  for (;;) {
    const waiting = new Set(left.map(({ name }) => name))
    const next = left.filter(({ dependsOn }) =>
      dependsOn.some((name) => known.has(name) && waiting.has(name)),
    )
    if (next.length === left.length) break
    left = next
  }
  const names = left.filter(({ name }) => reaches(name, name, left)).map(({ name }) => name)
  if (names.length === 0) return []
  const message =
    names.length === 1
      ? `The stage "${names[0]}" waits for itself.`
      : `${listed(names)} wait for each other in a circle.`
  return [problem('error', names, message, 'Take one of the "dependsOn" away.')]
}

function reaches(from: string, to: string, stages: readonly SourceStage[]): boolean {
  const seen = new Set<string>()
  const open = [from]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const next of stages.find((stage) => stage.name === name)?.dependsOn ?? []) {
      if (next === to) return true
      if (!seen.has(next)) open.push(next)
      seen.add(next)
    }
  }
  return false
}

function onFailProblems(onFail: unknown, { name }: SourceStage): PipelineProblem[] {
  if (onFail === undefined || ON_FAIL.includes(String(onFail))) return []
  return [
    problem(
      'error',
      [name],
      `The stage "${name}" has "onFail: ${String(onFail)}", which agent-pipeline does not know.`,
      `It may be ${listed(ON_FAIL)}.`,
    ),
  ]
}

function timeoutProblems(stages: readonly SourceStage[]): PipelineProblem[] {
  const names = stages
    .filter(({ enabled, timeoutSeconds }) => enabled && timeoutSeconds === null)
    .map(({ name }) => name)
  if (names.length === 0) return []
  const [who, each] =
    names.length === stages.length && names.length > 2
      ? ['No stage has a "timeout"', 'each']
      : names.length === 1
        ? [`The stage "${names[0]}" has no "timeout"`, 'it']
        : [`${listed(names)} have no "timeout"`, 'each']
  return [
    problem(
      'warning',
      names,
      `${who}: agent-pipeline ends ${each} after ${UNSAID_TIMEOUT_SECONDS} seconds.`,
      'Give long stages one, in seconds, such as "timeout: 900".',
    ),
  ]
}
