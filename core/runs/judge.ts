import type { Outcome, RunError, Verdict } from '../../contract/index.ts'
import type { ContainerEnd } from '../ports/engine.ts'
import { classifyAgentEnd } from './agent-errors.ts'
import type { Evidence } from './stage-tracker.ts'

export interface Judgement {
  outcome: Outcome
  verdict: Verdict
  error: RunError | null
}

export type StopCause = 'cancelled' | 'timed-out' | 'budget'

/**
 * What a run came to, from evidence: how its container ended, why it was stopped if it was, and what its pipeline
 * said. `evidence: null` for plain containers, whose exit code is all there is.
 */
export function judge(facts: {
  end: ContainerEnd
  stopCause: StopCause | null
  timeoutSeconds: number
  memoryBytes: number
  evidence: Evidence | null
}): Judgement {
  const { end, stopCause, evidence } = facts
  if (stopCause) return stopped(stopCause, facts.timeoutSeconds)
  if (end.kind === 'gone') {
    return {
      outcome: 'lost',
      verdict: 'incomplete',
      error: {
        code: 'container-gone',
        message: 'The container was removed by something else before its end could be read.',
        hint: 'Run again; see whether another program cleans up containers.',
      },
    }
  }
  if (end.oomKilled) return outOfMemory(end.exitCode, facts.memoryBytes)
  return evidence ? judgePipeline(end.exitCode, evidence) : judgeCommand(end.exitCode, end.error)
}

function stopped(cause: StopCause, timeoutSeconds: number): Judgement {
  switch (cause) {
    case 'cancelled':
      return {
        outcome: 'cancelled',
        verdict: 'incomplete',
        error: { code: 'cancelled', message: 'The run was cancelled.', hint: null },
      }
    case 'timed-out':
      return {
        outcome: 'timed-out',
        verdict: 'incomplete',
        error: {
          code: 'timed-out',
          message: `The run took longer than its timeout of ${timeoutSeconds} seconds and was stopped.`,
          hint: 'Raise "resources.timeout" of the job, or find out in the log what it waited for.',
        },
      }
    case 'budget':
      return {
        outcome: 'cancelled',
        verdict: 'incomplete',
        error: {
          code: 'budget',
          message: 'The run used up its budget and was stopped.',
          hint: 'Raise "budget" of the job.',
        },
      }
  }
}

function outOfMemory(exitCode: number, memoryBytes: number): Judgement {
  const limit = `${Math.round(memoryBytes / 1024 / 1024)} MiB`
  const hint = 'Raise "resources.memory" of the job.'
  if (exitCode === 0) {
    return {
      outcome: 'succeeded',
      verdict: 'incomplete',
      error: {
        code: 'child-out-of-memory',
        message: `The command ended well, but a process of it was killed at the memory limit of ${limit}.`,
        hint,
      },
    }
  }
  return {
    outcome: 'failed',
    verdict: 'failed',
    error: { code: 'out-of-memory', message: `The run was killed at its memory limit of ${limit}.`, hint },
  }
}

function judgeCommand(exitCode: number, engineError: string): Judgement {
  if (exitCode === 0) return { outcome: 'succeeded', verdict: 'worked', error: null }
  return { outcome: 'failed', verdict: 'failed', error: exitError(exitCode, engineError) }
}

function exitError(exitCode: number, engineError: string): RunError {
  if (exitCode === 127) {
    return {
      code: 'command-missing',
      message: `The command was not found in the image (exit code 127).${engineError ? ` ${engineError}` : ''}`,
      hint: 'Correct "command" or "image" of the job.',
    }
  }
  if (exitCode === 126) {
    return {
      code: 'command-refused',
      message: 'The command could not be executed (exit code 126).',
      hint: 'See whether the file is executable.',
    }
  }
  if (exitCode === 137) {
    return {
      code: 'killed',
      message: 'The command was killed from outside (SIGKILL, exit code 137).',
      hint: null,
    }
  }
  return {
    code: 'exit-code',
    message: `The command exited with code ${exitCode}.`,
    hint: 'Look at the end of the log.',
  }
}

function judgePipeline(exitCode: number, evidence: Evidence): Judgement {
  const failures = evidence.ends.flatMap((end) => {
    const failure = classifyAgentEnd(end, evidence.limits)
    return failure ? [{ ...failure, stage: end.stage }] : []
  })
  const failedStage = evidence.stages.find((stage) => stage.status === 'failed')

  if (exitCode !== 0) {
    const runnerError = evidence.errors.at(0)
    if (runnerError && failures.length === 0) {
      const { code, message, hint } = runnerError
      return { outcome: 'failed', verdict: verdictOfRunnerError(code), error: { code, message, hint } }
    }
    const cause = failures.find((failure) => failure.stage === failedStage?.name) ?? failures.at(-1)
    if (cause) return { outcome: 'failed', verdict: cause.verdict, error: inStage(cause.error, cause.stage) }
    if (failedStage) {
      return {
        outcome: 'failed',
        verdict: 'failed',
        error: {
          code: 'stage-failed',
          message: `Stage "${failedStage.name}" failed: ${firstLine(failedStage.error) ?? 'no reason given'}`,
          hint: 'Look at the log of that stage.',
        },
      }
    }
    return { outcome: 'failed', verdict: 'failed', error: runnerExitError(exitCode) }
  }

  const unpushed = evidence.pushes.find((push) => !push.ok)
  if (unpushed) {
    return {
      outcome: 'failed',
      verdict: 'incomplete',
      error: {
        code: 'push-denied',
        message: `The work is done, but branch "${unpushed.branch}" could not be pushed: ${firstLine(unpushed.error) ?? 'no reason given'}`,
        hint: "The commits are kept as changes.bundle among the run's artifacts. Check the repository's credentials.",
      },
    }
  }
  const unhealed = failures.find((failure) => failure.stage === null || failure.stage === failedStage?.name)
  if (failedStage || unhealed) {
    const error = unhealed ? inStage(unhealed.error, unhealed.stage) : null
    return { outcome: 'succeeded', verdict: 'incomplete', error }
  }
  const deniedAll =
    evidence.ends.length > 0 && evidence.ends.every((end) => (end.result?.permissionDenials ?? 0) > 0)
  const nothing =
    evidence.changes !== null && evidence.changes.commits.length === 0 && evidence.changes.filesChanged === 0
  if (nothing && deniedAll) {
    return {
      outcome: 'succeeded',
      verdict: 'blocked',
      error: {
        code: 'permission-denied',
        message: 'The agent was denied the permissions it asked for and changed nothing.',
        hint: 'Allow the tools it needs in the pipeline ("permissionMode") or in the repository\'s Claude settings.',
      },
    }
  }
  return { outcome: 'succeeded', verdict: nothing ? 'nothing-to-do' : 'worked', error: null }
}

/** Codes of the runner image's entrypoint; others are agent-pipeline's own. */
function runnerExitError(exitCode: number): RunError {
  if (exitCode === 78) {
    return {
      code: 'payload-missing',
      message: 'The container was not handed what it needs: the host went away just as it started.',
      hint: 'Run again.',
    }
  }
  return exitError(exitCode, '')
}

function verdictOfRunnerError(code: string): Verdict {
  return ['repo-denied', 'repo-missing', 'branch-missing', 'pipeline-missing', 'login-missing'].includes(code)
    ? 'blocked'
    : 'failed'
}

function inStage(error: RunError, stage: string | null): RunError {
  return stage === null ? error : { ...error, message: `Stage "${stage}": ${error.message}` }
}

function firstLine(text: string | null | undefined): string | null {
  return text?.split('\n').find((line) => line.trim() !== '') ?? null
}
