import type { RunSummary } from '../../contract/index.ts'
import css from './progress-line.module.css'

/** A thin line that fills with each stage that is done. Docker jobs have no stages and no line. */
export function ProgressLine({ run }: { run: Pick<RunSummary, 'stagesDone' | 'stagesTotal'> }) {
  if (run.stagesTotal === 0) return null
  const percent = Math.round((100 * run.stagesDone) / run.stagesTotal)
  return (
    <div
      className={css.line}
      role="progressbar"
      aria-label="Stages done"
      aria-valuenow={run.stagesDone}
      aria-valuemin={0}
      aria-valuemax={run.stagesTotal}
    >
      <div className={css.done} style={{ width: `${Math.max(percent, 3)}%` }} />
    </div>
  )
}
