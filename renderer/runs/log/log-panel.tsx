import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import { usePageKeys } from '../../app/keyboard.ts'
import { useOven } from '../../app/oven-context.ts'
import { backOffMs } from '../../connection/back-off.ts'
import { toRefusal } from '../../connection/refusal.ts'
import { Button } from '../../parts/button.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { FollowButton } from '../follow-button.tsx'
import css from './log-panel.module.css'
import { LogReader, type LogReading } from './log-reader.ts'
import { LogView } from './log-view.tsx'

const readingWords: Record<LogReading, string> = {
  opening: 'Opening the log…',
  reading: 'Live',
  interrupted: 'Interrupted, trying again',
  paused: 'Newer lines are waiting below',
  ended: 'Complete',
  refused: 'Cannot be read',
}

/** A run's log: its end first, older parts on the way up, followed or scrolled freely. */
export function LogPanel({ runId }: { runId: string }) {
  const { client, connection } = useOven()
  const visible = useSyncExternalStore(connection.visible.subscribe, connection.visible.get)
  const [reader, setReader] = useState(() => createReader())
  const [following, setFollowing] = useState(true)

  function createReader() {
    return new LogReader({
      read: (from, follow, signal) => client.runs.logs({ runId, from, follow }, { signal }),
      schedule: (work) => requestAnimationFrame(work),
      waitMs: backOffMs,
    })
  }

  useEffect(() => (visible ? reader.start() : undefined), [reader, visible])

  const snapshot = useSyncExternalStore(reader.subscribe, reader.getSnapshot)
  const follow = useCallback(
    (on: boolean) => {
      setFollowing(on)
      reader.setSticking(on)
    },
    [reader],
  )
  const jumpToEnd = () => {
    reader.jumpToEnd()
    follow(true)
  }
  usePageKeys({ f: () => (following ? follow(false) : jumpToEnd()), G: jumpToEnd })

  if (snapshot.reading === 'refused')
    return (
      <EmptyState
        title={toRefusal(snapshot.error).message}
        action={<Button onClick={() => setReader(createReader())}>Try again</Button>}
      >
        {toRefusal(snapshot.error).hint}
      </EmptyState>
    )
  return (
    <div className={css.panel} role="tabpanel" aria-labelledby="tab-log">
      <LogView reader={reader} snapshot={snapshot} following={following} onFollow={follow} />
      <footer className={css.bar}>
        <span role="status">
          {snapshot.stepping ? 'Loading more lines…' : readingWords[snapshot.reading]}
        </span>
        <FollowButton
          following={following}
          ended={snapshot.reading === 'ended'}
          onClick={() => (following ? follow(false) : jumpToEnd())}
        />
      </footer>
    </div>
  )
}
