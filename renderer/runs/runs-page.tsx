import { ArrowUp } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { RunSummary } from '../../contract/index.ts'
import { addresses } from '../app/route.ts'
import { replaceAddress } from '../app/router.ts'
import { toRefusal } from '../connection/refusal.ts'
import { formatNumberOf } from '../format/quantities.ts'
import { Button } from '../parts/button.tsx'
import { Card, PageHeader } from '../parts/card.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { Notice } from '../parts/notice.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { VirtualRows } from '../parts/virtual-rows.tsx'
import rowCss from './history/history-row.module.css'
import { HistoryRow } from './history/history-row.tsx'
import { HistorySelection } from './history/history-selection.tsx'
import { type RunWindow, useRunWindow } from './history/use-run-window.ts'
import { noFilters, type RunFilters, readFilters, toRunFilter, writeFilters } from './run-filters.ts'
import { RunFiltersBar } from './run-filters-bar.tsx'
import css from './runs-page.module.css'
import { useRetryRun, useStopRun } from './use-run-actions.ts'

/** Nearer to its top than this, the list takes new runs in by itself. */
const TOP_PX = 60

/** The history of all runs, to be narrowed down. */
export function RunsPage({ query }: { query: URLSearchParams }) {
  const filters = readFilters(query)
  const list = useRunWindow(toRunFilter(filters))
  const filtered = Object.keys(writeFilters(filters)).length > 0
  const change = (part: Partial<RunFilters>) =>
    replaceAddress(addresses.runs(writeFilters({ ...filters, ...part })))
  const page = useRef<HTMLDivElement>(null)
  const { newer, reopen } = list
  useEffect(() => {
    if (newer > 0 && (page.current?.closest('main')?.scrollTop ?? 0) < TOP_PX) reopen()
  }, [newer, reopen])
  const showNewest = () => {
    reopen()
    page.current?.closest('main')?.scrollTo({ top: 0 })
  }
  return (
    <>
      <PageHeader title="Runs" />
      <div ref={page} className={css.content}>
        <RunFiltersBar
          filters={filters}
          onChange={change}
          count={list.count === undefined ? '' : formatNumberOf(list.count, 'run')}
        />
        {list.error !== null && (
          <Notice
            tone="failed"
            title={toRefusal(list.error).message}
            action={<Button onClick={reopen}>Try again</Button>}
          >
            {toRefusal(list.error).hint}
          </Notice>
        )}
        {newer > 0 && (
          <div className={css.newer}>
            <Button className={css.pill} icon={<ArrowUp size={13} />} onClick={showNewest}>
              {formatNumberOf(newer, 'new run')}
            </Button>
          </div>
        )}
        {list.count === undefined ? (
          list.error === null && <Skeleton lines={8} />
        ) : list.count === 0 ? (
          <Card>
            <EmptyState
              title={filtered ? 'No run matches' : 'Nothing has run yet'}
              action={filtered && <Button onClick={() => change(noFilters)}>Show all runs</Button>}
            >
              {filtered
                ? 'Take a filter away to see more.'
                : 'Each run of each job will be listed here, the newest first.'}
            </EmptyState>
          </Card>
        ) : (
          <HistoryList list={list} count={list.count} />
        )}
      </div>
    </>
  )
}

function HistoryList({ list, count }: { list: RunWindow; count: number }) {
  const stop = useStopRun()
  const retry = useRetryRun()
  const [selected, setSelected] = useState<ReadonlyMap<string, RunSummary>>(new Map())
  const lastIndex = useRef(-1)
  const { runAt } = list
  const shown = useRef(runAt)
  shown.current = runAt
  const onSelect = useCallback((id: string, extend: boolean, index: number) => {
    const from = extend && lastIndex.current !== -1 ? lastIndex.current : index
    lastIndex.current = index
    setSelected((before) => {
      const after = new Map(before)
      if (from === index && after.delete(id)) return after
      for (let each = Math.min(from, index); each <= Math.max(from, index); each++) {
        const run = shown.current(each)
        if (run !== undefined) after.set(run.id, run)
      }
      return after
    })
  }, [])
  return (
    <>
      <Card className={list.isStale ? css.stale : undefined}>
        <VirtualRows
          label="Runs"
          count={count}
          rowHeight={2.25}
          onRange={list.onRange}
          keyOf={(index) => runAt(index)?.id ?? index}
          row={(index) => {
            const run = runAt(index)
            if (run === undefined) return <div className={rowCss.waiting} />
            return (
              <HistoryRow
                run={run}
                selected={selected.has(run.id)}
                onSelect={(id, extend) => onSelect(id, extend, index)}
                onStop={stop.mutate}
                onRetry={retry.mutate}
              />
            )
          }}
        />
      </Card>
      <HistorySelection runs={[...selected.values()]} onClear={() => setSelected(new Map())} />
    </>
  )
}
