import type { RunSummary } from '../../contract/index.ts'
import { RelativeTime } from '../parts/time.tsx'

/** When a run ended, or began; of one that waits to try again, when it will. */
export function RunMoment({ run }: { run: RunSummary }) {
  if (run.state === 'queued' && run.notBeforeAt !== null)
    return (
      <>
        again <RelativeTime at={run.notBeforeAt} />
      </>
    )
  return <RelativeTime at={run.finishedAt ?? run.startedAt ?? run.queuedAt} />
}
