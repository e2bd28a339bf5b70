import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useState } from 'react'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { replaceAddress } from '../app/router.ts'
import { toRefusal } from '../connection/refusal.ts'
import { outcomeWords, triggerWords, verdictWords } from '../format/words.ts'
import { Button } from '../parts/button.tsx'
import { Card, PageHeader } from '../parts/card.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { Select, TextInput } from '../parts/inputs.tsx'
import { Notice } from '../parts/notice.tsx'
import { type RunFilters, readFilters, toRunFilter, writeFilters } from './run-filters.ts'
import { RunRows } from './run-rows.tsx'
import css from './runs-page.module.css'
import { useRuns } from './use-runs.ts'

/** The history of all runs, to be narrowed down. */
export function RunsPage({ query }: { query: URLSearchParams }) {
  const filters = readFilters(query)
  const list = useRuns(toRunFilter(useDeferredValue(filters)))
  const filtered = Object.keys(writeFilters(filters)).length > 0
  const change = (part: Partial<RunFilters>) =>
    replaceAddress(addresses.runs(writeFilters({ ...filters, ...part })))
  return (
    <>
      <PageHeader title="Runs" />
      <div className={css.content}>
        <FilterBar filters={filters} onChange={change} />
        {list.isError && <Notice tone="failed" title={toRefusal(list.error).message} />}
        <Card>
          {list.runs?.length === 0 && !list.isFetching ? (
            <EmptyState
              title={filtered ? 'No run matches' : 'Nothing has run yet'}
              action={
                filtered && (
                  <Button onClick={() => replaceAddress(addresses.runs())}>Clear the filters</Button>
                )
              }
            >
              {filtered
                ? 'Take a filter away to see more.'
                : 'Each run of each job will be listed here, the newest first.'}
            </EmptyState>
          ) : (
            <RunRows runs={list.runs} />
          )}
        </Card>
        {list.hasNextPage && (
          <div className={css.more}>
            <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              Load more
            </Button>
          </div>
        )}
      </div>
    </>
  )
}

function FilterBar({
  filters,
  onChange,
}: {
  filters: RunFilters
  onChange: (part: Partial<RunFilters>) => void
}) {
  const { queries } = useOven()
  const jobs = useQuery(queries.jobs.list.queryOptions())
  const jobNames = Object.fromEntries((jobs.data ?? []).map(({ job }) => [job.id, job.name]))
  if (filters.job !== '') jobNames[filters.job] ??= filters.job
  return (
    <search className={css.filters}>
      <TextFilter text={filters.text} onChange={(text) => onChange({ text })} />
      <FilterSelect
        name="Job"
        all="All jobs"
        words={jobNames}
        value={filters.job}
        onChange={(job) => onChange({ job })}
      />
      <FilterSelect
        name="Outcome"
        all="Any outcome"
        words={{ active: 'Active', ...outcomeWords }}
        value={filters.outcome}
        onChange={(outcome) => onChange({ outcome })}
      />
      <FilterSelect
        name="Verdict"
        all="Any verdict"
        words={verdictWords}
        value={filters.verdict}
        onChange={(verdict) => onChange({ verdict })}
      />
      <FilterSelect
        name="Trigger"
        all="Any trigger"
        words={triggerWords}
        value={filters.trigger}
        onChange={(trigger) => onChange({ trigger })}
      />
    </search>
  )
}

function TextFilter({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const [draft, setDraft] = useState(text)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a pause in writing changes the address
  useEffect(() => {
    if (draft === text) return
    const timer = setTimeout(() => onChange(draft), 200)
    return () => clearTimeout(timer)
  }, [draft])
  useEffect(() => {
    if (text === '') setDraft('')
  }, [text])
  return (
    <TextInput
      type="search"
      data-filter
      className={css.text}
      aria-label="Filter runs"
      placeholder="Filter by name, error, branch or commit"
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
    />
  )
}

function FilterSelect(props: {
  name: string
  all: string
  words: Record<string, string>
  value: string
  onChange: (value: string) => void
}) {
  return (
    <Select
      aria-label={props.name}
      className={css.select}
      value={props.value}
      onChange={(event) => props.onChange(event.target.value)}
    >
      <option value="">{props.all}</option>
      {Object.entries(props.words).map(([value, word]) => (
        <option key={value} value={value}>
          {word}
        </option>
      ))}
    </Select>
  )
}
