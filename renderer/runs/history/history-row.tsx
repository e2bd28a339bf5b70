import { RotateCcw, Square } from 'lucide-react'
import { memo } from 'react'
import type { RunSummary } from '../../../contract/index.ts'
import { addresses } from '../../app/route.ts'
import { isActive, runTitle, runTone, runWords, triggerWords } from '../../format/words.ts'
import { Money, TokenCount } from '../../parts/amounts.tsx'
import { Badge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { OutcomeMark } from '../../parts/outcome-mark.tsx'
import { RowCheck } from '../../parts/row-check.tsx'
import { Duration } from '../../parts/time.tsx'
import { RunMoment } from '../run-moment.tsx'
import css from './history-row.module.css'

export interface HistoryRowProps {
  run: RunSummary
  selected: boolean
  onSelect: (id: string, extend: boolean) => void
  onStop: (id: string) => void
  onRetry: (id: string) => void
}

/** A run on one line of the history. */
export const HistoryRow = memo(function HistoryRow(props: HistoryRowProps) {
  const { run, selected, onSelect, onStop, onRetry } = props
  const words = runWords(run)
  const title = runTitle(run)
  return (
    <div className={css.row} data-row data-selected={selected ? '' : undefined}>
      <span className={css.mark}>
        <OutcomeMark tone={runTone(run)} label={words} />
        <RowCheck
          label={`Select ${title}`}
          checked={selected}
          onChange={({ extend }) => onSelect(run.id, extend)}
        />
      </span>
      <a href={addresses.run(run.id)} data-row-link className={css.what}>
        <span className={css.name}>
          {run.jobName} <span className={css.number}>#{run.number}</span>
        </span>
        {run.rehearsal && <Badge>rehearsal</Badge>}
        <span className={css.words}>
          {words}
          {run.error !== null && `: ${run.error.message}`}
        </span>
      </a>
      <span className={css.trigger}>{triggerWords[run.trigger]}</span>
      <span className={css.number}>
        <Duration ms={run.durationMs} since={isActive(run) ? run.startedAt : null} />
      </span>
      <span className={css.extra}>
        <TokenCount tokens={run.tokens} />
      </span>
      <span className={css.extra}>
        <Money usd={run.costUsd} />
      </span>
      <span className={css.when}>
        <RunMoment run={run} />
      </span>
      {isActive(run) && run.notBeforeAt === null ? (
        <Button
          kind="quiet"
          className={css.act}
          data-key="s"
          aria-label={`Stop ${title}`}
          icon={<Square size={13} />}
          onClick={() => onStop(run.id)}
        />
      ) : (
        <Button
          kind="quiet"
          className={css.act}
          data-key="r"
          aria-label={run.notBeforeAt === null ? `Run ${title} again` : `Begin ${title} now`}
          icon={<RotateCcw size={13} />}
          onClick={() => onRetry(run.id)}
        />
      )}
    </div>
  )
})
