import { X } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Run } from '../../../contract/index.ts'
import { usePageKeys } from '../../app/keyboard.ts'
import { toRefusal } from '../../connection/refusal.ts'
import { isActive } from '../../format/words.ts'
import { Button } from '../../parts/button.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { FollowButton } from '../follow-button.tsx'
import css from './transcript-panel.module.css'
import { TranscriptRow } from './transcript-row.tsx'
import { useTranscript } from './use-transcript.ts'

/** Entries in the page at first, and how many more each step up adds. */
const STEP = 400

/** What the agents said and did, of one stage or of all. */
export function TranscriptPanel({
  run,
  stage,
  onClearStage,
}: {
  run: Run
  stage: string | null
  onClearStage: () => void
}) {
  const { entries, reading, error } = useTranscript(run.id)
  const [limit, setLimit] = useState(STEP)
  const [following, setFollowing] = useState(isActive(run) || stage !== null)
  const scroller = useRef<HTMLDivElement>(null)
  const matching = stage === null ? entries : entries.filter((entry) => entry.stage === stage)
  const shown = matching.slice(-limit)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the end moves with every entry
  useLayoutEffect(() => {
    if (following && scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight
  }, [matching.length, following, stage])

  useEffect(() => {
    const element = scroller.current
    if (element === null || !following) return
    const observer = new ResizeObserver(() => element.scrollTo(0, element.scrollHeight))
    observer.observe(element)
    return () => observer.disconnect()
  }, [following])

  const onScroll = () => {
    const element = scroller.current
    if (element === null) return
    setFollowing(element.scrollHeight - element.scrollTop - element.clientHeight < 24)
  }
  usePageKeys({
    f: () => setFollowing(!following),
    G: () => setFollowing(true),
    g: () => {
      setFollowing(false)
      scroller.current?.scrollTo(0, 0)
    },
  })

  return (
    <div className={css.panel} role="tabpanel" aria-labelledby="tab-transcript">
      <section
        ref={scroller}
        className={css.scroller}
        onScroll={onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label="Transcript"
      >
        {matching.length > shown.length && (
          <div className={css.earlier}>
            <Button onClick={() => setLimit(limit + STEP)}>
              Show {Math.min(STEP, matching.length - shown.length)} earlier entries
            </Button>
          </div>
        )}
        {reading === 'refused' ? (
          <EmptyState title={toRefusal(error).message}>{toRefusal(error).hint}</EmptyState>
        ) : shown.length === 0 && reading !== 'opening' ? (
          <EmptyState title={isActive(run) ? 'Nobody has spoken yet' : 'Nothing was said'}>
            {stage === null
              ? 'What the agents say and which tools they call appears here. Everything printed is in the log.'
              : `Nothing came from the stage “${stage}”. Everything printed is in the log.`}
          </EmptyState>
        ) : (
          <ol className={css.entries}>
            {shown.map((entry, index) => (
              <TranscriptRow key={entry.seq} entry={entry} before={shown[index - 1]} />
            ))}
          </ol>
        )}
      </section>
      <footer className={css.bar}>
        {stage === null ? (
          <span>All stages</span>
        ) : (
          <Button
            kind="quiet"
            icon={<X size={13} />}
            onClick={onClearStage}
            aria-label={`Show all stages, not only ${stage}`}
          >
            {stage}
          </Button>
        )}
        <span role="status">{reading === 'interrupted' ? 'Interrupted, trying again' : ''}</span>
        {reading !== 'ended' && (
          <FollowButton following={following} onClick={() => setFollowing(!following)} />
        )}
      </footer>
    </div>
  )
}
