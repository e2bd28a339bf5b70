import type { RunReport } from '../../../../contract/index.ts'
import type { GithubReportStore, PlacedReport } from '../../../ports/github-report-store.ts'
import { webHostOf } from '../github-access.ts'

/** Tells what became of the reports of a run. */
export interface ReportView {
  reportsOf(runId: string): RunReport[]
}

export function createReportView(deps: {
  store: Pick<GithubReportStore, 'ofRun'>
  apiUrl: () => string
}): ReportView {
  return {
    reportsOf: (runId) =>
      deps.store.ofRun(runId).map((report) => ({
        kind: report.kind,
        repo: report.repo,
        url: urlOf(report, webHostOf(deps.apiUrl())),
        state: stateOf(report),
        problem: report.problem,
      })),
  }
}

function urlOf({ kind, repo, at, commentId }: PlacedReport, host: string): string | null {
  if (kind === 'status') return `https://${host}/${repo}/commit/${at}`
  // Pages of pull requests answer under this address, too.
  return commentId === null ? null : `https://${host}/${repo}/issues/${at}#issuecomment-${commentId}`
}

function stateOf({ nextAt, problem }: PlacedReport): RunReport['state'] {
  if (nextAt !== null) return 'waiting'
  return problem === null ? 'told' : 'failed'
}
