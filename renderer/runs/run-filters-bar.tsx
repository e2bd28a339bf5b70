import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useState } from 'react'
import { useOven } from '../app/oven-context.ts'
import { outcomeWords, stateWords, triggerWords, verdictWords } from '../format/words.ts'
import { Button } from '../parts/button.tsx'
import { classNames } from '../parts/class-names.ts'
import { Select, TextInput } from '../parts/inputs.tsx'
import { filterChips, noFilters, type RunFilters } from './run-filters.ts'
import css from './run-filters-bar.module.css'

export interface RunFiltersBarProps {
  filters: RunFilters
  onChange: (part: Partial<RunFilters>) => void
  /** How many runs there are. */
  count: ReactNode
}

/** What of the history is listed: fields to choose by, and what is chosen as chips to take away. */
export function RunFiltersBar({ filters, onChange, count }: RunFiltersBarProps) {
  const { queries } = useOven()
  const jobs = useQuery(queries.jobs.list.queryOptions())
  const nameOf = (id: string) => jobs.data?.find(({ job }) => job.id === id)?.job.name ?? id
  const chips = filterChips(filters, nameOf)
  return (
    <search className={css.bar}>
      <div className={css.fields}>
        <TextFilter text={filters.text} onChange={(text) => onChange({ text })} />
        <DayField name="From" value={filters.since} onChange={(since) => onChange({ since })} />
        <DayField name="Until" value={filters.until} onChange={(until) => onChange({ until })} />
      </div>
      <div className={css.fields}>
        <JobSelect
          value={filters.job}
          nameOf={nameOf}
          jobs={jobs.data?.map(({ job }) => ({ id: job.id, name: job.name })) ?? []}
          onChange={(job) => onChange({ job })}
        />
        <FilterSelect
          name="State"
          all="Any state"
          words={{ active: 'Active', ...stateWords }}
          value={filters.state}
          onChange={(state) => onChange({ state })}
        />
        <FilterSelect
          name="Outcome"
          all="Any outcome"
          words={outcomeWords}
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
      </div>
      <div className={css.chips}>
        <span className={css.count} aria-live="polite">
          {count}
        </span>
        {chips.map(({ name, words }) => (
          <button
            key={name}
            type="button"
            className={css.chip}
            aria-label={`Take the filter away: ${words}`}
            onClick={() => onChange({ [name]: '' })}
          >
            {words}
            <X size={12} aria-hidden="true" />
          </button>
        ))}
        {chips.length > 1 && (
          <Button kind="quiet" onClick={() => onChange(noFilters)}>
            Clear the filters
          </Button>
        )}
      </div>
    </search>
  )
}

function TextFilter({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const [draft, setDraft] = useState(text)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a pause in writing changes the address
  useEffect(() => {
    if (draft === text) return
    const timer = setTimeout(() => onChange(draft), 150)
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

/** A thousand jobs are only listed once somebody turns to the field. */
function JobSelect(props: {
  value: string
  nameOf: (id: string) => string
  jobs: { id: string; name: string }[]
  onChange: (id: string) => void
}) {
  const [filled, setFilled] = useState(false)
  const { value } = props
  const known = filled ? [...props.jobs].sort((a, b) => a.name.localeCompare(b.name)) : []
  return (
    <Select
      aria-label="Job"
      className={classNames(css.select, value !== '' && css.set)}
      value={value}
      onPointerEnter={() => setFilled(true)}
      onFocus={() => setFilled(true)}
      onChange={(event) => props.onChange(event.target.value)}
    >
      <option value="">All jobs</option>
      {value !== '' && !known.some(({ id }) => id === value) && (
        <option value={value}>{props.nameOf(value)}</option>
      )}
      {known.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </Select>
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
      className={classNames(css.select, props.value !== '' && css.set)}
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

function DayField(props: { name: string; value: string; onChange: (value: string) => void }) {
  const id = useId()
  return (
    <span className={css.day}>
      <label htmlFor={id}>{props.name}</label>
      <TextInput
        id={id}
        type="date"
        width="short"
        className={classNames(css.date, props.value !== '' && css.set)}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </span>
  )
}
