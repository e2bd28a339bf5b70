import { Menu } from 'electron'

/**
 * The application's menu. A menu-bar app does not show it, but without it ⌘C, ⌘V, ⌘A and ⌘W do nothing.
 */
export function installAppMenu(options: { openWindow: () => void }): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      { role: 'appMenu' },
      {
        label: 'File',
        submenu: [
          { label: 'Open Agent Oven', accelerator: 'CmdOrCtrl+O', click: options.openWindow },
          { role: 'close' },
        ],
      },
      { role: 'editMenu' },
      {
        label: 'View',
        submenu: [
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { type: 'separator' },
          { role: 'togglefullscreen' },
        ],
      },
      { role: 'windowMenu' },
    ]),
  )
}
