import { memo } from 'react'
import type { Stage } from '../../../contract/index.ts'
import { formatDuration } from '../../format/duration.ts'
import { formatCount, formatMoney, totalTokens } from '../../format/quantities.ts'
import { shortModel, stageTone, stageWords } from '../../format/words.ts'
import { classNames } from '../../parts/class-names.ts'
import { useNow } from '../../parts/ticker.ts'
import { tip } from '../../parts/tooltip-layer.tsx'
import css from './run-timeline.module.css'
import { layOutTimeline, type Timeline } from './timeline-bars.ts'

export interface RunTimelineProps {
  stages: Stage[]
  selected: string | null
  onSelect: (name: string) => void
}

/** Which stages ran when, and which beside which. One that runs grows each second. */
export const RunTimeline = memo(function RunTimeline(props: RunTimelineProps) {
  const runs = props.stages.some((stage) => stage.status === 'running')
  return runs ? <GrowingTimeline {...props} /> : <Bars {...props} now={0} />
})

function GrowingTimeline(props: RunTimelineProps) {
  return <Bars {...props} now={useNow(1000)} />
}

function Bars({ stages, selected, onSelect, now }: RunTimelineProps & { now: number }) {
  const timeline = layOutTimeline(stages, now)
  if (timeline === null) return null
  return (
    <figure className={css.timeline} aria-label="Timeline">
      <ol className={css.bars} style={{ height: `calc(${timeline.rows} * var(--row))` }}>
        {timeline.bars.map(({ stage, row, from, to }) => (
          <li
            key={stage.name}
            style={{ left: percent(from), width: percent(to - from), top: `calc(${row} * var(--row))` }}
          >
            <button
              type="button"
              className={classNames(css.bar, css[stageTone(stage.status)])}
              aria-pressed={selected === stage.name}
              aria-label={`${stage.name}: ${describe(stage, now)}`}
              onClick={() => onSelect(stage.name)}
              {...tip(`${stage.name}: ${describe(stage, now)}`)}
            >
              <span>{stage.name}</span>
            </button>
          </li>
        ))}
      </ol>
      <Axis timeline={timeline} />
    </figure>
  )
}

function Axis({ timeline: { marks, lengthMs } }: { timeline: Timeline }) {
  return (
    <div className={css.axis} aria-hidden="true">
      {marks.map((ms) => (
        <span key={ms} style={{ left: percent(ms / lengthMs) }}>
          {ms === 0 ? '0' : formatDuration(ms)}
        </span>
      ))}
    </div>
  )
}

/** `Succeeded, 45s, sonnet, 12k tokens, $0.08, attempt 2`. */
function describe(stage: Stage, now: number): string {
  const tookMs = stage.durationMs ?? (stage.status === 'running' ? now - Date.parse(stage.startedAt!) : null)
  return [
    stageWords[stage.status],
    tookMs === null ? null : formatDuration(Math.max(0, tookMs)),
    stage.model === null ? null : shortModel(stage.model),
    stage.tokens === null ? null : `${formatCount(totalTokens(stage.tokens))} tokens`,
    stage.costUsd === null ? null : formatMoney(stage.costUsd),
    stage.attempt > 1 ? `attempt ${stage.attempt}` : null,
  ]
    .filter((part) => part !== null)
    .join(', ')
}

const percent = (fraction: number) => `${(fraction * 100).toFixed(3)}%`
