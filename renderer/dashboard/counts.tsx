import type { ReactNode } from 'react'
import type { Status } from '../../contract/index.ts'
import { formatNumberOf } from '../format/quantities.ts'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import css from './counts.module.css'

/** The oven in numbers, on one line. */
export function Counts({ counts }: { counts: Status['counts'] }) {
  const parts: ReactNode[] = [
    `${formatNumberOf(counts.jobs, 'job')}, ${counts.enabledJobs} enabled`,
    counts.activeRuns > 0 ? (
      <span key="active" className={css.marked}>
        <OutcomeMark tone="active" size={12} /> {counts.activeRuns} baking
      </span>
    ) : (
      'nothing baking'
    ),
    `${formatNumberOf(counts.runsToday, 'run')} today`,
  ]
  if (counts.failedToday > 0)
    parts.push(
      <span key="failed" className={css.marked}>
        <OutcomeMark tone="failed" size={11} /> {counts.failedToday} failed
      </span>,
    )
  return (
    <ul className={css.counts}>
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts have fixed places
        <li key={index}>{part}</li>
      ))}
    </ul>
  )
}
