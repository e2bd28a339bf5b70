import { memo } from 'react'
import type { Run, Stage } from '../../../contract/index.ts'
import { formatDuration } from '../../format/duration.ts'
import { isActive, shortModel } from '../../format/words.ts'
import { Card } from '../../parts/card.tsx'
import { StageGraph } from '../../parts/stage-graph.tsx'
import { ProgressLine } from '../progress-line.tsx'
import { StageTable } from './stage-list.tsx'
import css from './stages-panel.module.css'

/** A run's stages: as a graph where one waits for another, and as a list with what each of them used. */
export const StagesPanel = memo(function StagesPanel({
  run,
  selected,
  onSelect,
}: {
  run: Pick<Run, 'state' | 'stages' | 'stagesDone' | 'stagesTotal'>
  selected: string | null
  onSelect: (stage: string | null) => void
}) {
  const isGraph = run.stages.some((stage) => stage.dependsOn.length > 0)
  return (
    <Card className={css.panel}>
      {isActive(run) && <ProgressLine run={run} />}
      {isGraph && (
        <div className={css.graph}>
          <StageGraph
            stages={run.stages.map((stage) => ({ ...stage, detail: detailOf(stage) }))}
            selected={selected}
            onSelect={(name) => onSelect(name === selected ? null : name)}
            label="What waits for what"
          />
        </div>
      )}
      <StageTable stages={run.stages} selected={selected} onSelect={onSelect} />
    </Card>
  )
})

function detailOf(stage: Stage): string | undefined {
  const parts = [
    stage.model === null ? null : shortModel(stage.model),
    stage.durationMs === null ? null : formatDuration(stage.durationMs),
  ].filter((part) => part !== null)
  return parts.length > 0 ? parts.join(', ') : undefined
}
