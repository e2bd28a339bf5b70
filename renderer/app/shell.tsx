import { Search } from 'lucide-react'
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react'
import type { ConnectionState } from '../connection/connection.ts'
import { HostHealth } from '../dashboard/host-health.tsx'
import { classNames } from '../parts/class-names.ts'
import { tip } from '../parts/tooltip-layer.tsx'
import { DisconnectedBanner } from './disconnected-banner.tsx'
import { useGlobalKeys } from './keyboard.ts'
import { KeysHelp } from './keys-help.tsx'
import { Page } from './page.tsx'
import { PageBoundary } from './page-boundary.tsx'
import { PausedBanner } from './paused-banner.tsx'
import { commandKey } from './platform-keys.ts'
import type { Route } from './route.ts'
import { Sections } from './sections.tsx'
import css from './shell.module.css'
import { useWelcome } from './use-welcome.ts'

const loadPalette = () => import('./palette/palette.tsx')
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }))

/** The frame around every page: sections on the left, the page on the right, the palette and the help over both. */
export function Shell({ route, state }: { route: Route; state: ConnectionState }) {
  const [over, setOver] = useState<'palette' | 'help' | null>(null)
  const openPalette = useCallback(() => setOver('palette'), [])
  const openHelp = useCallback(() => setOver('help'), [])
  const close = useCallback(() => setOver((now) => (now === 'palette' ? null : now)), [])
  useGlobalKeys(route, { openPalette, openHelp })
  useWelcome(route)
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
          <span>Agent Oven</span>
        </p>
        <button
          type="button"
          className={css.find}
          aria-keyshortcuts="Meta+K Control+K"
          {...tip(`Find anything (${commandKey('K')})`)}
          onPointerEnter={() => void loadPalette()}
          onFocus={() => void loadPalette()}
          onClick={openPalette}
        >
          <Search size={14} aria-hidden="true" />
          <span>Find</span>
          <span className={css.keys} aria-hidden="true">
            {commandKey('K')}
          </span>
        </button>
        <Sections page={route.page} />
        <HostHealth />
      </nav>
      <main ref={content} className={css.content} tabIndex={-1}>
        <div className={css.banners}>
          <PausedBanner />
          {state.kind === 'disconnected' && <DisconnectedBanner since={state.since} />}
        </div>
        <div className={classNames(css.page, route.page === 'run' && css.run)} key={place}>
          <PageBoundary>
            <Page route={route} />
          </PageBoundary>
        </div>
      </main>
      {over === 'palette' && (
        <Suspense fallback={null}>
          <Palette route={route} openHelp={openHelp} onClose={close} />
        </Suspense>
      )}
      {over === 'help' && <KeysHelp onClose={() => setOver(null)} />}
    </div>
  )
}
