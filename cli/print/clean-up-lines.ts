import type { CleanUpItem, CleanUpReport } from '../../contract/index.ts'
import { plainLine } from './plain-text.ts'
import type { Screen } from './screen.ts'
import { printTable } from './table.ts'
import { count, size } from './words.ts'

const WHY: Record<CleanUpItem['reason'], string> = {
  age: 'older than logs are kept',
  count: 'more runs of its job than are kept',
  size: 'the oldest, since all together are too large',
  'left-behind': 'its run has finished',
  superseded: 'a newer build has its name',
}

/** What a clean-up did or would do, how much that is, and what stays. */
export function printCleanUp(screen: Screen, report: CleanUpReport): void {
  if (report.items.length > 0) {
    printTable(screen, report.items, [
      { title: 'WHAT', value: (item) => item.kind },
      {
        title: 'OF',
        value: (item) => (item.jobId && item.runId ? `${item.jobId}, ${item.runId}` : item.name),
      },
      { title: 'SIZE', value: (item) => size(item.bytes), right: true },
      { title: 'WHY', value: (item) => WHY[item.reason] },
    ])
  }
  const things = count(report.items.length, 'thing')
  const done = report.dryRun ? `would be removed: ${things}` : `removed: ${things}`
  const { runs, bytes } = report.kept
  screen.line(
    `${report.dryRun ? 'Nothing was removed; ' : ''}${done}, ${size(report.bytes)} of logs and artifacts. ${size(bytes)} of ${count(runs, 'run')} stay.`,
  )
  for (const trouble of report.troubles) screen.line(screen.paint('yellow', plainLine(trouble)))
}
