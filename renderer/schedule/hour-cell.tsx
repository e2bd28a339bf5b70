import { useQuery } from '@tanstack/react-query'
import { memo } from 'react'
import type { SlotState } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { QueryState } from '../parts/query-state.tsx'
import { VisuallyHidden } from '../parts/visually-hidden.tsx'
import { DueDetails, SlotDetails } from './slot-details.tsx'
import { SlotMark } from './slot-mark.tsx'
import { type SlotLook, slotWords } from './slot-words.ts'
import { MARKS_PER_HOUR, type WeekHour } from './use-week.ts'
import { dayTitle } from './week.ts'
import css from './week-grid.module.css'
import type { WeekGridProps } from './week-grid.tsx'

/** Worst first, as a crowded hour names them. */
const looks: SlotLook[] = ['missed', 'late', 'skipped', 'ran', 'claimed', 'upcoming']
/** A crowded hour opens with so many of its slots. */
const LISTED = 50

export interface HourCellProps {
  hour: WeekHour
  date: string
  /** The second pass of an hour that the clocks repeat. */
  again: boolean
  isOpen: boolean
  onOpen: (open: OpenHour) => void
}

/** The hour that is open, and the cell it was opened from. */
export interface OpenHour {
  hour: WeekHour
  date: string
  label: string
  words: string
  cell: HTMLElement
}

/** What was due in an hour: a mark each, or numbers where there are many; a click tells them one by one. */
export const HourCell = memo(function HourCell({ hour, date, again, isOpen, onOpen }: HourCellProps) {
  if (hour.total === 0) return <span className={css.empty} />
  const parts = looks.flatMap((look) => {
    const count = countOf(hour, look)
    return count === 0 ? [] : [{ look, count }]
  })
  const words = parts.map(({ look, count }) => `${count} ${slotWords[look].toLowerCase()}`).join(', ')
  const label = `${dayTitle(date)}, ${hour.clock}${again ? ' again' : ''}: ${words}`
  return (
    <button
      type="button"
      className={css.cell}
      aria-haspopup="dialog"
      aria-expanded={isOpen}
      data-tip={words}
      onClick={(event) => onOpen({ hour, date, label, words, cell: event.currentTarget })}
    >
      <VisuallyHidden>{label}</VisuallyHidden>
      {hour.total <= MARKS_PER_HOUR
        ? parts.flatMap(({ look, count }) =>
            Array.from({ length: count }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: marks of one look are all alike
              <SlotMark key={`${look}${index}`} look={look} />
            )),
          )
        : parts.slice(0, 3).map(({ look, count }) => (
            <span key={look} className={css.number} aria-hidden="true">
              <SlotMark look={look} size={9} />
              {count}
            </span>
          ))}
    </button>
  )
})

type DetailProps = Pick<WeekGridProps, 'nameOf' | 'timezone' | 'filter'>

/** What was due in an hour, one by one. */
export function HourDetails({ open, nameOf, timezone, filter }: DetailProps & { open: OpenHour }) {
  const { hour, date, words } = open
  const few = hour.total <= MARKS_PER_HOUR
  return (
    <div className={css.details}>
      <p className={css.title}>
        {dayTitle(date)}, {hour.clock}
        {!few && <span className={css.words}> {words}</span>}
      </p>
      {few ? (
        <>
          {hour.slots.map((slot) => (
            <SlotDetails
              key={`${slot.dueAt} ${slot.jobId}`}
              slot={slot}
              name={nameOf(slot.jobId)}
              timezone={timezone}
            />
          ))}
          {hour.due.map((moment) => (
            <DueDetails
              key={`${moment.dueAt} ${moment.jobId}`}
              moment={moment}
              name={nameOf(moment.jobId)}
              timezone={timezone}
            />
          ))}
        </>
      ) : (
        <CrowdedHour hour={hour} nameOf={nameOf} timezone={timezone} filter={filter} />
      )}
    </div>
  )
}

function CrowdedHour({ hour, nameOf, timezone, filter }: DetailProps & { hour: WeekHour }) {
  const { queries } = useOven()
  const slots = useQuery(
    queries.slots.list.queryOptions({
      input: { ...filter, since: hour.fromAt, until: hour.untilAt, limit: LISTED },
    }),
  )
  const past = hour.total - hour.upcoming
  return (
    <>
      {hour.upcoming > 0 && <p className={css.words}>{hour.upcoming} still to come in this hour.</p>}
      {past > 0 && (
        <QueryState query={slots}>
          {(list) => (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
            <section className={css.listed} tabIndex={0} aria-label="Slots of this hour">
              {list.map((slot) => (
                <SlotDetails
                  key={`${slot.dueAt} ${slot.jobId}`}
                  slot={slot}
                  name={nameOf(slot.jobId)}
                  timezone={timezone}
                />
              ))}
              {past > list.length && (
                <p className={css.words}>{past - list.length} more in the list below.</p>
              )}
            </section>
          )}
        </QueryState>
      )}
    </>
  )
}

function countOf(hour: WeekHour, look: SlotLook): number {
  return look === 'upcoming' ? hour.upcoming : hour.counts[look as SlotState]
}
