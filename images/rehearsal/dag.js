const ON_FAIL = ['stop', 'continue', 'warn']

/** What agent-pipeline would refuse a pipeline for, as `field: message` sentences. */
export function findFaults(pipeline, hasFile) {
  const names = pipeline.agents.map((agent) => agent.name)
  const faults = names
    .filter((name, i) => names.indexOf(name) !== i)
    .map((name) => `agents.${name}: Duplicate agent name: ${name}`)
  for (const { name, agent, dependsOn, onFail } of pipeline.agents) {
    if (!agent) faults.push(`agents.${name}.agent: Agent path is required`)
    else if (!hasFile(agent)) faults.push(`agents.${name}.agent: Agent file not found: ${agent}`)
    if (onFail !== undefined && !ON_FAIL.includes(onFail)) {
      faults.push(
        `agents.${name}.onFail: Invalid onFail strategy: ${onFail}. Must be one of: ${ON_FAIL.join(', ')}`,
      )
    }
    for (const dependency of dependsOn ?? []) {
      if (!names.includes(dependency))
        faults.push(`dag: Stage "${name}" depends on unknown stage "${dependency}"`)
    }
  }
  if (faults.length === 0 && groupStages(pipeline) === null) faults.push('dag: Circular dependency detected')
  return faults
}

/**
 * Stages in groups that may run side by side: a stage belongs one level below its deepest dependency, as
 * agent-pipeline has it. `null` when they depend on each other in a circle.
 */
export function groupStages(pipeline) {
  const groups = []
  const placed = new Set()
  let waiting = pipeline.agents
  while (waiting.length > 0) {
    const ready = waiting.filter((agent) => (agent.dependsOn ?? []).every((name) => placed.has(name)))
    if (ready.length === 0) return null
    for (const agent of ready) placed.add(agent.name)
    groups.push(ready)
    waiting = waiting.filter((agent) => !placed.has(agent.name))
  }
  return groups
}
