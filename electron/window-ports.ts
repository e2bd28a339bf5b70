import {
  type IpcMain,
  type IpcMainEvent,
  MessageChannelMain,
  type MessagePortMain,
  type WebContents,
} from 'electron'
import type { CoreHost, CoreState } from './core-host.ts'
import { CONNECT_CHANNEL, DESKTOP_PORT_CHANNEL, FAILED_CHANNEL, PORT_CHANNEL } from './ipc-channels.ts'
import { isTrustedFrame } from './trusted-origin.ts'

/** Serves a contract over one end of a channel. */
export type ServePort = (port: MessagePortMain) => void

/**
 * Gives each window its ports when it asks: the desktop's own at once, the oven's as soon as the core runs, or the
 * reason why it does not. A window has one of each: asking again (after a reload) closes the ones before. They are
 * closed with the window. Asking also tries a failed core again: that is what the window's "Try again" does. Frames of
 * other origins, and frames inside frames, get no answer.
 */
export function serveWindowPorts<Services>(options: {
  ipcMain: Pick<IpcMain, 'on'>
  trustedOrigin: string
  core: Pick<CoreHost<Services>, 'watch' | 'start'>
  serveOven: (port: MessagePortMain, services: Services) => void
  serveDesktop: ServePort
}): void {
  const { ipcMain, trustedOrigin, core, serveOven, serveDesktop } = options
  const connections = new Map<number, () => void>()

  function connect(event: IpcMainEvent): void {
    const { sender, senderFrame } = event
    if (!isTrustedFrame(senderFrame, trustedOrigin)) return
    connections.get(sender.id)?.()
    const open: MessagePortMain[] = []
    const hand = (channel: string, serve: ServePort) => open.push(handPort(sender, channel, serve))

    hand(DESKTOP_PORT_CHANNEL, serveDesktop)
    void core.start()
    const unwatch = core.watch((state: CoreState<Services>) => {
      if (sender.isDestroyed()) return
      if (state.status === 'running') hand(PORT_CHANNEL, (port) => serveOven(port, state.core.services))
      if (state.status === 'failed') sender.send(FAILED_CHANNEL, { message: state.message, hint: state.hint })
    })
    const disconnect = () => {
      connections.delete(sender.id)
      unwatch()
      for (const port of open) closePort(port)
    }
    connections.set(sender.id, disconnect)
    sender.once('destroyed', () => {
      if (connections.get(sender.id) === disconnect) disconnect()
    })
  }

  ipcMain.on(CONNECT_CHANNEL, connect)
}

function handPort(sender: WebContents, channel: string, serve: ServePort): MessagePortMain {
  const { port1, port2 } = new MessageChannelMain()
  serve(port1)
  port1.start()
  sender.postMessage(channel, null, [port2])
  return port1
}

/**
 * Electron promises the `close` event only when the other end goes. What serves this end must hear of it too, or its
 * streams would run on for nobody.
 */
function closePort(port: MessagePortMain): void {
  port.close()
  port.emit('close')
}
