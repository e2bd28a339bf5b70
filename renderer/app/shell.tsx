import { useEffect, useRef } from 'react'
import type { ConnectionState } from '../connection/connection.ts'
import { HostHealth } from '../dashboard/host-health.tsx'
import { classNames } from '../parts/class-names.ts'
import { DisconnectedBanner } from './disconnected-banner.tsx'
import { useGlobalKeys } from './keyboard.ts'
import { Page } from './page.tsx'
import type { Route } from './route.ts'
import { Sections } from './sections.tsx'
import css from './shell.module.css'

/** The frame around every page: sections on the left, the page on the right. */
export function Shell({ route, state }: { route: Route; state: ConnectionState }) {
  useGlobalKeys(route)
  const content = useRef<HTMLElement>(null)
  const place = JSON.stringify(route.page === 'runs' || route.page === 'schedule' ? route.page : route)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page begins at its top
  useEffect(() => {
    content.current?.scrollTo(0, 0)
  }, [place])
  return (
    <div className={css.shell}>
      <nav className={css.sidebar} aria-label="Sections">
        <p className={css.name}>
          <img src="./favicon.svg" alt="" width="20" height="20" />
          Agent Oven
        </p>
        <Sections page={route.page} />
        <HostHealth />
      </nav>
      <main ref={content} className={css.content} tabIndex={-1}>
        {state.kind === 'disconnected' && <DisconnectedBanner since={state.since} />}
        <div className={classNames(css.page, route.page === 'run' && css.run)} key={place}>
          <Page route={route} />
        </div>
      </main>
    </div>
  )
}
