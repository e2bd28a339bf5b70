import { memo, useMemo, useState } from 'react'
import { toRefusal } from '../../connection/refusal.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Select } from '../../parts/inputs.tsx'
import { FollowButton } from '../follow-button.tsx'
import { TranscriptList } from './transcript-list.tsx'
import css from './transcript-panel.module.css'
import { transcriptRows } from './transcript-rows.ts'
import { useTranscript } from './use-transcript.ts'

export interface TranscriptPanelProps {
  runId: string
  /** Its container has begun: before that there is nothing to wait for. */
  begun: boolean
  ended: boolean
  /** Names of the stages, a line each: the same text for the same stages, so that a running run does not draw it anew. */
  stages: string
  stage: string | null
  onStage: (stage: string | null) => void
}

/** What the agents said and did, of one stage or of all. */
export const TranscriptPanel = memo(function TranscriptPanel(props: TranscriptPanelProps) {
  const { runId, begun, ended, stages, stage, onStage } = props
  const { entries, reading, error } = useTranscript(runId)
  const [following, setFollowing] = useState(!ended || stage !== null)
  const rows = useMemo(() => transcriptRows(entries, stage), [entries, stage])
  return (
    <div className={css.panel}>
      {reading === 'refused' ? (
        <EmptyState title={toRefusal(error).message}>{toRefusal(error).hint}</EmptyState>
      ) : rows.length === 0 ? (
        reading === 'opening' && begun ? (
          <div />
        ) : (
          <EmptyState title={ended ? 'Nothing was said' : 'Nobody has spoken yet'}>
            {stage === null
              ? 'What the agents say and which tools they call appears here. Everything printed is in the log.'
              : `Nothing came from the stage “${stage}”. Everything printed is in the log.`}
          </EmptyState>
        )
      ) : (
        <TranscriptList key={stage} rows={rows} following={following} onFollow={setFollowing} />
      )}
      <footer className={css.bar}>
        <Select
          aria-label="Stage"
          className={css.stages}
          value={stage ?? ''}
          onChange={(event) => onStage(event.target.value === '' ? null : event.target.value)}
        >
          <option value="">All stages</option>
          {stages
            .split('\n')
            .filter(Boolean)
            .map((name) => (
              <option key={name}>{name}</option>
            ))}
        </Select>
        <span role="status">{reading === 'interrupted' ? 'Interrupted, trying again' : ''}</span>
        <FollowButton
          following={following}
          ended={reading === 'ended'}
          onClick={() => setFollowing(!following)}
        />
      </footer>
    </div>
  )
})
