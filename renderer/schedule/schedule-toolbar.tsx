import { useState } from 'react'
import { Select } from '../parts/inputs.tsx'
import css from './schedule-page.module.css'
import type { SlotFilters } from './slot-filters.ts'
import { causeWords, slotWords } from './slot-words.ts'

/** Which job's slots are shown, what became of them, and why. */
export function ScheduleToolbar({
  filters,
  jobs,
  onChange,
}: {
  filters: SlotFilters
  jobs: { id: string; name: string }[]
  onChange: (part: Partial<SlotFilters>) => void
}) {
  // A thousand jobs are only listed once somebody turns to the field.
  const [filled, setFilled] = useState(false)
  const known = jobs
    .filter(({ id }) => filled || id === filters.job)
    .sort((a, b) => a.name.localeCompare(b.name))
  return (
    <search className={css.toolbar}>
      <Select
        aria-label="Job"
        data-filter
        className={css.select}
        value={filters.job}
        onPointerEnter={() => setFilled(true)}
        onFocus={() => setFilled(true)}
        onChange={(event) => onChange({ job: event.target.value })}
      >
        <option value="">All jobs</option>
        {filters.job !== '' && !known.some(({ id }) => id === filters.job) && (
          <option value={filters.job}>{filters.job}</option>
        )}
        {known.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <Select
        aria-label="State"
        value={filters.state}
        onChange={(event) => onChange({ state: event.target.value })}
      >
        <option value="">Whatever became of it</option>
        {Object.entries(slotWords).map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Cause"
        value={filters.cause}
        onChange={(event) => onChange({ cause: event.target.value })}
      >
        <option value="">For any cause</option>
        {Object.entries(causeWords).map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </Select>
    </search>
  )
}
