import type { Stage } from '../../../contract/index.ts'
import type { RunnerRecord } from '../../records/record.ts'
import { createSpending, type Spending } from '../spending/spending.ts'
import type { FinalState } from './final-state.ts'

type AgentEnd = Extract<RunnerRecord, { t: 'agent-end' }>
type AgentLimit = Extract<RunnerRecord, { t: 'agent-limit' }>
type Changes = Extract<RunnerRecord, { t: 'changes' }>
type RunnerError = Extract<RunnerRecord, { t: 'error' }>

/** What has been learned of a pipeline run so far, from its records, agent-pipeline's lines and its state file. */
export interface Evidence {
  stages: Stage[]
  commit: string | null
  ends: AgentEnd[]
  limits: AgentLimit[]
  pushes: { branch: string; ok: boolean; error: string | null }[]
  changes: Changes | null
  errors: RunnerError[]
  /** What its agents use. */
  spending: Spending
  /** agent-pipeline's own last word. */
  pipelineStatus: 'completed' | 'failed' | 'partial' | 'aborted' | null
}

export interface StageTracker {
  readonly evidence: Evidence
  /** Each answers whether a stage changed its state (and not only its numbers). */
  record(record: RunnerRecord): boolean
  line(line: string, at: string): boolean
  finalState(state: FinalState): void
  /** The run is being stopped: what runs now and fails after this was cancelled. */
  stopping(): void
  /** No more will come: what was running is not any longer. */
  end(at: string, cancelled: boolean): void
}

const STAGE_LINE =
  /^Stage: (.+?)(?: \(attempt (\d+)\))? - (STARTED|COMPLETED|FAILED|SKIPPED)(?:: (.*)|(?: \(([\d.]+)s\))?(?: \[([0-9a-f]{7,40})\])?)$/
const DISABLED_LINE = /^⏭️?\s+Skipping disabled stage: (.+)$/
const END_LINE = /^Pipeline (COMPLETED|FAILED|PARTIAL|ABORTED)$/

/**
 * Follows the stages of a pipeline run. Line forms: agent-pipeline 0.1.5's standard output. `known` are the
 * stages as written down before the host was restarted: replaying the same output keeps their times.
 */
export function createStageTracker(options: { known?: readonly Stage[] } = {}): StageTracker {
  const known = new Map((options.known ?? []).map((stage) => [stage.name, stage]))
  const stages = new Map<string, Stage>()
  const stopped = new Set<string>()
  const spending = createSpending()
  const evidence: Evidence = {
    stages: [],
    commit: null,
    ends: [],
    limits: [],
    pushes: [],
    changes: null,
    errors: [],
    spending,
    pipelineStatus: null,
  }

  function stageNamed(name: string): Stage {
    let stage = stages.get(name)
    if (!stage) {
      stage = emptyStage(name)
      stages.set(name, stage)
      evidence.stages.push(stage)
    }
    return stage
  }

  function begin(stage: Stage, at: string, attempt: number): void {
    const before = known.get(stage.name)
    if (stage.startedAt === null || attempt > stage.attempt) {
      stage.startedAt = before?.startedAt && before.attempt === attempt ? before.startedAt : at
    }
    stage.attempt = attempt
    stage.status = 'running'
    stage.finishedAt = null
    stage.durationMs = null
    stage.error = null
  }

  function finish(stage: Stage, status: Stage['status'], at: string): void {
    stage.status = status
    const before = known.get(stage.name)
    stage.finishedAt = before?.finishedAt && before.attempt === stage.attempt ? before.finishedAt : at
    if (stage.startedAt && stage.durationMs === null) {
      stage.durationMs = Math.max(0, Date.parse(stage.finishedAt) - Date.parse(stage.startedAt))
    }
  }

  function count(name: string): void {
    const { tokens, usd } = spending.ofStage(name)
    const stage = stageNamed(name)
    stage.tokens = tokens
    stage.costUsd = usd
  }

  return {
    evidence,
    record(record) {
      switch (record.t) {
        case 'plan':
          for (const planned of record.stages) {
            const stage = stageNamed(planned.name)
            stage.model ??= planned.model
            stage.dependsOn = planned.dependsOn
            if (!planned.enabled) stage.status = 'skipped'
          }
          return true
        case 'source':
          evidence.commit = record.commit
          return true
        case 'agent-start': {
          spending.started(record.session, record.stage, record.model)
          if (record.stage === null) return false
          const stage = stageNamed(record.stage)
          stage.model ??= record.model
          if (stage.status === 'running') return false
          begin(stage, record.at, stage.attempt)
          return true
        }
        case 'agent-text':
          if (record.stage !== null) stageNamed(record.stage).lastText = oneLine(record.text)
          return false
        case 'agent-usage':
          spending.used(record.session, record.stage, record.tokens)
          if (record.stage !== null) count(record.stage)
          return false
        case 'agent-limit':
          evidence.limits.push(record)
          return false
        case 'agent-end':
          evidence.ends.push(record)
          spending.ended(record.session, record.stage, record.tokens, record.costUsd)
          if (record.stage !== null) {
            count(record.stage)
            stageNamed(record.stage).model ??= record.model
          }
          return false
        case 'push':
          evidence.pushes.push(record)
          return false
        case 'changes':
          evidence.changes = record
          return true
        case 'error':
          evidence.errors.push(record)
          return true
        default:
          return false
      }
    },
    line(line, at) {
      const ended = END_LINE.exec(line)
      if (ended) {
        evidence.pipelineStatus = ended[1]?.toLowerCase() as Evidence['pipelineStatus']
        return false
      }
      const disabled = DISABLED_LINE.exec(line)
      if (disabled?.[1]) {
        stageNamed(disabled[1]).status = 'skipped'
        return true
      }
      const match = STAGE_LINE.exec(line)
      if (!match?.[1]) return false
      const [, name, attempt, event, message, seconds, sha] = match
      const stage = stageNamed(name)
      if (event === 'STARTED') {
        const again =
          stage.status === 'succeeded' || stage.status === 'failed' ? stage.attempt + 1 : stage.attempt
        begin(stage, at, attempt ? Number(attempt) : again)
        return true
      }
      if (seconds) stage.durationMs = Math.round(Number(seconds) * 1000)
      if (sha) stage.commitSha = sha
      if (event === 'FAILED' || event === 'SKIPPED') stage.error = message ?? null
      finish(stage, event === 'COMPLETED' ? 'succeeded' : event === 'FAILED' ? 'failed' : 'skipped', at)
      return true
    },
    finalState(state) {
      evidence.pipelineStatus = state.status ?? evidence.pipelineStatus
      for (const known of state.stages) {
        const stage = stageNamed(known.name)
        if (known.status) stage.status = known.status
        stage.startedAt = known.startedAt ?? stage.startedAt
        stage.finishedAt = known.finishedAt ?? stage.finishedAt
        stage.durationMs = known.durationMs ?? stage.durationMs
        stage.commitSha = known.commitSha ?? stage.commitSha
        stage.attempt = Math.max(stage.attempt, known.attempt)
        stage.error = known.error ?? stage.error
        stage.tokens ??= known.tokens
      }
    },
    stopping() {
      for (const stage of evidence.stages) if (stage.status === 'running') stopped.add(stage.name)
    },
    end(at, cancelled) {
      for (const stage of evidence.stages) {
        if (stopped.has(stage.name) && stage.status === 'failed') stage.status = 'cancelled'
        if (stage.status === 'running') {
          stage.error ??= cancelled ? 'The run was stopped.' : 'The run ended before this stage did.'
          finish(stage, cancelled ? 'cancelled' : 'failed', at)
        } else if (stage.status === 'waiting') {
          stage.status = 'skipped'
        }
      }
    },
  }
}

function emptyStage(name: string): Stage {
  return {
    name,
    model: null,
    status: 'waiting',
    dependsOn: [],
    startedAt: null,
    finishedAt: null,
    durationMs: null,
    tokens: null,
    costUsd: null,
    commitSha: null,
    attempt: 1,
    error: null,
    lastText: null,
  }
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 200 ? `${line.slice(0, 199)}…` : line
}
