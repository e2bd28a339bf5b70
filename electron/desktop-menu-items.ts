import type { MenuItemConstructorOptions } from 'electron'
import type { CommandLink, UpdateState } from '../contract/desktop.ts'

/** What the icon's menu offers of the desktop's own: an update, the command for terminals, diagnostics. */
export function desktopMenuItems(options: {
  updates: UpdateState
  command: CommandLink
  installUpdate: () => void
  installUpdateNow: () => void
  checkForUpdates: () => void
  installCommand: () => void
  removeCommand: () => void
  copyDiagnostics: () => void
}): MenuItemConstructorOptions[] {
  const { updates, command } = options
  return [
    ...updateItems(updates, options),
    ...commandItems(command, options),
    { label: 'Copy diagnostics', click: () => options.copyDiagnostics() },
    { type: 'separator' },
  ]
}

function updateItems(
  { status, offered, percent }: UpdateState,
  actions: { installUpdate: () => void; installUpdateNow: () => void; checkForUpdates: () => void },
): MenuItemConstructorOptions[] {
  switch (status) {
    case 'unsupported':
      return []
    case 'available':
      return [{ label: `Install version ${offered}`, click: () => actions.installUpdate() }]
    case 'checking':
      return [{ label: 'Looking for updates', enabled: false }]
    case 'downloading':
      return [{ label: `Downloading version ${offered}, ${percent ?? 0} %`, enabled: false }]
    case 'waiting':
      return [
        { label: `Version ${offered} is installed when no run is active`, enabled: false },
        { label: `Install version ${offered} now`, click: () => actions.installUpdateNow() },
      ]
    case 'installing':
      return [{ label: `Installing version ${offered}`, enabled: false }]
    default:
      return [{ label: 'Look for updates', click: () => actions.checkForUpdates() }]
  }
}

function commandItems(
  { status, path }: CommandLink,
  actions: { installCommand: () => void; removeCommand: () => void },
): MenuItemConstructorOptions[] {
  if (status === 'installed')
    return [{ label: 'Remove the oven command', click: () => actions.removeCommand() }]
  if ((status === 'absent' || status === 'outdated') && path !== null)
    return [{ label: 'Install the oven command', click: () => actions.installCommand() }]
  return []
}
