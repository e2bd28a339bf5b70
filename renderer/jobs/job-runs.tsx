import type { JobView } from '../../contract/index.ts'
import { addresses } from '../app/route.ts'
import { toRefusal } from '../connection/refusal.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { Notice } from '../parts/notice.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { RunRows } from '../runs/run-rows.tsx'
import { useRuns } from '../runs/use-runs.ts'
import css from './job-page.module.css'

/** The newest runs of a job; all of them are a filter of the history away. */
export function JobRuns({ view }: { view: JobView }) {
  const list = useRuns({ jobId: view.job.id }, 20)
  if (list.runs === undefined) {
    if (!list.isError) return <Skeleton lines={6} />
    return (
      <Notice
        tone="failed"
        title={toRefusal(list.error).message}
        action={<Button onClick={() => void list.refetch()}>Try again</Button>}
      />
    )
  }
  return (
    <div className={css.part}>
      <Card>
        {list.runs.length === 0 && !list.isFetching ? (
          <EmptyState title="It has not run yet">
            {view.job.type === 'agent-pipeline'
              ? 'Rehearse it to see its stages play without calling a model, or run it for real.'
              : 'Run it to see what it prints.'}
          </EmptyState>
        ) : (
          <RunRows runs={list.runs} withoutJob />
        )}
      </Card>
      <div className={css.bar}>
        <a href={addresses.runs({ job: view.job.id })} className={css.more}>
          All its runs, to be filtered
        </a>
        {list.hasNextPage && (
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Load more
          </Button>
        )}
      </div>
    </div>
  )
}
