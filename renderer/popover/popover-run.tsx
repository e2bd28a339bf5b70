import { useQuery } from '@tanstack/react-query'
import { Square } from 'lucide-react'
import type { Run, RunSummary } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { runTitle, runTone, runWords, shortModel, stageTone, stageWords } from '../format/words.ts'
import { Money, TokenCount } from '../parts/amounts.tsx'
import { Button } from '../parts/button.tsx'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { Duration } from '../parts/time.tsx'
import { ProgressLine } from '../runs/progress-line.tsx'
import { useStopRun } from '../runs/use-run-actions.ts'
import css from './popover.module.css'
import { WindowLink } from './window-link.tsx'

/** A run that bakes, as close as it can be set: its stages, the agent's last words, what it has used, a way to stop it. */
export function PopoverRun({ summary }: { summary: RunSummary }) {
  const { queries } = useOven()
  const { data: run } = useQuery(
    queries.runs.show.queryOptions({ input: { runId: summary.id }, refetchInterval: 5000 }),
  )
  const stop = useStopRun()
  const newest = run ?? summary
  const words = lastWords(run)
  return (
    <article className={css.run} aria-label={runTitle(newest)} data-row>
      <ProgressLine run={newest} />
      <header className={css.line}>
        <OutcomeMark tone={runTone(newest)} label={runWords(newest)} size={13} />
        <WindowLink href={addresses.run(summary.id)} className={css.title} ofRow>
          {summary.jobName} <span className={css.faint}>#{summary.number}</span>
        </WindowLink>
        <span className={css.time}>
          <Duration ms={newest.durationMs} since={newest.startedAt ?? newest.queuedAt} />
        </span>
      </header>
      {run !== undefined && run.stages.length > 0 && <Stages run={run} />}
      {words !== null && <p className={css.words}>“{words}”</p>}
      <footer className={css.line}>
        <span className={css.used}>
          {newest.state !== 'running' && <span>{run?.progress ?? `${runWords(newest)}…`}</span>}
          {newest.costUsd !== null && <Money usd={newest.costUsd} />}
          {newest.tokens !== null && <TokenCount tokens={newest.tokens} unit />}
        </span>
        <Button
          kind="quiet"
          icon={<Square size={11} />}
          aria-label={`Stop ${runTitle(newest)}`}
          data-key="s"
          busy={stop.isPending || stop.isSuccess}
          onClick={() => stop.mutate(summary.id)}
        >
          {stop.isSuccess ? 'Stopping' : 'Stop'}
        </Button>
      </footer>
    </article>
  )
}

function Stages({ run }: { run: Run }) {
  return (
    <ol className={css.stages} aria-label="Stages">
      {run.stages.map((stage) => (
        <li key={stage.name} data-status={stage.status}>
          <OutcomeMark tone={stageTone(stage.status)} label={stageWords[stage.status]} size={12} />
          <span className={css.one}>{stage.name}</span>
          <span className={css.aside}>
            {stage.startedAt !== null && <Duration ms={stage.durationMs} since={stage.startedAt} />}
          </span>
          <span className={css.model}>{stage.model !== null && shortModel(stage.model)}</span>
        </li>
      ))}
    </ol>
  )
}

/** The newest thing any running stage has said. */
function lastWords(run: Run | undefined): string | null {
  return (
    run?.stages.findLast(({ status, lastText }) => status === 'running' && lastText !== null)?.lastText ??
    null
  )
}
