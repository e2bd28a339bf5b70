import { Play } from 'lucide-react'
import { memo } from 'react'
import type { JobView } from '../../contract/index.ts'
import { addresses } from '../app/route.ts'
import { ReadinessMark } from '../credentials/readiness-mark.tsx'
import { Button } from '../parts/button.tsx'
import { RowCheck } from '../parts/row-check.tsx'
import { RunMarks } from '../parts/run-marks.tsx'
import { Switch } from '../parts/switch.tsx'
import { RelativeTime } from '../parts/time.tsx'
import { tip } from '../parts/tooltip-layer.tsx'
import { JobGlyph } from './job-glyph.tsx'
import css from './job-row.module.css'
import { useRunMarks } from './use-run-marks.ts'

export interface JobRowProps {
  view: JobView
  enabled: boolean
  starting: boolean
  selected: boolean
  /** Something is selected somewhere: then all boxes show. */
  selecting: boolean
  onRun: (id: string) => void
  onEnable: (id: string, enabled: boolean) => void
  onSelect: (id: string, extend: boolean) => void
}

/** A job on one line: what it is, when it fires, how it went, and whether the next run will be let through. */
export const JobRow = memo(function JobRow(props: JobRowProps) {
  const { view, enabled, starting, selected, selecting, onRun, onEnable, onSelect } = props
  const { job, scheduleText, nextDueAt } = view
  const marks = useRunMarks(job.id)
  return (
    <div
      className={css.row}
      data-row
      data-off={enabled ? undefined : ''}
      data-selected={selected ? '' : undefined}
    >
      <span className={css.mark} data-selecting={selecting ? '' : undefined}>
        <JobGlyph type={job.type} />
        <RowCheck
          label={`Select ${job.name}`}
          checked={selected}
          onChange={({ extend }) => onSelect(job.id, extend)}
        />
      </span>
      <a href={addresses.job(job.id)} data-row-link className={css.names}>
        <span className={css.name}>{job.name}</span>
        {job.name !== job.id && <span className={css.id}>{job.id}</span>}
      </a>
      <span className={css.schedule} {...tip(scheduleText)}>
        {scheduleText}
      </span>
      <span className={css.next}>
        {!enabled ? 'Off' : nextDueAt !== null && <RelativeTime at={nextDueAt} />}
      </span>
      <span className={css.runs}>
        <RunMarks runs={marks} />
      </span>
      <span className={css.ready}>{enabled && <ReadinessMark readiness={view.readiness} />}</span>
      <Button
        kind="quiet"
        className={css.run}
        data-key="r"
        aria-label={`Run ${job.name} now`}
        icon={<Play size={14} />}
        busy={starting}
        onClick={() => onRun(job.id)}
      />
      <Switch
        checked={enabled}
        rowKey="space"
        label={`Schedule of ${job.name}`}
        onChange={(on) => onEnable(job.id, on)}
      />
      <a href={addresses.editJob(job.id)} data-key="e" hidden tabIndex={-1}>
        Edit
      </a>
    </div>
  )
})
