import type { RunPoint } from '../../../contract/index.ts'
import { addresses } from '../../app/route.ts'
import { formatDuration } from '../../format/duration.ts'
import { formatMoney } from '../../format/quantities.ts'
import { formatClock, formatDay } from '../../format/time.ts'
import { runWords } from '../../format/words.ts'
import css from './job-overview.module.css'

/** The charts' numbers, newest first. */
export function RunTable({ runs }: { runs: readonly RunPoint[] }) {
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th scope="col">Run</th>
          <th scope="col">When</th>
          <th scope="col">How it ended</th>
          <th scope="col">Took</th>
          <th scope="col">Cost</th>
        </tr>
      </thead>
      <tbody>
        {[...runs].reverse().map((run) => (
          <tr key={run.id}>
            <td>
              <a href={addresses.run(run.id)}>#{run.number}</a>
            </td>
            <td>
              {formatDay(run.queuedAt)} {formatClock(run.queuedAt)}
            </td>
            <td>{runWords(run)}</td>
            <td>{run.durationMs === null ? '–' : formatDuration(run.durationMs)}</td>
            <td>{run.costUsd === null ? '–' : formatMoney(run.costUsd)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
