import { useQuery } from '@tanstack/react-query'
import { Square } from 'lucide-react'
import type { Run, RunSummary } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { runTitle, runTone, runWords } from '../format/words.ts'
import { Money, TokenCount } from '../parts/amounts.tsx'
import { Badge } from '../parts/badge.tsx'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { Duration } from '../parts/time.tsx'
import css from './active-run-card.module.css'
import { ProgressLine } from './progress-line.tsx'
import { StageList } from './stages/stage-list.tsx'
import { useStopRun } from './use-run-actions.ts'

/** A run that bakes: its stages, the agent's last words, what it has used, and a way to stop it. */
export function ActiveRunCard({ summary, href }: { summary: RunSummary; href?: string }) {
  const { queries } = useOven()
  const details = useQuery(
    queries.runs.show.queryOptions({ input: { runId: summary.id }, refetchInterval: 5000 }),
  )
  const stop = useStopRun()
  const run = details.data
  const newest = run ?? summary
  return (
    <Card>
      <ProgressLine run={newest} />
      <article className={css.card} aria-label={runTitle(newest)}>
        <header className={css.header}>
          <OutcomeMark tone={runTone(newest)} label={runWords(newest)} />
          <a href={href ?? addresses.run(summary.id)} className={css.title}>
            {summary.jobName} <span className={css.number}>#{summary.number}</span>
          </a>
          {summary.rehearsal && <Badge>rehearsal</Badge>}
          <span className={css.time}>
            <Duration ms={newest.durationMs} since={newest.startedAt ?? newest.queuedAt} />
          </span>
        </header>
        <CardBody run={run} />
        <footer className={css.footer}>
          <span className={css.words}>
            {(run === undefined || run.stages.length === 0) && (run?.progress ?? `${runWords(newest)}…`)}
            {newest.costUsd !== null && (
              <>
                <Money usd={newest.costUsd} /> ·{' '}
              </>
            )}
            {newest.tokens !== null && <TokenCount tokens={newest.tokens} unit />}
          </span>
          <Button
            kind="quiet"
            icon={<Square size={12} />}
            aria-label={`Stop ${runTitle(newest)}`}
            busy={stop.isPending || stop.isSuccess}
            onClick={() => stop.mutate(summary.id)}
          >
            {stop.isSuccess ? 'Stopping' : 'Stop'}
          </Button>
        </footer>
      </article>
    </Card>
  )
}

function CardBody({ run }: { run: Run | undefined }) {
  const words = lastWords(run)
  if (run === undefined || run.stages.length === 0) return null
  return (
    <>
      <StageList stages={run.stages} />
      {words !== null && <p className={css.words}>“{words}”</p>}
    </>
  )
}

/** The newest thing any running stage has said. */
function lastWords(run: Run | undefined): string | null {
  const speaking = run?.stages.filter((stage) => stage.status === 'running' && stage.lastText !== null)
  return speaking?.at(-1)?.lastText ?? null
}
