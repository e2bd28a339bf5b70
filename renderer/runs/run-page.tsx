import { useState } from 'react'
import type { Run } from '../../contract/index.ts'
import { addresses } from '../app/route.ts'
import { toRefusal } from '../connection/refusal.ts'
import { EmptyState } from '../parts/empty-state.tsx'
import { RunActions } from './header/run-actions.tsx'
import { RunHeader } from './header/run-header.tsx'
import css from './run-page.module.css'
import { type RunTab, RunTabs } from './run-tabs.tsx'
import { RunTimeline } from './stages/run-timeline.tsx'
import { StagesPanel } from './stages/stages-panel.tsx'
import { useRun } from './use-run.ts'

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
  const [tab, setTab] = useState<RunTab>(() => firstTab(run))
  const select = (name: string | null) => {
    setStage(name)
    setTab('transcript')
  }
  const hasStages = run.stages.length > 0
  return (
    <>
      <RunHeader run={run} actions={<RunActions run={run} />}>
        {hasStages && (
          <RunTimeline
            stages={run.stages}
            selected={tab === 'transcript' ? stage : null}
            onSelect={(name) => select(name === stage ? null : name)}
          />
        )}
      </RunHeader>
      <div className={css.body} data-stages={hasStages ? '' : undefined}>
        {hasStages && (
          <StagesPanel run={run} selected={tab === 'transcript' ? stage : null} onSelect={select} />
        )}
        <RunTabs run={run} tab={tab} onTab={setTab} stage={stage} onStage={setStage} />
      </div>
    </>
  )
}

/** Where to begin to look: what the agents said, unless none has spoken. */
function firstTab(run: Run): RunTab {
  if (run.jobType === 'docker') return 'log'
  const isSilentEnd = run.state === 'finished' && run.stages.every((stage) => stage.startedAt === null)
  return isSilentEnd ? 'log' : 'transcript'
}
