import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useOven } from '../../app/oven-context.ts'
import { addresses } from '../../app/route.ts'
import { toRefusal } from '../../connection/refusal.ts'
import { isActive, runTitle, runTone, runWords } from '../../format/words.ts'
import { Button, ButtonLink } from '../../parts/button.tsx'
import { OutcomeMark } from '../../parts/outcome-mark.tsx'
import { StageGraph } from '../../parts/stage-graph.tsx'
import { Duration } from '../../parts/time.tsx'
import css from './rehearsal-panel.module.css'

/** A rehearsal as it goes on, beside the form that it was started from. */
export function RehearsalPanel({ runId, onClose }: { runId: string; onClose: () => void }) {
  const { queries } = useOven()
  const { data: run, error } = useQuery(
    queries.runs.show.queryOptions({
      input: { runId },
      refetchInterval: ({ state }) => (state.data && !isActive(state.data) ? false : 1000),
    }),
  )
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    panel.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  const title = run ? runTitle(run) : 'Rehearsal'
  return (
    <section ref={panel} className={css.panel} aria-label="Rehearsal">
      <header className={css.header}>
        {run && <OutcomeMark tone={runTone(run)} size={16} />}
        <div className={css.words} role="status">
          <h2>{title}</h2>
          {run && <span className={css.state}>{run.error?.message ?? runWords(run)}</span>}
          {error !== null && run === undefined && (
            <span className={css.state}>{toRefusal(error).message}</span>
          )}
        </div>
        {run && <Duration ms={run.durationMs} since={run.startedAt} />}
        <ButtonLink href={addresses.run(runId)}>Open the run</ButtonLink>
        <Button kind="quiet" aria-label="Close the rehearsal" icon={<X size={14} />} onClick={onClose} />
      </header>
      {run && run.stages.length > 0 && (
        <StageGraph
          label="The rehearsal’s stages"
          stages={run.stages.map(({ name, dependsOn, status }) => ({ name, dependsOn, status }))}
        />
      )}
    </section>
  )
}
