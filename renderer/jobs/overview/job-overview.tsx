import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { JobTotals, RunPoint } from '../../../contract/index.ts'
import { useOven } from '../../app/oven-context.ts'
import { formatDuration } from '../../format/duration.ts'
import { formatCount, formatMoney } from '../../format/quantities.ts'
import { Card, Section } from '../../parts/card.tsx'
import { Disclosure } from '../../parts/disclosure.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { QueryState } from '../../parts/query-state.tsx'
import { SegmentedControl } from '../../parts/segmented-control.tsx'
import { formatStepMs, scaleOf, scaleOfMs } from './chart-scale.ts'
import css from './job-overview.module.css'
import { RunChart } from './run-chart.tsx'
import { RunTable } from './run-table.tsx'

const amounts = ['30', '100', '500'] as const

/** What a job's runs come to: how often they succeed, how long they take, what they cost; and each of them as a bar. */
export function JobOverview({ id }: { id: string }) {
  const { queries } = useOven()
  const [amount, setAmount] = useState<(typeof amounts)[number]>('100')
  const stats = useQuery(
    queries.stats.job.queryOptions({
      input: { id, limit: Number(amount) },
      placeholderData: (before) => before,
    }),
  )
  return (
    <QueryState query={stats} lines={6}>
      {({ runs, totals }) => {
        const real = runs.filter((run) => !run.rehearsal)
        if (real.length === 0)
          return (
            <Card>
              <EmptyState title="No run has finished yet">
                How long its runs take and what they cost will be drawn here.
              </EmptyState>
            </Card>
          )
        return (
          <div className={css.overview}>
            <div className={css.bar}>
              <Totals totals={totals} />
              <SegmentedControl
                label="How many runs"
                value={amount}
                options={amounts.map((value) => ({ value, label: `Last ${value}` }))}
                onChange={setAmount}
              />
            </div>
            <Charts runs={real} />
          </div>
        )
      }}
    </QueryState>
  )
}

function Charts({ runs }: { runs: RunPoint[] }) {
  const costs = runs.some((run) => run.costUsd !== null && run.costUsd > 0)
  return (
    <>
      <Section title="Duration">
        <Card>
          <RunChart
            name="Duration"
            runs={runs}
            amountOf={(run) => run.durationMs}
            format={formatDuration}
            scale={scaleOfMs}
            formatStep={formatStepMs}
          />
        </Card>
      </Section>
      {costs && (
        <Section title="Cost">
          <Card>
            <RunChart
              name="Cost"
              runs={runs}
              amountOf={(run) => run.costUsd}
              format={formatMoney}
              scale={scaleOf}
            />
          </Card>
        </Section>
      )}
      <Disclosure label="The same as a table">
        <RunTable runs={runs} />
      </Disclosure>
    </>
  )
}

function Totals({ totals }: { totals: JobTotals }) {
  const rate = totals.successRate
  return (
    <dl className={css.totals}>
      <Total
        name="Succeeded"
        note={`${totals.succeeded} of ${totals.succeeded + totals.failed} that were not stopped`}
      >
        {rate === null ? '–' : `${Math.round(rate * 100)} %`}
      </Total>
      <Total name="Median" note="Half of those that succeeded took no longer">
        {totals.medianMs === null ? '–' : formatDuration(totals.medianMs)}
      </Total>
      <Total name="95 of 100 within" note="Of those that succeeded">
        {totals.p95Ms === null ? '–' : formatDuration(totals.p95Ms)}
      </Total>
      <Total
        name="Cost"
        note={totals.costEstimated ? 'In part estimated at list price' : 'As the agents said it'}
      >
        {totals.costUsd === 0 ? '–' : formatMoney(totals.costUsd)}
      </Total>
      <Total name="Tokens" note="Of all kinds together">
        {totals.tokens === 0 ? '–' : formatCount(totals.tokens)}
      </Total>
    </dl>
  )
}

function Total({ name, note, children }: { name: string; note: string; children: string }) {
  return (
    <div className={css.total} data-tip={note}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
