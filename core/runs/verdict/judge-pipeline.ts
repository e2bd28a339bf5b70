import type { RunError, Verdict } from '../../../contract/index.ts'
import { classifyGit, type GitCode, tellingLine } from '../../credentials/classify-git.ts'
import { type AgentFailure, classifyAgentEnd } from './agent-errors.ts'
import { declaredResult } from './declared-result.ts'
import { exitError } from './exit-error.ts'
import type { Judgement } from './judge.ts'
import type { Evidence } from './stage-tracker.ts'

type StageFailure = AgentFailure & { stage: string | null }

/** What a pipeline came to that ended by itself: from its exit code, its stages, what its agents said and what changed. */
export function judgePipeline(exitCode: number, evidence: Evidence): Judgement {
  return exitCode === 0 ? judgeGoodEnd(evidence) : judgeBadEnd(exitCode, evidence)
}

function judgeBadEnd(exitCode: number, evidence: Evidence): Judgement {
  const failures = evidence.ends.flatMap((end) => failureOf(end, evidence))
  const failedStage = evidence.stages.find((stage) => stage.status === 'failed')
  const runnerError = evidence.errors.at(0)
  if (runnerError && failures.length === 0) {
    const { code, message, hint } = runnerError
    return { outcome: 'failed', verdict: verdictOfRunnerError(code), error: { code, message, hint } }
  }
  const cause = failures.findLast((failure) => failure.stage === failedStage?.name) ?? failures.at(-1)
  if (cause) {
    const { verdict, liftsAt } = cause
    return { outcome: 'failed', verdict, error: inStage(cause), liftsAt }
  }
  const git = gitFailure(failedStage?.error ?? null)
  if (git) return git
  if (failedStage) {
    return failed({
      code: 'stage-failed',
      message: `Stage "${failedStage.name}" failed: ${firstLine(failedStage.error) ?? 'no reason given'}`,
      hint: 'Look at the log of that stage.',
    })
  }
  return failed(runnerExitError(exitCode))
}

/** An agent's own text may speak of files that do not exist; only what git or gh print is read. */
const GIT_SPEAKS =
  /^(?:fatal|error|remote|ERROR):|\bgit (?:clone|fetch|pull|push)\b|\bgh (?:pr|api|auth)\b|GraphQL:|api\.github\.com/m

/** What no agent tells may stand in the words of git or gh. */
function gitFailure(words: string | null): Judgement | null {
  const code = words !== null && GIT_SPEAKS.test(words) ? classifyGit(words) : null
  if (words === null || code === null) return null
  const error = { code, message: `Git or GitHub refused: ${tellingLine(words)}`, hint: GIT_HINTS[code] }
  return { outcome: 'failed', verdict: code === 'network' ? 'failed' : 'blocked', error }
}

const GIT_HINTS: Record<GitCode, string> = {
  'repo-denied': "Check the job's credential for its repository: `oven auth check`.",
  'repo-missing': 'Check the address, and whether the credential may see that repository: `oven auth check`.',
  'branch-missing': 'Correct the branch in the job or in the pipeline.',
  'push-denied': 'Give the job a credential that may write there, or change what the server allows.',
  'key-invalid': 'Set another deploy key.',
  network: "Check the network and the job's network setting.",
}

function judgeGoodEnd(evidence: Evidence): Judgement {
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
  const lastEnds = lastEndOfEachStage(evidence)
  const unhealed = lastEnds.flatMap((end) => failureOf(end, evidence)).at(0)
  if (unhealed) return succeeded('incomplete', inStage(unhealed))
  const failedStage = evidence.stages.find((stage) => stage.status === 'failed')
  if (failedStage) {
    const why = firstLine(failedStage.error) ?? 'no reason given'
    return succeeded('incomplete', {
      code: 'stage-failed',
      message: `The pipeline went on, but stage "${failedStage.name}" failed: ${why}`,
      hint: 'Look at the log of that stage.',
    })
  }
  const { changes } = evidence
  const nothing = changes !== null && changes.commits.length === 0 && changes.filesChanged === 0
  return (
    judgeDenials(evidence, lastEnds, nothing) ??
    judgeDeclared(lastEnds) ??
    succeeded(nothing ? 'nothing-to-do' : 'worked', null)
  )
}

/**
 * An agent may be denied one tool and do its work with another. What counts is a denial after which its stage has nothing
 * to show: then the run was blocked, or, where other stages did commit something, is incomplete.
 */
function judgeDenials(
  evidence: Evidence,
  lastEnds: Evidence['ends'],
  nothingChanged: boolean,
): Judgement | null {
  const stagesCommit = evidence.stages.some((stage) => stage.commitSha !== null)
  if (!nothingChanged && !stagesCommit) return null
  const blocked = lastEnds.find((end) => {
    if ((end.result?.permissionDenials ?? 0) === 0) return false
    const stage = evidence.stages.find(({ name }) => name === end.stage)
    return nothingChanged || !stage?.commitSha
  })
  if (!blocked) return null
  const who = blocked.stage === null ? 'The agent' : `The agent of stage "${blocked.stage}"`
  return succeeded(nothingChanged ? 'blocked' : 'incomplete', {
    code: 'permission-denied',
    message: `${who} was denied the permissions it asked for and changed nothing.`,
    hint: 'Allow the tools it needs in the pipeline ("permissionMode") or in the repository\'s Claude settings.',
  })
}

/** What agents declare themselves can only be worse than what is seen, never better. */
function judgeDeclared(lastEnds: Evidence['ends']): Judgement | null {
  for (const verdict of ['blocked', 'incomplete'] as const) {
    for (const end of lastEnds) {
      const declared = declaredResult(end.result?.text ?? '')
      if (declared?.verdict !== verdict) continue
      const who = end.stage === null ? 'The agent' : `Stage "${end.stage}"`
      const message = `${who} declared its work ${verdict}${declared.reason ? `: ${declared.reason}` : '.'}`
      return succeeded(verdict, { code: `declared-${verdict}`, message, hint: null })
    }
  }
  return null
}

function failureOf(end: Evidence['ends'][number], evidence: Evidence): StageFailure[] {
  const failure = classifyAgentEnd(end, evidence.limits)
  return failure ? [{ ...failure, stage: end.stage }] : []
}

/** An agent that failed and was tried again with success has healed. */
function lastEndOfEachStage(evidence: Evidence): Evidence['ends'] {
  return [...new Map(evidence.ends.map((end) => [end.stage, end])).values()]
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

function inStage({ error, stage }: StageFailure): RunError {
  return stage === null ? error : { ...error, message: `Stage "${stage}": ${error.message}` }
}

function failed(error: RunError): Judgement {
  return { outcome: 'failed', verdict: 'failed', error }
}

function succeeded(verdict: Verdict, error: RunError | null): Judgement {
  return { outcome: 'succeeded', verdict, error }
}

function firstLine(text: string | null | undefined): string | null {
  return text?.split('\n').find((line) => line.trim() !== '') ?? null
}
