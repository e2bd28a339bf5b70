import { randomUUID } from 'node:crypto'
import { groupStages } from './dag.js'
import { Handover } from './handover.js'
import { runStage } from './stage-run.js'
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

  #runStage(agent) {
    return runStage({
      agent,
      pipeline: this.#pipeline,
      state: this.#state,
      workplace: this.#workplace,
      handover: this.#handover,
      signal: this.#aborting.signal,
    })
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

function now() {
  return new Date().toISOString()
}
