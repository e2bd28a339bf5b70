import type { OvenServices } from '../core/oven-services.ts'
import type { CoreHost } from './core-host.ts'
import type { Notices } from './notices.ts'
import { EMPTY_GLANCE, type OvenAtWork, type OvenClient, type OvenGlance } from './oven-glance.ts'
import type { TrayState } from './tray-view.ts'
import { type OvenWatch, watchOven } from './watch-oven.ts'

/**
 * Puts together what the tray shows: the state of the core, a look at the oven whenever it changes, and messages that
 * wait for the window. The answer's `client` speaks to the oven, while there is one.
 */
export function followTrayState(options: {
  core: Pick<CoreHost<OvenServices>, 'watch'>
  notices: Notices
  clientOf: (services: OvenServices) => OvenClient
  onState: (state: TrayState) => void
  /** For the desktop's own services; null while there is no oven. */
  onAtWork?: (atWork: OvenAtWork | null) => void
  log: (message: string, error: unknown) => void
}): { client(): OvenClient | null } {
  const { core, notices, clientOf, onState, onAtWork = () => {}, log } = options
  let watch: OvenWatch | null = null
  let glance: OvenGlance = EMPTY_GLANCE
  let coreStatus: TrayState['core'] = 'starting'
  let failure: string | null = null

  function tell(): void {
    const waiting = notices.pending().map((notice) => notice.title)
    onState({
      core: coreStatus,
      activeRuns: glance.activeRuns,
      pause: glance.pause,
      showsCount: glance.showsCount,
      attention: [...(failure === null ? [] : [failure]), ...waiting, ...glance.attention],
    })
  }

  notices.onChange(tell)
  core.watch((state) => {
    // A window tries a failed core again and again; the icon shall not flicker with it.
    if (state.status === 'starting' && coreStatus === 'failed') return
    watch?.stop()
    watch = null
    glance = EMPTY_GLANCE
    onAtWork(null)
    coreStatus = state.status === 'closed' ? 'starting' : state.status
    failure = state.status === 'failed' ? state.message : null
    if (state.status === 'running') {
      const client = clientOf(state.core.services)
      watch = watchOven({
        client,
        log,
        onGlance: (seen) => {
          glance = seen
          onAtWork(seen.atWork)
          tell()
        },
      })
    }
    tell()
  })
  return { client: () => watch?.client ?? null }
}
