import type { ReactNode } from 'react'
import { Select, TextInput } from '../parts/inputs.tsx'
import type { JobFilter, JobSort } from './job-filter.ts'
import css from './jobs-page.module.css'

const sortWords: Record<JobSort, string> = {
  name: 'By name',
  next: 'Next due first',
  last: 'Last run first',
  readiness: 'Least ready first',
}

/** The filter of the jobs list and its order. */
export function JobsToolbar({
  filter,
  onChange,
  children,
}: {
  filter: JobFilter
  onChange: (part: Partial<JobFilter>) => void
  children?: ReactNode
}) {
  return (
    <search className={css.toolbar}>
      <TextInput
        type="search"
        data-filter
        className={css.text}
        aria-label="Filter jobs"
        placeholder="Filter by name, id, repository or image"
        value={filter.text}
        onChange={(event) => onChange({ text: event.target.value })}
      />
      <Select
        aria-label="Type"
        value={filter.type}
        onChange={(event) => onChange({ type: event.target.value as JobFilter['type'] })}
      >
        <option value="">All types</option>
        <option value="agent-pipeline">Pipelines</option>
        <option value="docker">Docker</option>
      </Select>
      <Select
        aria-label="Show"
        value={filter.show}
        onChange={(event) => onChange({ show: event.target.value as JobFilter['show'] })}
      >
        <option value="">All jobs</option>
        <option value="on">On</option>
        <option value="off">Off</option>
        <option value="attention">Needs attention</option>
        <option value="baking">Baking now</option>
      </Select>
      <Select
        aria-label="Order"
        value={filter.sort}
        onChange={(event) => onChange({ sort: event.target.value as JobSort })}
      >
        {Object.entries(sortWords).map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </Select>
      {children}
    </search>
  )
}
