import type { RunSummary } from '../../contract/index.ts'
import { addresses } from '../app/route.ts'
import { isActive, runTone, runWords, triggerWords } from '../format/words.ts'
import { Money, TokenCount } from '../parts/amounts.tsx'
import { Badge } from '../parts/badge.tsx'
import { classNames } from '../parts/class-names.ts'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { Duration } from '../parts/time.tsx'
import { RunMoment } from './run-moment.tsx'
import css from './run-rows.module.css'

export interface RunRowsProps {
  runs: RunSummary[] | undefined
  /** Leaves out what a narrow place has no room for. */
  compact?: boolean
  /** On a job's own page its name is known. */
  withoutJob?: boolean
}

/** Runs, one line each; the whole line leads to the run. */
export function RunRows({ runs, compact = false, withoutJob = false }: RunRowsProps) {
  return (
    <ul className={classNames(css.rows, compact && css.compact)}>
      {runs?.map((run) => (
        <li key={run.id}>
          <RunRow run={run} compact={compact} withoutJob={withoutJob} />
        </li>
      ))}
    </ul>
  )
}

function RunRow({ run, compact, withoutJob }: { run: RunSummary; compact: boolean; withoutJob: boolean }) {
  const words = runWords(run)
  return (
    <a href={addresses.run(run.id)} data-row className={css.row}>
      <OutcomeMark tone={runTone(run)} label={words} />
      <span className={css.what}>
        <span className={css.name}>
          {!withoutJob && `${run.jobName} `}
          <span className={withoutJob ? undefined : css.number}>#{run.number}</span>
        </span>
        {run.rehearsal && <Badge>rehearsal</Badge>}
        <span className={css.words}>
          {words}
          {run.error !== null && !compact && `: ${run.error.message}`}
        </span>
      </span>
      {!compact && <span className={css.trigger}>{triggerWords[run.trigger]}</span>}
      <span className={css.number}>
        <Duration ms={run.durationMs} since={isActive(run) ? run.startedAt : null} />
      </span>
      {!compact && (
        <span className={classNames(css.number, css.extra)}>
          <TokenCount tokens={run.tokens} />
        </span>
      )}
      {!compact && (
        <span className={classNames(css.number, css.extra)}>
          <Money usd={run.costUsd} />
        </span>
      )}
      <span className={css.when}>
        <RunMoment run={run} />
      </span>
    </a>
  )
}
