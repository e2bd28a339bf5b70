import { useQuery } from '@tanstack/react-query'
import type { DayStats } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { formatDuration } from '../format/duration.ts'
import { formatMoney, formatNumberOf } from '../format/quantities.ts'
import { formatDay } from '../format/time.ts'
import { Card, Section } from '../parts/card.tsx'
import { classNames } from '../parts/class-names.ts'
import { QueryState } from '../parts/query-state.tsx'
import { tip } from '../parts/tooltip-layer.tsx'
import css from './fortnight.module.css'

const DAYS = 14

interface Part {
  kind: 'succeeded' | 'attention' | 'failed' | 'stopped' | 'plain'
  amount: number
}

/** The last 14 days in three small charts on one axis of days: how runs ended, what they cost, how long they took. */
export function Fortnight() {
  const { queries } = useOven()
  const stats = useQuery(queries.stats.days.queryOptions({ input: { days: DAYS } }))
  return (
    <Section title="Last 14 days">
      <Card>
        <QueryState query={stats}>{(days) => <Charts days={days} />}</QueryState>
      </Card>
    </Section>
  )
}

function Charts({ days }: { days: DayStats[] }) {
  const sum = (of: (day: DayStats) => number) => days.reduce((total, day) => total + of(day), 0)
  const runs = sum((day) => day.runs)
  const failed = sum(failedOf)
  const cost = sum((day) => day.costUsd)
  return (
    <div className={css.charts}>
      <Chart
        title="Runs"
        total={formatNumberOf(runs, 'run')}
        aside={failed === 0 ? 'none failed' : `${failed.toLocaleString('en-US')} failed`}
        days={days}
        partsOf={outcomeParts}
        describe={describeOutcomes}
      />
      <Chart
        title="Cost"
        total={formatMoney(cost)}
        aside="at list price"
        days={days}
        partsOf={(day) => [{ kind: 'plain', amount: day.costUsd }]}
        describe={(day) => formatMoney(day.costUsd)}
      />
      <Chart
        title="Baking time"
        total={formatDuration(sum((day) => day.durationMs))}
        aside={runs === 0 ? '' : `${formatDuration(sum((day) => day.durationMs) / Math.max(1, runs))} each`}
        days={days}
        partsOf={(day) => [{ kind: 'plain', amount: day.durationMs }]}
        describe={(day) => formatDuration(day.durationMs)}
      />
    </div>
  )
}

function Chart(props: {
  title: string
  total: string
  aside: string
  days: DayStats[]
  partsOf: (day: DayStats) => Part[]
  describe: (day: DayStats) => string
}) {
  const { title, total, aside, days, partsOf, describe } = props
  const amounts = days.map((day) => partsOf(day).reduce((sum, part) => sum + part.amount, 0))
  const most = Math.max(...amounts, 0)
  return (
    <div className={css.chart}>
      <p className={css.head}>
        <span>{title}</span>
        <span className={css.total}>{total}</span>
      </p>
      <div className={css.bars} aria-hidden="true">
        {days.map((day) => (
          <span key={day.date} className={css.day} {...tip(`${formatDay(day.fromAt)}: ${describe(day)}`)}>
            {partsOf(day)
              .filter((part) => part.amount > 0)
              .map((part) => (
                <span
                  key={part.kind}
                  className={classNames(css.bar, css[part.kind])}
                  style={{ height: `${((part.amount / most) * 100).toFixed(1)}%` }}
                />
              ))}
          </span>
        ))}
      </div>
      <p className={css.ends} aria-hidden="true">
        <span>{days[0] && formatDay(days[0].fromAt)}</span>
        <span>{aside}</span>
        <span>today</span>
      </p>
      <table className={css.table}>
        <caption>{`${title}, last ${days.length} days: ${total}, ${aside}`}</caption>
        <tbody>
          {days.map((day) => (
            <tr key={day.date}>
              <th scope="row">{formatDay(day.fromAt)}</th>
              <td>{describe(day)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function failedOf({ outcomes }: DayStats): number {
  return (outcomes.failed ?? 0) + (outcomes['timed-out'] ?? 0) + (outcomes.lost ?? 0)
}

/** From the top of the bar down: what failed stands where it is seen first. */
function outcomeParts(day: DayStats): Part[] {
  const fellShort = day.incomplete
  return [
    { kind: 'failed', amount: failedOf(day) },
    { kind: 'attention', amount: (day.outcomes.blocked ?? 0) + fellShort },
    { kind: 'stopped', amount: (day.outcomes.cancelled ?? 0) + day.active },
    { kind: 'succeeded', amount: Math.max(0, (day.outcomes.succeeded ?? 0) - fellShort) },
  ]
}

function describeOutcomes(day: DayStats): string {
  if (day.runs === 0) return 'no runs'
  const said = [
    [day.outcomes.succeeded ?? 0, 'succeeded'],
    [failedOf(day), 'failed'],
    [day.outcomes.blocked ?? 0, 'blocked'],
    [day.outcomes.cancelled ?? 0, 'stopped'],
    [day.active, 'baking'],
  ] as const
  const list = said.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`)
  return `${formatNumberOf(day.runs, 'run')}: ${list.join(', ')}`
}
