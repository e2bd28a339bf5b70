import { contextBridge, ipcRenderer } from 'electron'
import {
  CONNECT_CHANNEL,
  type CoreFailure,
  DESKTOP_PORT_CHANNEL,
  type DesktopMessage,
  FAILED_CHANNEL,
  type OvenDesktop,
  PORT_CHANNEL,
} from './ipc-channels.ts'

/** A port cannot cross the context bridge, so the page is told by a message of the window to itself. */
function tellPage(message: DesktopMessage, ports: readonly MessagePort[] = []): void {
  window.postMessage(message, window.location.origin, [...ports])
}

ipcRenderer.on(PORT_CHANNEL, (event) => tellPage({ type: 'oven:port' }, event.ports))
ipcRenderer.on(DESKTOP_PORT_CHANNEL, (event) => tellPage({ type: 'oven:desktop-port' }, event.ports))
ipcRenderer.on(FAILED_CHANNEL, (_event, failure: CoreFailure) =>
  tellPage({ type: 'oven:failed', message: failure.message, hint: failure.hint }),
)

const ovenDesktop: OvenDesktop = {
  connect: () => ipcRenderer.send(CONNECT_CHANNEL),
  platform: process.platform,
}
contextBridge.exposeInMainWorld('ovenDesktop', ovenDesktop)
