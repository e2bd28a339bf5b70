import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { useOven } from '../app/oven-context.ts'
import { commandKey, isMac } from '../app/platform-keys.ts'
import { addresses } from '../app/route.ts'
import { HostHealth } from '../dashboard/host-health.tsx'
import { useDesktop } from '../desktop/use-desktop.ts'
import { formatAbsolute, formatUpcoming } from '../format/time.ts'
import { Button } from '../parts/button.tsx'
import { Menu } from '../parts/menu.tsx'
import { useNow } from '../parts/ticker.ts'
import { tip } from '../parts/tooltip-layer.tsx'
import { useActiveRuns } from '../runs/use-active-runs.ts'
import css from './popover.module.css'
import { PopoverAttention } from './popover-attention.tsx'
import { PopoverDone } from './popover-done.tsx'
import { PopoverNext } from './popover-next.tsx'
import { PopoverRun } from './popover-run.tsx'
import { usePause } from './use-pause.ts'
import { usePopoverKeys } from './use-popover-keys.ts'
import { WindowLink } from './window-link.tsx'

/** More than these would push everything else out of sight; the others are counted. */
const RUNS_SHOWN = 3

/** The menu bar's small window: what needs you, what bakes, what is done, what comes next. */
export function Popover() {
  usePopoverKeys()
  const content = useFittingHeight()
  const active = useActiveRuns()
  const more = active.length - RUNS_SHOWN
  return (
    <main ref={content} className={css.popover}>
      <header className={css.header}>
        <h1>Agent Oven</h1>
        <HostHealth row />
      </header>
      <Standing />
      <PopoverAttention />
      {active.length > 0 && (
        <section aria-label="Baking" className={css.part}>
          <h2>Baking</h2>
          {active.slice(0, RUNS_SHOWN).map((run) => (
            <PopoverRun key={run.id} summary={run} />
          ))}
          {more > 0 && (
            <WindowLink href={addresses.dashboard} className={css.more}>
              and {more} more
            </WindowLink>
          )}
        </section>
      )}
      <PopoverDone />
      <section aria-label="Next" className={css.part}>
        <h2>Next</h2>
        <PopoverNext />
      </section>
      <Footer />
    </main>
  )
}

/** What stands above all else: no line to the oven, or no schedule fires. */
function Standing() {
  const { connection, queries } = useOven()
  const state = useSyncExternalStore(connection.state.subscribe, connection.state.get)
  const { data } = useQuery(queries.status.show.queryOptions())
  const { resume } = usePause()
  const now = useNow(30_000)
  if (state.kind === 'disconnected')
    return (
      <p className={css.standing} role="status">
        The oven does not answer. Trying again.
      </p>
    )
  const pause = data?.pause ?? null
  if (pause === null) return null
  return (
    <div className={css.standing} role="status">
      <span className={css.one}>
        Schedules are paused
        {pause.until !== null && (
          <>
            {' until '}
            <span {...tip(formatAbsolute(pause.until))}>{formatUpcoming(pause.until, now)}</span>
          </>
        )}
      </span>
      <Button busy={resume.isPending} onClick={() => resume.mutate()}>
        Resume
      </Button>
    </div>
  )
}

function Footer() {
  const { queries } = useOven()
  const { data } = useQuery(queries.status.show.queryOptions())
  const { entries, resume } = usePause()
  const isPaused = data?.pause != null
  return (
    <footer className={css.footer}>
      <WindowLink href={addresses.dashboard} className={css.foot} keys={isMac() ? 'Meta+O' : 'Control+O'}>
        Open <kbd>{commandKey('O')}</kbd>
      </WindowLink>
      {isPaused ? (
        <Button kind="quiet" className={css.foot} onClick={() => resume.mutate()}>
          Resume all
        </Button>
      ) : (
        <Menu
          label="Pause all schedules"
          entries={entries}
          align="start"
          trigger={
            <Button kind="quiet" className={css.foot}>
              Pause all…
            </Button>
          }
        />
      )}
      <WindowLink href={addresses.settings} className={css.foot} keys={isMac() ? 'Meta+,' : 'Control+,'}>
        Settings
      </WindowLink>
    </footer>
  )
}

/** Tells the desktop how high the content is, so that the popover is no higher. */
function useFittingHeight() {
  const desktop = useDesktop()
  const content = useRef<HTMLElement>(null)
  useEffect(() => {
    const element = content.current
    if (desktop === null || element === null) return
    const observer = new ResizeObserver(() => {
      desktop.popover.fit({ height: Math.ceil(element.scrollHeight) }).catch(() => {})
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [desktop])
  return content
}
