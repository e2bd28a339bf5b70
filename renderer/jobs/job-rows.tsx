import { useCallback } from 'react'
import type { JobView } from '../../contract/index.ts'
import type { Selection } from '../parts/use-selection.ts'
import { VirtualRows } from '../parts/virtual-rows.tsx'
import { JobRow } from './job-row.tsx'
import { useEnableJob, useRunJob } from './use-job-actions.ts'

export interface JobRowsProps {
  jobs: JobView[]
  selection: Selection
}

/** Jobs, one line each. A thousand of them cost what fits on the screen. */
export function JobRows({ jobs, selection }: JobRowsProps) {
  const run = useRunJob()
  const enable = useEnableJob()
  const order = useCallback(() => jobs.map(({ job }) => job.id), [jobs])
  const onRun = useCallback((id: string) => run.mutate({ id }), [run.mutate])
  const onEnable = useCallback(
    (id: string, enabled: boolean) => enable.mutate({ id, enabled }),
    [enable.mutate],
  )
  const onSelect = useCallback(
    (id: string, extend: boolean) => selection.toggle(id, { extend, order: order() }),
    [selection.toggle, order],
  )
  return (
    <VirtualRows
      label="Jobs"
      count={jobs.length}
      rowHeight={2.75}
      keyOf={(index) => jobs[index]!.job.id}
      row={(index) => {
        const view = jobs[index]!
        const { id } = view.job
        const switching = enable.isPending && enable.variables.id === id
        return (
          <JobRow
            view={view}
            enabled={switching ? enable.variables.enabled : view.job.enabled}
            starting={run.isPending && run.variables.id === id}
            selected={selection.has(id)}
            selecting={selection.ids.size > 0}
            onRun={onRun}
            onEnable={onEnable}
            onSelect={onSelect}
          />
        )
      }}
    />
  )
}
