import { useState } from 'react'
import type { RunSummary } from '../../../contract/index.ts'
import { formatNumberOf } from '../../format/quantities.ts'
import { isActive } from '../../format/words.ts'
import { Button } from '../../parts/button.tsx'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'
import { SelectionBar } from '../../parts/selection-bar.tsx'
import { useToasts } from '../../parts/toasts.tsx'
import { useManyRuns } from './use-many-runs.ts'

/** What can be done with the selected runs together: those that bake are stopped, the others run again. */
export function HistorySelection({ runs, onClear }: { runs: readonly RunSummary[]; onClear: () => void }) {
  const [asking, setAsking] = useState<'stop' | 'retry' | null>(null)
  const { act, busy } = useManyRuns()
  const { show } = useToasts()
  const active = runs.filter(isActive)
  const finished = runs.filter((run) => !isActive(run))
  const chosen = asking === 'stop' ? active : finished

  async function go(how: 'stop' | 'retry'): Promise<void> {
    const done = await act(
      how,
      chosen.map(({ id }) => id),
    )
    setAsking(null)
    if (done > 0)
      show({
        tone: 'succeeded',
        message:
          how === 'stop'
            ? `${formatNumberOf(done, 'run')} asked to stop.`
            : `${formatNumberOf(done, 'run')} started again.`,
      })
    onClear()
  }

  return (
    <>
      <SelectionBar count={runs.length} of={formatNumberOf(runs.length, 'run')} onClear={onClear}>
        <Button disabled={active.length === 0} onClick={() => setAsking('stop')}>
          Stop
        </Button>
        <Button disabled={finished.length === 0} onClick={() => setAsking('retry')}>
          Run again
        </Button>
      </SelectionBar>
      {asking !== null && (
        <ConfirmDialog
          title={`${asking === 'stop' ? 'Stop' : 'Run again'}: ${formatNumberOf(chosen.length, 'run')}?`}
          confirm={asking === 'stop' ? 'Stop them' : 'Run again'}
          danger={asking === 'stop'}
          busy={busy}
          onConfirm={() => void go(asking)}
          onClose={() => setAsking(null)}
        >
          {asking === 'stop'
            ? 'What they have done so far is collected. Runs that have finished are left alone.'
            : 'Each job runs again, now, as the next attempt. Runs that still bake are left alone.'}
        </ConfirmDialog>
      )}
    </>
  )
}
