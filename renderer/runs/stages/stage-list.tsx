import type { Stage } from '../../../contract/index.ts'
import { shortModel, stageTone, stageWords } from '../../format/words.ts'
import { Money, TokenCount } from '../../parts/amounts.tsx'
import { classNames } from '../../parts/class-names.ts'
import { OutcomeMark } from '../../parts/outcome-mark.tsx'
import { Duration } from '../../parts/time.tsx'
import css from './stage-list.module.css'

/** A run's stages, one row each: mark, name, time, model. */
export function StageList({ stages }: { stages: Stage[] }) {
  return (
    <ol className={css.list} aria-label="Stages">
      {stages.map((stage) => (
        <li key={stage.name} className={css.row} data-status={stage.status}>
          <OutcomeMark tone={stageTone(stage.status)} label={stageWords[stage.status]} size={13} />
          <span className={css.name}>{stage.name}</span>
          <span className={css.time}>{stageTime(stage)}</span>
          <span className={css.model}>{stage.model !== null && shortModel(stage.model)}</span>
        </li>
      ))}
    </ol>
  )
}

/** The same with what each stage used, where each row opens that stage's transcript. */
export function StageTable({
  stages,
  selected,
  onSelect,
}: {
  stages: Stage[]
  selected: string | null
  onSelect: (stage: string | null) => void
}) {
  return (
    <ol className={css.table} aria-label="Stages">
      {stages.map((stage) => (
        <li key={stage.name}>
          <button
            type="button"
            className={classNames(css.stage, selected === stage.name && css.selected)}
            aria-pressed={selected === stage.name}
            onClick={() => onSelect(selected === stage.name ? null : stage.name)}
          >
            <OutcomeMark tone={stageTone(stage.status)} label={stageWords[stage.status]} />
            <span className={css.stageText}>
              <span className={css.stageHead}>
                <span className={css.name}>{stage.name}</span>
                <span className={css.time}>{stageTime(stage)}</span>
              </span>
              <span className={css.used}>
                {stage.model !== null && <span title={stage.model}>{shortModel(stage.model)}</span>}
                {stage.tokens !== null && <TokenCount tokens={stage.tokens} unit />}
                {stage.costUsd !== null && <Money usd={stage.costUsd} />}
                {stage.attempt > 1 && <span>attempt {stage.attempt}</span>}
                {stage.commitSha !== null && (
                  <code title={`Commit ${stage.commitSha}`}>{stage.commitSha.slice(0, 7)}</code>
                )}
                {stage.status === 'waiting' && stage.dependsOn.length > 0 && (
                  <span>after {stage.dependsOn.join(', ')}</span>
                )}
              </span>
              {stage.error !== null && (
                <span className={css.error} title={stage.error}>
                  {stage.error}
                </span>
              )}
              {stage.status === 'running' && stage.lastText !== null && (
                <span className={css.words}>“{stage.lastText}”</span>
              )}
            </span>
          </button>
        </li>
      ))}
    </ol>
  )
}

function stageTime(stage: Stage) {
  if (stage.status === 'waiting' || stage.status === 'skipped') return null
  return <Duration ms={stage.durationMs} since={stage.startedAt} />
}
