import type { RunError } from '../../../../contract/index.ts'
import type { PlacedReport } from '../../../ports/github-report-store.ts'

/** Says why GitHub is not told of a job's runs, once until it works again. */
export interface ReportWarnings {
  tell(report: PlacedReport, why: 'refused' | 'given-up', problem: RunError): void
  mended(report: PlacedReport): void
}

export function createReportWarnings(onWarning: (sentence: string) => void): ReportWarnings {
  const told = new Set<string>()
  return {
    tell(report, why, problem) {
      const key = keyOf(report)
      if (told.has(key)) return
      told.add(key)
      const what = report.kind === 'comment' ? 'comments on' : 'commit statuses in'
      const subject = `GitHub is not told of the runs of "${report.jobId}" by ${what} ${report.repo}`
      if (why === 'given-up') {
        onWarning(`${subject}: it was tried for a day. ${problem.message}`)
        return
      }
      onWarning(`${subject}: ${problem.message} ${neededWords[report.kind]}`)
    },
    mended(report) {
      told.delete(keyOf(report))
    },
  }
}

const keyOf = ({ jobId, repo, kind }: PlacedReport) => `${kind} ${repo} ${jobId}`

/** https://docs.github.com/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens */
const neededWords: Record<PlacedReport['kind'], string> = {
  comment:
    'The token or App of the job needs the permission "Issues" and, for pull requests, "Pull requests": read and write (for a classic token, the scope "repo").',
  status:
    'The token or App of the job needs the permission "Commit statuses": read and write (for a classic token, the scope "repo:status").',
}
