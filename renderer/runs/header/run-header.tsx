import type { ReactNode } from 'react'
import type { Run } from '../../../contract/index.ts'
import { addresses } from '../../app/route.ts'
import { isActive, runTone, runWords } from '../../format/words.ts'
import { Badge } from '../../parts/badge.tsx'
import { ButtonLink } from '../../parts/button.tsx'
import { classNames } from '../../parts/class-names.ts'
import { OutcomeMark } from '../../parts/outcome-mark.tsx'
import { Sentence } from '../../parts/sentence.tsx'
import { AttemptNotes } from './attempt-notes.tsx'
import { fixOf } from './fix-of.ts'
import { ReportNotes } from './report-notes.tsx'
import { RunFacts } from './run-facts.tsx'
import css from './run-header.module.css'

/** The band at the top of a run: how it ended, why, and what can be done, in the outcome's tint. */
export function RunHeader({
  run,
  actions,
  children,
}: {
  run: Run
  actions: ReactNode
  children?: ReactNode
}) {
  const tone = runTone(run)
  return (
    <header className={classNames(css.band, css[tone])}>
      <div className={css.title}>
        <OutcomeMark tone={tone} size={20} />
        <h1>
          <a href={addresses.job(run.jobId)}>{run.jobName}</a>{' '}
          <span className={css.number}>#{run.number}</span>
        </h1>
        <span className={css.outcome}>{runWords(run)}</span>
        {run.rehearsal && <Badge title="Played with stand-ins; no model was called">rehearsal</Badge>}
        {run.attempt > 1 && (
          <Badge title="How often it was tried, with this run">attempt {run.attempt}</Badge>
        )}
        <div className={css.actions}>{actions}</div>
      </div>
      {run.error !== null && <Failure run={run} error={run.error} />}
      {run.progress !== null && isActive(run) && (
        <p className={css.progress} role="status">
          {run.progress}
        </p>
      )}
      <AttemptNotes run={run} />
      <ReportNotes run={run} />
      <RunFacts run={run} />
      {children}
    </header>
  )
}

function Failure({ run, error }: { run: Run; error: NonNullable<Run['error']> }) {
  const fix = fixOf(run)
  return (
    <div className={css.failure}>
      <div className={css.error} role="alert">
        <p className={css.errorMessage}>
          <Sentence text={error.message} />
        </p>
        {error.hint !== null && (
          <p>
            <Sentence text={error.hint} />
          </p>
        )}
      </div>
      {fix !== null && <ButtonLink href={fix.href}>{fix.label}</ButtonLink>}
    </div>
  )
}
