import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { groupStages } from './dag.js'
import { Handover } from './handover.js'
import { runAgent } from './run-agent.js'
import { writeState } from './state.js'
import { sayEnd, sayPlan, sayStart } from './words.js'
import { Workplace } from './workplace.js'

/** One rehearsed run of a pipeline: groups of stages one after the other, the stages of a group side by side. */
export class PipelineRun {
  #pipeline
  #folder
  #workplace
  #handover
  #state
  #aborting = new AbortController()

  constructor({ pipeline, folder }) {
    this.#pipeline = pipeline
    this.#folder = folder
  }

  /** Ends the running agents; the run then finishes as aborted. */
  abort() {
    this.#aborting.abort()
  }

  /** Answers how it ended: completed, failed, partial or aborted. */
  async run() {
    const startedAt = Date.now()
    const runId = randomUUID()
    this.#workplace = new Workplace({ pipeline: this.#pipeline, folder: this.#folder, runId })
    this.#handover = new Handover({ pipeline: this.#pipeline, folder: this.#folder, runId })
    this.#state = this.#newState(runId)
    sayStart(this.#state, this.#pipeline)
    const groups = groupStages(this.#pipeline)
    sayPlan(groups)
    let groupsBegun = 0
    for (const group of groups) {
      if (this.#aborting.signal.aborted) break
      groupsBegun += 1
      const goesOn = await this.#runGroup(group)
      writeState(this.#folder, this.#state)
      if (!goesOn) {
        this.#state.status = 'failed'
        break
      }
    }
    if (this.#aborting.signal.aborted) {
      this.#state.status = 'aborted'
      console.log(`\n⚠️  Pipeline aborted at group ${groupsBegun}/${groups.length}\n`)
    } else if (this.#state.status === 'running') this.#state.status = 'completed'
    this.#state.artifacts.totalDuration = (Date.now() - startedAt) / 1000
    this.#state.artifacts.finalCommit = this.#workplace.head()
    writeState(this.#folder, this.#state)
    sayEnd(this.#state, this.#pipeline, { workplace: this.#workplace, handover: this.#handover })
    return this.#state.status
  }

  async #runGroup(group) {
    const enabled = group.filter((agent) => agent.enabled !== false)
    for (const agent of group.filter((other) => other.enabled === false)) {
      console.log(`⏭️  Skipping disabled stage: ${agent.name}\n`)
      this.#state.stages.push({ stageName: agent.name, status: 'skipped', startTime: now() })
    }
    if (this.#pipeline.execution?.mode === 'sequential') {
      for (const agent of enabled) {
        if (this.#aborting.signal.aborted) {
          this.#state.stages.push({
            stageName: agent.name,
            status: 'skipped',
            startTime: now(),
            endTime: now(),
            duration: 0,
          })
        } else await this.#runStage(agent)
      }
    } else await Promise.all(enabled.map((agent) => this.#runStage(agent)))
    return enabled.every((agent) => this.#goesOnAfter(agent))
  }

  #goesOnAfter(agent) {
    const failed = this.#state.stages.some(
      (stage) => stage.stageName === agent.name && stage.status === 'failed',
    )
    if (!failed) return true
    const onFail = agent.onFail || this.#pipeline.execution?.failureStrategy || 'stop'
    if (onFail === 'stop') {
      console.log(`🛑 Pipeline stopped due to stage failure: ${agent.name}\n`)
      return false
    }
    const words =
      onFail === 'warn' ? 'failed (warn mode) - continuing pipeline' : 'failed but continuing (continue mode)'
    console.log(`⚠️  Stage ${agent.name} ${words}\n`)
    this.#state.status = 'partial'
    return true
  }

  async #runStage(agent) {
    const attempts = agent.retry ? (agent.retry.maxAttempts ?? 3) : 1
    const stage = {
      stageName: agent.name,
      status: 'running',
      startTime: now(),
      retryAttempt: 0,
      maxRetries: agent.retry?.maxAttempts ?? 0,
    }
    this.#state.stages.push(stage)
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      stage.retryAttempt = attempt
      console.log(`Stage: ${agent.name}${attempt > 0 ? ` (attempt ${attempt + 1})` : ''} - STARTED`)
      console.log(`▶ ${agent.name}${attempt > 0 ? ` (retry ${attempt}/${stage.maxRetries})` : ''}...`)
      try {
        await this.#attempt(agent, stage, attempt)
        finish(stage, 'success')
        this.#handover.log(stage)
        console.log(`✅ ${agent.name} (${stage.duration.toFixed(0)}s)`)
        const commit = stage.commitSha ? ` [${stage.commitSha.slice(0, 7)}]` : ''
        console.log(`Stage: ${agent.name} - COMPLETED (${stage.duration.toFixed(1)}s)${commit}`)
        return
      } catch (error) {
        if (attempt + 1 < attempts && !this.#aborting.signal.aborted) {
          await this.#waitBeforeRetry(agent, attempt, attempts, error)
          continue
        }
        finish(stage, 'failed')
        stage.error = { message: error.message, agentPath: agent.agent, timestamp: now() }
        console.error(`❌ ${agent.name} (${stage.duration.toFixed(0)}s)\n   Error: ${error.message}`)
        console.log(`Stage: ${agent.name} - FAILED: ${error.message}`)
        return
      }
    }
  }

  async #attempt(agent, stage, attempt) {
    const answer = await runAgent({
      agent,
      attempt,
      pipeline: this.#pipeline,
      state: this.#state,
      cwd: this.#workplace.path,
      signal: this.#aborting.signal,
    })
    Object.assign(stage, answer)
    this.#handover.save(agent.name, answer.agentOutput)
    const commit = this.#workplace.commit(agent.name)
    if (commit) Object.assign(stage, commit)
  }

  async #waitBeforeRetry(agent, attempt, attempts, error) {
    const { backoff, initialDelay = 1000, maxDelay = 30_000 } = agent.retry
    const factor = backoff === 'exponential' ? 2 ** attempt : backoff === 'linear' ? attempt + 1 : 1
    const delay = Math.min(initialDelay * factor, maxDelay)
    console.log(`⚠️  Stage failed (attempt ${attempt + 1}/${attempts}). Retrying in ${delay / 1000}s...`)
    console.log(`   Error: ${error.message}`)
    await pause(delay, undefined, { signal: this.#aborting.signal }).catch(() => {})
  }

  #newState(runId) {
    const { path, branch, base } = this.#workplace
    return {
      runId,
      pipelineConfig: this.#pipeline,
      trigger: { type: this.#pipeline.trigger ?? 'manual', commitSha: base, timestamp: now() },
      stages: [],
      status: 'running',
      artifacts: {
        initialCommit: base,
        changedFiles: [],
        totalDuration: 0,
        handoverDir: this.#handover.folder,
        ...(branch ? { worktreePath: path } : {}),
      },
      loopContext: {
        enabled: false,
        currentIteration: 1,
        maxIterations: 100,
        loopSessionId: '',
        pipelineSource: 'library',
      },
    }
  }
}

function finish(stage, status) {
  stage.status = status
  stage.endTime = now()
  stage.duration = (Date.parse(stage.endTime) - Date.parse(stage.startTime)) / 1000
}

function now() {
  return new Date().toISOString()
}
