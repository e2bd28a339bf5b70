import type { ReactNode } from 'react'
import type { Run } from '../../contract/index.ts'
import { addresses } from '../app/route.ts'
import { isActive, runTone, runWords, triggerWords } from '../format/words.ts'
import { Money, TokenCount } from '../parts/amounts.tsx'
import { Badge } from '../parts/badge.tsx'
import { classNames } from '../parts/class-names.ts'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { Sentence } from '../parts/sentence.tsx'
import { Duration, RelativeTime } from '../parts/time.tsx'
import css from './run-header.module.css'

/** The band at the top of a run: how it ended and why, in the outcome's tint. */
export function RunHeader({ run, actions }: { run: Run; actions: ReactNode }) {
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
        <div className={css.actions}>{actions}</div>
      </div>
      {run.error !== null && (
        <div className={css.error} role="alert">
          <p className={css.errorMessage}>
            <Sentence text={run.error.message} />
          </p>
          {run.error.hint !== null && (
            <p>
              <Sentence text={run.error.hint} />
            </p>
          )}
        </div>
      )}
      {run.progress !== null && isActive(run) && (
        <p className={css.progress} role="status">
          {run.progress}
        </p>
      )}
      <dl className={css.facts}>
        <Fact name="Started">
          {triggerWords[run.trigger]}, <RelativeTime at={run.startedAt ?? run.queuedAt} />
        </Fact>
        <Fact name="Took">
          <Duration ms={run.durationMs} since={isActive(run) ? (run.startedAt ?? run.queuedAt) : null} />
        </Fact>
        {run.tokens !== null && (
          <Fact name={run.rehearsal ? 'Tokens, made up' : 'Tokens'}>
            <TokenCount tokens={run.tokens} />
          </Fact>
        )}
        {run.costUsd !== null && (
          <Fact name={run.rehearsal ? 'Price, made up' : 'List price'}>
            <Money usd={run.costUsd} />
          </Fact>
        )}
        {run.exitCode !== null && run.exitCode !== 0 && <Fact name="Exit code">{run.exitCode}</Fact>}
        {run.changes !== null && (
          <Fact name="Changes">
            {run.changes.filesChanged} {run.changes.filesChanged === 1 ? 'file' : 'files'}, +
            {run.changes.insertions} −{run.changes.deletions}
          </Fact>
        )}
        {run.pullRequest !== null && (
          <Fact name="Pull request">
            <a href={run.pullRequest.url} target="_blank" rel="noreferrer" className={css.link}>
              {run.pullRequest.number === null ? 'Open' : `#${run.pullRequest.number}`}
            </a>
          </Fact>
        )}
      </dl>
    </header>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
