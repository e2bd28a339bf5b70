import { setTimeout as pause } from 'node:timers/promises'
import { runAgent } from './run-agent.js'

/**
 * Runs one stage with its retries and keeps its entry in the state up to date, with the lines agent-pipeline prints.
 * Never throws: a failure is in the entry.
 */
export async function runStage({ agent, pipeline, state, workplace, handover, signal }) {
  const attempts = agent.retry ? (agent.retry.maxAttempts ?? 3) : 1
  const stage = {
    stageName: agent.name,
    status: 'running',
    startTime: now(),
    retryAttempt: 0,
    maxRetries: agent.retry?.maxAttempts ?? 0,
  }
  state.stages.push(stage)
  for (let attempt = 0; ; attempt += 1) {
    stage.retryAttempt = attempt
    console.log(`Stage: ${agent.name}${attempt > 0 ? ` (attempt ${attempt + 1})` : ''} - STARTED`)
    console.log(`▶ ${agent.name}${attempt > 0 ? ` (retry ${attempt}/${stage.maxRetries})` : ''}...`)
    try {
      const answer = await runAgent({ agent, attempt, pipeline, state, cwd: workplace.path, signal })
      Object.assign(stage, answer)
      handover.save(agent.name, answer.agentOutput)
      Object.assign(stage, workplace.commit(agent.name))
      succeed(stage, handover)
      return
    } catch (error) {
      if (attempt + 1 < attempts && !signal.aborted)
        await waitBeforeRetry({ agent, attempt, attempts, error, signal })
      else {
        fail(stage, agent, error)
        return
      }
    }
  }
}

function succeed(stage, handover) {
  finish(stage, 'success')
  handover.log(stage)
  console.log(`✅ ${stage.stageName} (${stage.duration.toFixed(0)}s)`)
  const commit = stage.commitSha ? ` [${stage.commitSha.slice(0, 7)}]` : ''
  console.log(`Stage: ${stage.stageName} - COMPLETED (${stage.duration.toFixed(1)}s)${commit}`)
}

function fail(stage, agent, error) {
  finish(stage, 'failed')
  stage.error = { message: error.message, agentPath: agent.agent, timestamp: now() }
  console.error(`❌ ${stage.stageName} (${stage.duration.toFixed(0)}s)\n   Error: ${error.message}`)
  console.log(`Stage: ${stage.stageName} - FAILED: ${error.message}`)
}

async function waitBeforeRetry({ agent, attempt, attempts, error, signal }) {
  const { backoff, initialDelay = 1000, maxDelay = 30_000 } = agent.retry
  const factor = backoff === 'exponential' ? 2 ** attempt : backoff === 'linear' ? attempt + 1 : 1
  const delay = Math.min(initialDelay * factor, maxDelay)
  console.log(`⚠️  Stage failed (attempt ${attempt + 1}/${attempts}). Retrying in ${delay / 1000}s...`)
  console.log(`   Error: ${error.message}`)
  await pause(delay, undefined, { signal }).catch(() => {})
}

function finish(stage, status) {
  stage.status = status
  stage.endTime = now()
  stage.duration = (Date.parse(stage.endTime) - Date.parse(stage.startTime)) / 1000
}

function now() {
  return new Date().toISOString()
}
