import { Play } from 'lucide-react'
import type { JobView } from '../../contract/index.ts'
import { addresses } from '../app/route.ts'
import { ReadinessMark } from '../credentials/readiness-mark.tsx'
import { runTitle, runTone, runWords } from '../format/words.ts'
import { Button } from '../parts/button.tsx'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { Switch } from '../parts/switch.tsx'
import { RelativeTime } from '../parts/time.tsx'
import { JobGlyph } from './job-glyph.tsx'
import css from './job-rows.module.css'
import { useEnableJob, useRunJob } from './use-job-actions.ts'

/** Jobs, one line each. */
export function JobRows({ jobs }: { jobs: JobView[] | undefined }) {
  const run = useRunJob()
  const enable = useEnableJob()
  return (
    <ul className={css.rows}>
      {jobs?.map((view) => {
        const switching = enable.isPending && enable.variables?.id === view.job.id
        return (
          <JobRow
            key={view.job.id}
            view={view}
            enabled={switching ? enable.variables.enabled : view.job.enabled}
            starting={run.isPending && run.variables?.id === view.job.id}
            onRun={() => run.mutate({ id: view.job.id })}
            onEnable={(enabled) => enable.mutate({ id: view.job.id, enabled })}
          />
        )
      })}
    </ul>
  )
}

interface JobRowProps {
  view: JobView
  enabled: boolean
  starting: boolean
  onRun: () => void
  onEnable: (enabled: boolean) => void
}

function JobRow({ view, enabled, starting, onRun, onEnable }: JobRowProps) {
  const { job, lastRun, scheduleText, nextDueAt, activeRuns } = view
  return (
    <li className={css.row} data-off={enabled ? undefined : ''}>
      <JobGlyph type={job.type} />
      <a href={addresses.job(job.id)} className={css.names}>
        <span className={css.name}>{job.name}</span>
        {job.name !== job.id && <span className={css.id}>{job.id}</span>}
      </a>
      <span className={css.schedule}>{scheduleText}</span>
      <span className={css.next}>
        {enabled && nextDueAt !== null ? <RelativeTime at={nextDueAt} /> : enabled ? '' : 'Off'}
      </span>
      <span className={css.ready}>{enabled && <ReadinessMark readiness={view.readiness} />}</span>
      <span className={css.last}>
        {activeRuns > 0 ? (
          <a href={addresses.runs({ job: job.id, outcome: 'active' })} className={css.lastLink}>
            <OutcomeMark tone="active" size={13} /> Baking
          </a>
        ) : (
          lastRun !== null && (
            <a href={addresses.run(lastRun.id)} className={css.lastLink} title={runTitle(lastRun)}>
              <OutcomeMark tone={runTone(lastRun)} size={13} /> {runWords(lastRun)}
            </a>
          )
        )}
      </span>
      <Button
        kind="quiet"
        className={css.run}
        aria-label={`Run ${job.name} now`}
        icon={<Play size={14} />}
        busy={starting}
        onClick={onRun}
      />
      <Switch checked={enabled} label={`Schedule of ${job.name}`} onChange={onEnable} />
    </li>
  )
}
