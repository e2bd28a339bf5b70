const ICONS = { success: '✅', completed: '✅', failed: '❌', skipped: '⏭️', partial: '⚠️', running: '⏳' }
const DOUBLE = '═'.repeat(60)
const SINGLE = '='.repeat(60)

/** The lines with which agent-pipeline 0.1.5 opens a run (fixtures: test/fixtures/agent-pipeline/*.stdout). */
export function sayStart(state, pipeline) {
  console.log(`\n${DOUBLE}\nPipeline: ${pipeline.name}\nRun ID: ${state.runId.slice(0, 8)}`)
  console.log(`Trigger commit: ${state.trigger.commitSha.slice(0, 7)}\n${DOUBLE}`)
}

export function sayPlan(groups) {
  const widest = Math.max(...groups.map((group) => group.length))
  console.log(`📊 Execution plan: ${groups.length} groups, max parallelism: ${widest}\n`)
}

/** The lines with which it closes a run: where the work lies, the summary, the last word. */
export function sayEnd(state, pipeline, { workplace, handover }) {
  const { branch, path } = workplace
  const total = state.artifacts.totalDuration
  if (state.status === 'aborted') {
    console.log(`\n⚠  Pipeline aborted. Work preserved on branch: ${branch ?? '(current)'}`)
    return
  }
  if (branch) {
    const strategy = pipeline.git.mergeStrategy ?? 'none'
    if (strategy !== 'none') console.log(`\nA rehearsal leaves out the merge strategy ${strategy}.`)
    console.log(`\n📍 Work preserved on branch: ${branch}`)
  }
  console.log(`\n📋 Copied handover files to: ${handover.folder}`)
  console.log(`\n${SINGLE}\nPipeline Summary: ${pipeline.name}\n${SINGLE}\n`)
  console.log(`Status: ${ICONS[state.status]} ${state.status.toUpperCase()}\nDuration: ${total.toFixed(2)}s`)
  sayTokens(state.stages)
  console.log('\nStages:')
  for (const stage of state.stages) {
    console.log(
      `  ${ICONS[stage.status]} ${stage.stageName} ${stage.duration ? `(${stage.duration.toFixed(1)}s)` : ''}`,
    )
    if (stage.error) console.log(`     └─ Error: ${stage.error.message}`)
  }
  console.log(`\n${SINGLE}\n`)
  if (branch)
    console.log(`\n🌳 Worktree preserved${state.status === 'completed' ? '' : ' for debugging'}: ${path}`)
  console.log(`\n${DOUBLE}\nPipeline ${state.status.toUpperCase()}\nTotal duration: ${total.toFixed(1)}s`)
  console.log(`Stages executed: ${state.stages.length}\n${DOUBLE}\n`)
}

function sayTokens(stages) {
  const sum = (pick) =>
    stages.reduce((total, stage) => total + (stage.tokenUsage ? pick(stage.tokenUsage) : 0), 0)
  const read = sum((usage) => usage.cache_read)
  const processed = sum((usage) => usage.actual_input + usage.cache_read + usage.cache_creation)
  if (processed === 0) return
  const parts = [`~${thousands(processed)} processed`, `~${thousands(sum((usage) => usage.output))} output`]
  parts.push(
    `Turns: ${sum((usage) => usage.num_turns)}`,
    `Cache: ${Math.round((read / processed) * 100)}% hit`,
  )
  console.log(`Total Tokens: ${parts.join(' | ')}`)
}

function thousands(count) {
  return count >= 1000 ? `${(count / 1000).toFixed(1).replace(/\.0$/, '')}k` : String(count)
}
