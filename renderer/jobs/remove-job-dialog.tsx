import type { JobView } from '../../contract/index.ts'
import { toRefusal } from '../connection/refusal.ts'
import { formatNumberOf } from '../format/quantities.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { useRemoveJob } from './use-job-actions.ts'

/** Asks before a job goes. Its past runs stay in the history; active ones are said to be there. */
export function RemoveJobDialog({ view, onClose }: { view: JobView; onClose: () => void }) {
  const remove = useRemoveJob()
  const { job, activeRuns, followedBy = [] } = view
  const force = activeRuns > 0 || followedBy.length > 0
  const refusal = remove.error === null ? null : toRefusal(remove.error)
  return (
    <ConfirmDialog
      title={`Remove “${job.name}”?`}
      confirm={force ? 'Remove anyway' : 'Remove'}
      danger
      busy={remove.isPending}
      error={refusal && [refusal.message, refusal.hint].filter(Boolean).join(' ')}
      onConfirm={() => remove.mutate({ id: job.id, force })}
      onClose={onClose}
    >
      It will not fire again. Its past runs stay in the history.
      {activeRuns > 0 &&
        ` ${formatNumberOf(activeRuns, 'run')} of it ${activeRuns === 1 ? 'is' : 'are'} still going on.`}
      {followedBy.length > 0 &&
        ` ${followedBy.join(', ')} ${followedBy.length === 1 ? 'begins' : 'begin'} after it, and will not any more.`}
    </ConfirmDialog>
  )
}
