import { useCallback, useState } from 'react'
import { AnchoredPopover } from '../parts/anchored-popover.tsx'
import { classNames } from '../parts/class-names.ts'
import { useNow } from '../parts/ticker.ts'
import { VisuallyHidden } from '../parts/visually-hidden.tsx'
import { HourCell, HourDetails, type OpenHour } from './hour-cell.tsx'
import type { WeekDay, WeekHour } from './use-week.ts'
import { dayTitle } from './week.ts'
import css from './week-grid.module.css'

export interface WeekGridProps {
  days: WeekDay[]
  timezone: string
  today: string
  nameOf: (jobId: string) => string
  pause: { since: string; until: string | null } | null
  filter: { jobId?: string | undefined }
}

const CLOCK_HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'))

/**
 * A week by the clock: a column for each day, a row for each hour the clocks show. The hour that the change to winter time
 * repeats stands twice in its place; the one that summer time leaps over is said to be left out.
 */
export function WeekGrid(props: WeekGridProps) {
  const { days, today, nameOf, timezone, filter } = props
  const [open, setOpen] = useState<OpenHour | null>(null)
  const onOpen = useCallback(
    (next: OpenHour) => setOpen((now) => (now?.hour.fromAt === next.hour.fromAt ? null : next)),
    [],
  )
  return (
    <div className={css.scroll}>
      <table className={css.grid}>
        <thead>
          <tr>
            <td className={css.corner} />
            {days.map((day) => (
              <th key={day.date} scope="col" className={classNames(css.day, day.date === today && css.today)}>
                {dayTitle(day.date)}
                {day.hours.length !== 24 && <span className={css.length}> {day.hours.length} h</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {CLOCK_HOURS.map((clock) => (
            <tr key={clock}>
              <th scope="row" className={css.clock}>
                {clock}:00
              </th>
              {days.map((day) => (
                <Place
                  key={day.date}
                  day={day}
                  clock={clock}
                  {...props}
                  openAt={open?.hour.fromAt}
                  onOpen={onOpen}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <AnchoredPopover anchor={open?.cell ?? null} label={open?.label ?? ''} onClose={() => setOpen(null)}>
        {open !== null && <HourDetails open={open} nameOf={nameOf} timezone={timezone} filter={filter} />}
      </AnchoredPopover>
    </div>
  )
}

interface PlaceProps extends WeekGridProps {
  day: WeekDay
  clock: string
  openAt: string | undefined
  onOpen: (open: OpenHour) => void
}

function Place({ day, clock, openAt, onOpen, ...props }: PlaceProps) {
  const hours = day.hours.filter((hour) => hour.clock.startsWith(clock))
  const isToday = day.date === props.today
  if (hours.length === 0)
    return (
      <td className={css.left} data-tip="The clocks leap over this hour">
        <VisuallyHidden>The clocks leap over this hour</VisuallyHidden>
      </td>
    )
  return (
    <td className={classNames(css.place, isToday && css.today, isPaused(hours, props.pause) && css.paused)}>
      <div className={css.hours}>
        {hours.map((hour, index) => (
          <HourCell
            key={hour.fromAt}
            hour={hour}
            date={day.date}
            again={index > 0}
            isOpen={hour.fromAt === openAt}
            onOpen={onOpen}
          />
        ))}
      </div>
      {isToday && <NowLine hours={hours} />}
    </td>
  )
}

/** Where the present stands, in the hour it falls in. */
function NowLine({ hours }: { hours: WeekHour[] }) {
  const now = useNow(30_000)
  const from = Date.parse(hours[0]!.fromAt)
  const until = Date.parse(hours.at(-1)!.untilAt)
  if (now < from || now >= until) return null
  return <span className={css.now} style={{ insetBlockStart: `${((now - from) / (until - from)) * 100}%` }} />
}

function isPaused(hours: WeekHour[], pause: WeekGridProps['pause']): boolean {
  if (pause === null) return false
  const [from, until] = [hours[0]!.fromAt, hours.at(-1)!.untilAt]
  return (
    Date.parse(until) > Date.parse(pause.since) &&
    (pause.until === null || Date.parse(from) < Date.parse(pause.until))
  )
}
