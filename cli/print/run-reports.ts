import type { RunReport } from '../../contract/index.ts'
import { plainLine } from './plain-text.ts'
import type { Screen } from './screen.ts'

const names: Record<RunReport['kind'], string> = { comment: 'comment', status: 'commit status' }

/** What GitHub was told of a run, and where. */
export function printRunReports(screen: Screen, reports: readonly RunReport[]): void {
  for (const { kind, repo, url, state, problem } of reports) {
    const where = url ?? repo
    const why = problem ? `: ${plainLine(problem.message)}` : ''
    const words = { told: where, waiting: `${where}, to be told${why}`, failed: `not told${why}` }[state]
    screen.line(`  ${screen.paint('dim', 'GitHub'.padEnd(12))} ${names[kind]}: ${words}`)
  }
}
