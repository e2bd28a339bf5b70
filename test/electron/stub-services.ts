import type { CommandLink } from '../../contract/desktop.ts'
import type { DesktopServices } from '../../electron/desktop-router.ts'
import { createUpdates } from '../../electron/updates.ts'

/** The desktop's own services where a test is about something else: no updates, no command, these diagnostics. */
export function stubServices({
  version = '0.0.0',
  copied = '',
} = {}): Pick<DesktopServices, 'updates' | 'command' | 'copyDiagnostics'> {
  const updates = createUpdates({
    updater: null,
    unsupported: 'This is a test.',
    version,
    now: Date.now,
    log: () => {},
    beforeInstall: () => {},
    onOffer: () => {},
  })
  const link: CommandLink = { status: 'unsupported', path: null, target: null, hint: 'This is a test.' }
  return {
    updates,
    command: { show: () => link, install: () => link, remove: () => link },
    copyDiagnostics: async () => copied,
  }
}
