import { FlaskConical, Play, Square } from 'lucide-react'
import { useState } from 'react'
import type { Run } from '../../contract/index.ts'
import { usePageKeys } from '../app/keyboard.ts'
import { addresses } from '../app/route.ts'
import { toRefusal } from '../connection/refusal.ts'
import { isActive, runTitle } from '../format/words.ts'
import { useRunJob } from '../jobs/use-job-actions.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { LogPanel } from './log/log-panel.tsx'
import { ProgressLine } from './progress-line.tsx'
import { RunDetails } from './run-details.tsx'
import { RunHeader } from './run-header.tsx'
import css from './run-page.module.css'
import { type RunTab, RunTabs } from './run-tabs.tsx'
import { StageTable } from './stage-list.tsx'
import { TranscriptPanel } from './transcript/transcript-panel.tsx'
import { useRun } from './use-run.ts'
import { useStopRun } from './use-run-actions.ts'

/** One run: what became of it, its stages, and everything it said. */
export function RunPage({ id }: { id: string }) {
  const { data: run, error } = useRun(id)
  if (run === undefined) {
    if (error === null) return null
    const refusal = toRefusal(error)
    return (
      <EmptyState title={refusal.message} action={<a href={addresses.runs()}>All runs</a>}>
        {refusal.hint}
      </EmptyState>
    )
  }
  return <LoadedRun key={run.id} run={run} />
}

function LoadedRun({ run }: { run: Run }) {
  const failing = run.stages.find((stage) => stage.status === 'failed')
  const [stage, setStage] = useState<string | null>(run.state === 'finished' ? (failing?.name ?? null) : null)
  const [tab, setTab] = useState<RunTab>(run.jobType === 'docker' ? 'log' : 'transcript')
  const select = (name: string | null) => {
    setStage(name)
    setTab('transcript')
  }
  return (
    <>
      <RunHeader run={run} actions={<RunActions run={run} />} />
      <div className={css.body} data-stages={run.stages.length > 0 ? '' : undefined}>
        {run.stages.length > 0 && (
          <Card className={css.stages}>
            {isActive(run) && <ProgressLine run={run} />}
            <StageTable
              stages={run.stages}
              selected={tab === 'transcript' ? stage : null}
              onSelect={select}
            />
          </Card>
        )}
        <Card className={css.output}>
          <RunTabs run={run} tab={tab} onChange={setTab} />
          {tab === 'transcript' && (
            <TranscriptPanel run={run} stage={stage} onClearStage={() => setStage(null)} />
          )}
          {tab === 'log' && <LogPanel runId={run.id} />}
          {tab === 'details' && <RunDetails run={run} />}
        </Card>
      </div>
    </>
  )
}

function RunActions({ run }: { run: Run }) {
  const again = useRunJob({ open: true })
  const stop = useStopRun()
  const active = isActive(run)
  const stopRun = () => stop.mutate(run.id)
  const runAgain = () => again.mutate({ id: run.jobId, rehearse: run.rehearsal })
  usePageKeys(active ? { s: stopRun } : { r: runAgain })
  if (active)
    return (
      <Button
        icon={<Square size={13} />}
        busy={stop.isPending || stop.isSuccess}
        onClick={stopRun}
        title={`Stop ${runTitle(run)} (S)`}
      >
        {stop.isSuccess ? 'Stopping' : 'Stop'}
      </Button>
    )
  return (
    <Button
      kind="primary"
      icon={run.rehearsal ? <FlaskConical size={14} /> : <Play size={14} />}
      busy={again.isPending}
      onClick={runAgain}
      title="Run again (R)"
    >
      {run.rehearsal ? 'Rehearse again' : 'Run again'}
    </Button>
  )
}
