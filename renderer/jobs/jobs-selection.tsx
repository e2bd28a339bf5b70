import { Play } from 'lucide-react'
import { useState } from 'react'
import type { JobView } from '../../contract/index.ts'
import { formatNumberOf } from '../format/quantities.ts'
import { Button } from '../parts/button.tsx'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { SelectionBar } from '../parts/selection-bar.tsx'
import { useToasts } from '../parts/toasts.tsx'
import type { Selection } from '../parts/use-selection.ts'
import { useManyJobs } from './use-many-jobs.ts'

/** What can be done with the selected jobs together. Switching can be taken back; runs are asked about first. */
export function JobsSelection({ jobs, selection }: { jobs: readonly JobView[]; selection: Selection }) {
  const [asking, setAsking] = useState(false)
  const { enableAll, runAll, busy } = useManyJobs()
  const { show } = useToasts()
  const selected = jobs.filter(({ job }) => selection.has(job.id))
  const off = selected.filter(({ job }) => !job.enabled).map(({ job }) => job.id)
  const on = selected.filter(({ job }) => job.enabled).map(({ job }) => job.id)

  async function turn(ids: string[], enabled: boolean): Promise<void> {
    const done = await enableAll(ids, enabled)
    if (done.length === 0) return
    show({
      tone: 'succeeded',
      message: `${formatNumberOf(done.length, 'schedule')} switched ${enabled ? 'on' : 'off'}.`,
      action: { label: 'Undo', act: () => void enableAll(done, !enabled) },
    })
  }

  async function run(): Promise<void> {
    const done = await runAll(selected.map(({ job }) => job.id))
    setAsking(false)
    if (done.length > 0)
      show({ tone: 'succeeded', message: `${formatNumberOf(done.length, 'run')} started.` })
    selection.clear()
  }

  return (
    <>
      <SelectionBar
        count={selected.length}
        of={formatNumberOf(selected.length, 'job')}
        onClear={selection.clear}
      >
        <Button busy={busy} disabled={off.length === 0} onClick={() => void turn(off, true)}>
          Switch on
        </Button>
        <Button busy={busy} disabled={on.length === 0} onClick={() => void turn(on, false)}>
          Switch off
        </Button>
        <Button kind="primary" icon={<Play size={14} />} busy={busy} onClick={() => setAsking(true)}>
          Run
        </Button>
      </SelectionBar>
      {asking && (
        <ConfirmDialog
          title={`Run ${formatNumberOf(selected.length, 'job')} now?`}
          confirm={selected.length === 1 ? 'Run it' : 'Run them'}
          busy={busy}
          onConfirm={() => void run()}
          onClose={() => setAsking(false)}
        >
          Each begins as soon as there is room for it. Their schedules stay as they are.
        </ConfirmDialog>
      )}
    </>
  )
}
