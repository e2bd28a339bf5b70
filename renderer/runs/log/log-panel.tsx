import { CircleAlert, WrapText } from 'lucide-react'
import { memo, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { usePageKeys } from '../../app/keyboard.ts'
import { useOven } from '../../app/oven-context.ts'
import { backOffMs } from '../../connection/back-off.ts'
import { toRefusal } from '../../connection/refusal.ts'
import { formatBytes } from '../../format/quantities.ts'
import { Button } from '../../parts/button.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { useToasts } from '../../parts/toasts.tsx'
import { tip } from '../../parts/tooltip-layer.tsx'
import { DownloadButton } from '../artifacts/download-button.tsx'
import { logPieces } from '../artifacts/log-pieces.ts'
import { FollowButton } from '../follow-button.tsx'
import css from './log-panel.module.css'
import { LogReader, type LogReading } from './log-reader.ts'
import { LogSearchBar } from './log-search-bar.tsx'
import type { LogTarget } from './log-target.ts'
import { LogView } from './log-view.tsx'
import { useLogSearch } from './use-log-search.ts'
import { WrappedLogView } from './wrapped-log-view.tsx'

const readingWords: Record<LogReading, string> = {
  opening: 'Opening the log…',
  reading: 'Live',
  interrupted: 'Interrupted, trying again',
  paused: 'Newer lines are waiting below',
  ended: 'Complete',
  refused: 'Cannot be read',
}

/** A run's log: its end first, older parts on the way up, followed or scrolled freely, and searched as a whole. */
export const LogPanel = memo(function LogPanel(props: { runId: string; begun: boolean; name: string }) {
  const { runId, begun, name } = props

  const { client, connection } = useOven()
  const visible = useSyncExternalStore(connection.visible.subscribe, connection.visible.get)
  const [reader, setReader] = useState(() => createReader())
  const [following, setFollowing] = useState(true)
  const [wraps, setWraps] = useState(false)
  const [target, setTarget] = useState<LogTarget | null>(null)
  const lastSeen = useRef(0)
  const viewEnd = useRef(() => Number.POSITIVE_INFINITY)

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
      if (on) setTarget(null)
      reader.setSticking(on)
    },
    [reader],
  )
  const jumpToEnd = () => {
    reader.jumpToEnd()
    follow(true)
  }
  const show = useCallback(
    (offset: number) => {
      setFollowing(false)
      reader.showOffset(offset)
      setTarget({ offset })
    },
    [reader],
  )
  usePageKeys({
    f: () => (following ? follow(false) : jumpToEnd()),
    G: jumpToEnd,
    g: () => {
      follow(false)
      reader.jumpToStart()
      setTarget({ offset: 0 })
    },
  })

  viewEnd.current = () =>
    following ? Number.POSITIVE_INFINITY : snapshot.window.offsetOf(lastSeen.current + 1)
  const search = useLogSearch(runId, () => viewEnd.current())
  const found = search.snapshot.matches[search.snapshot.current]?.offset
  useEffect(() => {
    if (found !== undefined) show(found)
  }, [found, show])

  if (snapshot.reading === 'refused')
    return (
      <EmptyState
        title={toRefusal(snapshot.error).message}
        action={<Button onClick={() => setReader(createReader())}>Try again</Button>}
      >
        {toRefusal(snapshot.error).hint}
      </EmptyState>
    )
  const query = search.snapshot.query.text === '' ? null : search.snapshot.query
  const View = wraps ? WrappedLogView : LogView
  return (
    <div className={css.panel}>
      <div className={css.bar}>
        <LogSearchBar searcher={search.searcher} snapshot={search.snapshot} />
        <FirstErrorButton find={search.findFirstError} onFound={show} />
        <Button
          kind="quiet"
          aria-label="Wrap long lines"
          aria-pressed={wraps}
          icon={<WrapText size={14} />}
          onClick={() => setWraps(!wraps)}
          {...tip('Wrap long lines')}
        />
        <DownloadButton
          label="Download the log"
          name={name}
          pieces={(signal) => logPieces(client, runId, signal)}
        />
      </div>
      <View
        reader={reader}
        snapshot={snapshot}
        following={following}
        onFollow={follow}
        begun={begun}
        query={query}
        target={target}
        onLastSeen={(line) => {
          lastSeen.current = line
        }}
      />
      <footer className={css.foot}>
        <span role="status">
          {snapshot.stepping ? 'Loading more lines…' : readingWords[snapshot.reading]}
        </span>
        {following && snapshot.window.end > 0 && <span>{formatBytes(snapshot.window.end)}</span>}
        <FollowButton
          following={following}
          ended={snapshot.reading === 'ended'}
          onClick={() => (following ? follow(false) : jumpToEnd())}
        />
      </footer>
    </div>
  )
})

function FirstErrorButton(props: { find: () => Promise<number | null>; onFound: (offset: number) => void }) {
  const [searching, setSearching] = useState(false)
  const toasts = useToasts()
  const go = async () => {
    setSearching(true)
    try {
      const offset = await props.find()
      if (offset === null) toasts.show({ tone: 'succeeded', message: 'No line of the log reports an error.' })
      else props.onFound(offset)
    } catch (error) {
      const { message, hint } = toRefusal(error)
      toasts.show({ tone: 'attention', message, hint })
    } finally {
      setSearching(false)
    }
  }
  return (
    <Button
      kind="quiet"
      aria-label="Go to the first error"
      busy={searching}
      icon={<CircleAlert size={14} />}
      onClick={() => void go()}
      {...tip('Go to the first error')}
    />
  )
}
