import type { Branch, Commit, Run } from '../../../contract/index.ts'
import { addTokens } from '../spending/spending.ts'
import type { FinalState } from './final-state.ts'
import type { Evidence } from './stage-tracker.ts'

/** The fields of a run that its evidence fills. */
export function summariseEvidence(
  evidence: Evidence,
  pullRequest: FinalState['pullRequest'],
): Pick<Run, 'stages' | 'commits' | 'branches' | 'pullRequest' | 'changes'> &
  Pick<Run, 'tokens' | 'costUsd' | 'costEstimated'> {
  const { changes, stages } = evidence
  const commits: Commit[] = changes?.commits ?? []
  const branches: Branch[] = (changes?.branches ?? []).map((branch) => ({
    ...branch,
    error: evidence.pushes.find((push) => push.branch === branch.name && !push.ok)?.error ?? null,
  }))
  for (const stage of stages) {
    const whole = commits.find((commit) => stage.commitSha && commit.sha.startsWith(stage.commitSha))
    if (whole) stage.commitSha = whole.sha
  }
  const { usd, estimated } = evidence.spending.total()
  const tokens = [...stages, evidence.spending.ofStage(null)].flatMap((part) => part.tokens ?? [])
  return {
    stages,
    commits,
    branches,
    pullRequest: changes?.pullRequest ?? pullRequest,
    changes: changes
      ? { filesChanged: changes.filesChanged, insertions: changes.insertions, deletions: changes.deletions }
      : null,
    tokens: tokens.length === 0 ? null : tokens.reduce(addTokens),
    costUsd: usd,
    costEstimated: estimated,
  }
}
