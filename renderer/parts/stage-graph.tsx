import { lazy, Suspense } from 'react'
import type { StageStatus } from '../../contract/index.ts'
import css from './stage-graph.module.css'

/** A stage as the graph draws it. */
export interface GraphStage {
  name: string
  /** Names of the stages it waits for. One that is not among the stages is drawn as missing. */
  dependsOn: readonly string[]
  /** How it stands; without one the node has no mark, as in a pipeline that is not running. */
  status?: StageStatus
  /** A few words under the name: a model, a time. */
  detail?: string
}

export interface StageGraphProps {
  stages: readonly GraphStage[]
  /** Name of the stage that is open beside the graph. */
  selected?: string | null
  /** Without it the nodes are only read, not pressed. */
  onSelect?: (name: string) => void
  /** What the graph is, for those who do not see it. */
  label?: string
}

const Drawing = lazy(async () => ({
  default: (await import('./stage-graph-drawing.tsx')).StageGraphDrawing,
}))

/**
 * The stages of a pipeline as a graph of what waits for what: from left to right where that fits, else from top to
 * bottom. What lays it out is loaded when the first graph is shown. To those who do not see it, it is a list whose
 * entries say what each stage waits for.
 */
export function StageGraph(props: StageGraphProps) {
  if (props.stages.length === 0) return null
  return (
    <Suspense fallback={<div className={css.loading} />}>
      <Drawing {...props} />
    </Suspense>
  )
}
